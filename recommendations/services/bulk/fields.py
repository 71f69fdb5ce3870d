"""The parts of a record that a bulk edit can change, read and written for many records at once.

A field has a key: the name of a list ("themes"), of a fact ("priority"), or of a relation to one
row ("cluster:12", "assignment:7"). Its value is plain JSON, so that what stood there before can be
kept, compared and put back. Reading takes one query a field; writing is the deed that single
records have too.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from focalpoints.models import Institution
from recommendations.choices import Publication
from recommendations.models import Cluster, Recommendation
from recommendations.services import assignments, clusters, links, register

# Facts in columns of the record, by the key of the field.
COLUMNS = {
    "priority": ("priority",),
    "legislation": ("requires_legislation", "legislation_basis"),
    "follow_up": ("follow_up_due_on", "follow_up_source"),
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, why, and at which moment: the same for every field of one deed."""

    actor: User
    reason: str
    at: dt.datetime


def key_of(name: str, row: int) -> str:
    return f"{name}:{row}"


def row_of(key: str) -> int:
    return int(key.partition(":")[2])


def read(key: str, recommendations: Collection[int]) -> dict[int, Any]:
    """What stands in one field of each record now; one query."""
    if key in links.LINK_KINDS:
        found = links.links_of(name=key, recommendations=recommendations)
        return {
            pk: {str(term): list(made) for term, made in sorted(terms.items())}
            for pk, terms in found.items()
        }
    if key in COLUMNS or key == "publication":
        return _read_columns(key, recommendations)
    values: dict[int, Any] = dict.fromkeys(recommendations)
    if key.startswith("cluster:"):
        parts = clusters.parts_of(cluster=row_of(key), recommendations=recommendations)
        return values | {pk: list(part) for pk, part in parts.items()}
    rows = assignments.parts_of(institution=row_of(key), recommendations=recommendations)
    return values | {
        pk: [row.role, row.state, row.answer_by.isoformat() if row.answer_by else None]
        for pk, row in rows.items()
    }


def _read_columns(key: str, recommendations: Collection[int]) -> dict[int, Any]:
    names = COLUMNS.get(key, register.PUBLICATION_COLUMNS)
    rows = Recommendation.objects.filter(pk__in=recommendations).values_list("pk", *names)
    return {pk: [_plain(value) for value in values] for pk, *values in rows}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def write(writer: Writer, key: str, wanted: Mapping[int, Any]) -> None:
    """Give one field of each record the value wanted, in a few queries.

    Raises PermissionDenied and DomainError, as the deeds on single records do.
    """
    if key in links.LINK_KINDS:
        made = {
            pk: {int(term): links.Made(*how) for term, how in terms.items()}
            for pk, terms in wanted.items()
        }
        links.set_links(actor=writer.actor, name=key, wanted=made, reason=writer.reason)
    elif key in COLUMNS:
        _write_columns(writer, key, wanted)
    elif key == "publication":
        before = {
            pk: (name, _instant(moment), withheld)
            for pk, (name, moment, withheld) in wanted.items()
        }
        register.put_back_publication(actor=writer.actor, wanted=before, reason=writer.reason)
    elif key.startswith("cluster:"):
        clusters.set_members(
            actor=writer.actor,
            cluster=Cluster.objects.get(pk=row_of(key)),
            wanted={pk: clusters.Part(*part) if part else None for pk, part in wanted.items()},
            reason=writer.reason,
        )
    else:
        _write_assignments(writer, key, wanted)


def _instant(moment: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(moment) if moment else None


def _write_columns(writer: Writer, key: str, wanted: Mapping[int, Any]) -> None:
    if key == "follow_up":
        wanted = {
            pk: [dt.date.fromisoformat(day) if day else None, source]
            for pk, (day, source) in wanted.items()
        }
    register.set_columns(
        actor=writer.actor, wanted=wanted, names=COLUMNS[key], reason=writer.reason
    )


def _write_assignments(writer: Writer, key: str, wanted: Mapping[int, Any]) -> None:
    """Where there is no part yet it is proposed; where there is to be none, it is withdrawn."""
    assignments.withdraw_many(
        actor=writer.actor,
        institution=row_of(key),
        recommendations=[pk for pk, part in wanted.items() if part is None],
        reason=writer.reason,
    )
    groups: dict[tuple[str, str | None], list[int]] = {}
    for pk, part in wanted.items():
        if part is not None:
            groups.setdefault((part[0], part[2]), []).append(pk)
    for (role, answer_by), keys in groups.items():
        assignments.propose_many(
            actor=writer.actor,
            institution=Institution.objects.get(pk=row_of(key)),
            role=role,
            recommendations=Recommendation.objects.filter(pk__in=keys).order_by("pk"),
            answer_by=dt.date.fromisoformat(answer_by) if answer_by else None,
            reason=writer.reason,
        )


def move(writer: Writer, name: str, recommendations: Collection[int]) -> None:
    """Publish or retire each record."""
    register.move_many(
        actor=writer.actor,
        recommendations=recommendations,
        name=name,
        reason=writer.reason,
        at=writer.at,
    )


def as_written(key: str, value: Any, at: dt.datetime | None) -> Any:
    """What a planned value reads like once it is written, at the moment `at`.

    The moment of publication is that of the deed, which a plan can't know.
    """
    if key == "publication" and value[0] == Publication.PUBLISHED and at:
        return [value[0], at.isoformat(), value[2]]
    return value
