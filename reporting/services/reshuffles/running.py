"""A reshuffle carried out: all of it in one transaction, under one reason, or nothing."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from documents import services as documents
from documents.choices import Classification, Kind
from focalpoints.choices import ReshuffleKind, ReshuffleSide
from focalpoints.models import FormerName, Institution, Reshuffle, ReshufflePart
from focalpoints.policies import can_edit_institutions
from focalpoints.services import institutions
from focalpoints.services.rights import apply_to
from focalpoints.services.summons import ask_anew
from nmirf.common.decisions import require
from nmirf.common.errors import ConflictError, DomainError
from nmirf.common.history import because

from .checks import lacks_authority, refusals
from .moving import Moving
from .plans import Plan, Target
from .previews import Found, fingerprint, gather
from .proposing import decided
from .telling import tell
from .things import THINGS

# What a new institution has in common with the one that it follows.
INHERITED = ("kind", "branch", "parent", "territory", "membership")


class AlreadyDoneError(ConflictError):
    """The same form was sent before; `theirs` is the reshuffle that it made."""

    theirs: Reshuffle


@dataclass(frozen=True, slots=True)
class Orders:
    """What a person decided on the page of the preview.

    `seen` is the fingerprint of what was shown; `given` says by key which place in `Plan.after`
    gets a row, -1 for nobody; what is not in it goes where it was proposed to go.
    """

    reference: UUID
    seen: str
    given: Mapping[str, int] = field(default_factory=dict)
    accepts_no_authority: bool = False
    upload: Any = None


def carry_out(*, plan: Plan, orders: Orders, actor: User) -> Reshuffle:
    """Rename, merge, divide or dissolve, and give what is open to those who follow.

    Raises PermissionDenied; AlreadyDoneError where this very form was sent before; ConflictError
    where what would move is no longer what was shown; FileRefusedError; and DomainError with the
    reasons against it.
    """
    with documents.files_follow_rows(), transaction.atomic():
        require(can_edit_institutions(actor))
        plan = _locked(plan)
        done = Reshuffle.objects.filter(reference=orders.reference).first()
        if done is not None:
            raise AlreadyDoneError(_("This was carried out already; nothing was doubled."), done)
        found = gather(plan, lock=True)
        _refuse(plan, found)
        if fingerprint(plan, found) != orders.seen:
            raise ConflictError(_("What would move has changed since: look at it again."), plan)
        given = decided(plan, found, orders.given)
        if lacks_authority(plan, found, given) and not orders.accepts_no_authority:
            raise DomainError(
                _("Nobody could sign the updates that wait to be signed: say that they may wait.")
            )
        with because(plan.reason, reshuffle=str(orders.reference)):
            return _run(plan, found, given, orders, actor)


def _locked(plan: Plan) -> Plan:
    """The plan with its institutions as they stand, locked in the order of their keys."""
    keys = {row.pk for row in plan.before} | plan.staying
    rows = Institution.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    known = {row.pk: row for row in rows}
    after = [
        replace(one, institution=known[one.institution.pk]) if one.institution else one
        for one in plan.after
    ]
    return replace(plan, before=tuple(known[row.pk] for row in plan.before), after=tuple(after))


def _refuse(plan: Plan, found: Found) -> None:
    if reasons := list(refusals(plan, found)):
        raise DomainError(" ".join(reasons))


def _run(
    plan: Plan, found: Found, given: Mapping[str, int], orders: Orders, actor: User
) -> Reshuffle:
    targets = (
        [] if plan.kind == ReshuffleKind.RENAME else [_body(plan, t, actor) for t in plan.after]
    )
    reshuffle = Reshuffle.objects.create(
        reference=orders.reference,
        kind=plan.kind,
        effective_on=plan.effective_on,
        act=plan.act,
        document=_document(orders, plan, actor),
        carried_out_by=actor,
    )
    _parts(plan, reshuffle, targets)
    moving = Moving(
        actor=actor,
        effective_on=plan.effective_on,
        reason=plan.reason,
        ending=frozenset(row.pk for row in plan.ending),
    )
    if plan.kind == ReshuffleKind.RENAME:
        _rename(plan, reshuffle)
    _move(moving, found, given, targets)
    for row in plan.ending:
        row.dissolved_on = plan.eve
        row.save(update_fields=["dissolved_on", "updated_at"])
    _apply_rights(moving)
    for row in {row.pk: row for row in (*plan.before, *targets)}.values():
        ask_anew(row.pk)
    reshuffle.moved = {"counts": dict(moving.counts), "waiting": moving.waiting}
    reshuffle.save(update_fields=["moved", "updated_at"])
    tell(plan, reshuffle, moving, targets)
    return reshuffle


def _body(plan: Plan, target: Target, actor: User) -> Institution:
    if target.institution is not None:
        return target.institution
    model = plan.before[0]
    facts = {name: getattr(model, name) for name in INHERITED}
    # What ends holds nothing below it.
    while facts["parent"] is not None and facts["parent"] in plan.ending:
        facts["parent"] = facts["parent"].parent
    return institutions.create_institution(
        actor=actor,
        reason=plan.reason,
        name=target.name,
        name_translations=target.name_translations,
        acronym=target.acronym,
        **facts,
    )


def _document(orders: Orders, plan: Plan, actor: User) -> Any:
    if not orders.upload:
        return None
    return documents.store(
        actor=actor,
        upload=orders.upload,
        kind=Kind.LAW,
        classification=Classification.PUBLIC,
        title=plan.act,
    )


def _parts(plan: Plan, reshuffle: Reshuffle, targets: list[Institution]) -> None:
    after = targets or (list(plan.before) if plan.kind == ReshuffleKind.RENAME else [])
    sides = [(ReshuffleSide.BEFORE, list(plan.before)), (ReshuffleSide.AFTER, after)]
    ReshufflePart.objects.bulk_create(
        ReshufflePart(reshuffle=reshuffle, institution=row, side=side)
        for side, rows in sides
        for row in rows
    )


def _rename(plan: Plan, reshuffle: Reshuffle) -> None:
    row, new = plan.before[0], plan.after[0]
    try:
        with transaction.atomic():
            FormerName.objects.create(
                institution=row,
                name=row.name,
                name_translations=row.name_translations,
                acronym=row.acronym,
                slug=row.slug,
                until=plan.eve,
                reshuffle=reshuffle,
            )
    except IntegrityError as error:
        raise DomainError(_("It was renamed on that day already.")) from error
    row.name, row.name_translations, row.acronym = new.name, new.name_translations, new.acronym
    if plan.new_address:
        row.slug = institutions.free_slug(new.name, own=row.pk)
    row.save()


def _move(
    moving: Moving, found: Found, given: Mapping[str, int], targets: list[Institution]
) -> None:
    for thing in THINGS:
        by_place: dict[int, list[Any]] = defaultdict(list)
        for row in found[thing.noun]:
            by_place[given[thing.key(row)]].append(row)
        for place, rows in sorted(by_place.items()):
            if place < 0:
                if thing.leave:
                    thing.leave(moving, rows)
                continue
            target = targets[place]
            # A part that goes on keeps what is given to it as it is.
            coming = [row for row in rows if getattr(row, f"{thing.field}_id") != target.pk]
            if coming:
                thing.move(moving, coming, target)
                moving.count(thing.noun, len(coming), target)


def _apply_rights(moving: Moving) -> None:
    """Permissions follow the posts in the same transaction; open sessions see it at their next request."""
    users = User.objects.in_bulk({user for user, _institution in moving.touched})
    bodies = Institution.objects.in_bulk({institution for _user, institution in moving.touched})
    for user, institution in sorted(moving.touched):
        apply_to(user=users[user], institution=bodies[institution])
