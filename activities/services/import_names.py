"""What a table of activities names: institutions, recommendations, clusters and so on, found at once."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from activities import policies
from activities.choices import PartRole
from activities.models import Activity
from activities.parsers.activity_table import Row
from focalpoints.models import Institution
from focalpoints.policies import visible_institutions
from recommendations.forms.references import meant_by
from recommendations.models import AffectedGroup, Objective
from recommendations.policies import visible_clusters, visible_recommendations

from .links import KINDS


class Names:
    """All that the rows name, read in a few queries; as far as the actor may see and link it.

    What an activity has already is found as well, offered anew or not: a file comes back as it went.
    """

    def __init__(self, actor: User, rows: Iterable[Row]) -> None:
        offered = visible_institutions(actor).existing()
        self._offered = _keys(offered)
        # Of the same name one that is offered goes first, an older one before a newer.
        every = sorted(
            Institution.objects.all(), key=lambda one: (one.pk in self._offered, -one.pk)
        )
        self._institutions = {one.name.casefold(): one for one in every}
        self._institutions |= {one.slug: one for one in every}
        self._kinds = _led_on(Objective.objects.select_related("merged_into"), str.upper)
        groups = list(AffectedGroup.objects.select_related("merged_into"))
        self._kept = {one.pk: one.merged_into_id or one.pk for one in groups}
        self._found: dict[str, dict[str, Any]] = {
            "clusters": {one.slug: one for one in visible_clusters(actor)},
            "objectives": {
                f"{one.plan.slug}/{one.code}": one
                for one in policies.linkable_objectives(actor).select_related("plan")
            },
            "groups": _led_on(groups, str),
            "recommendations": _references(actor, rows),
        }
        self._linkable = {
            "recommendations": _keys(policies.linkable_recommendations(actor, None)),
            "clusters": _keys(policies.linkable_clusters(actor)),
        }
        self._seen = {
            name: {one.pk for one in found.values()}
            for name, found in self._found.items()
            if name != "recommendations"
        }
        self._seen["recommendations"] = _keys(visible_recommendations(actor))

    def of(self, row: Row, activity: Activity | None) -> dict[str, Any]:
        """What the row names, by column; what is not found is refused."""
        content: dict[str, Any] = {}
        present: Collection[int]
        if "lead" in row.texts:
            present = {activity.lead_id} if activity else set()
            content["lead"] = self.institution(row, "lead", row.texts["lead"], present)
        if "kind_of_act" in row.texts:
            content["kind_of_act"] = self._kind(row, row.texts["kind_of_act"])
        for name in ("contributing", "partners"):
            if name in row.lists:
                present = _part_keys(activity, name)
                found = [self.institution(row, name, one, present) for one in row.lists[name]]
                # Those that are not offered stay as they are, whatever is said of the others.
                content[name] = [one for one in found if one and one.pk in self._offered]
        for name in KINDS:
            if name in row.lists:
                content[name] = self._rows(row, name, activity)
        return content

    def institution(
        self, row: Row, column: str, named: str, present: Collection[int]
    ) -> Institution | None:
        """One that is offered to the actor, or one of those that the activity has: `present`."""
        if not named:
            return None
        found = self._institutions.get(named.casefold())
        if found is None or found.pk not in {*self._offered, *present}:
            row.refuse(column, named, _("No institution is called so."))
            return None
        return found

    def linked(self, activity: Activity, name: str) -> set[int]:
        """Keys of what the activity is linked to, as far as the actor sees it."""
        kind = KINDS[name]
        links = getattr(activity, f"{kind.field}_links").all()
        keys = {getattr(link, f"{kind.field}_id") for link in links}
        if name == "groups":
            keys = {self._kept[key] for key in keys}
        return keys & self._seen[name]

    def parts(self, activity: Activity) -> dict[str, list[Institution]]:
        """Who takes part at present."""
        by_key = {one.pk: one for one in self._institutions.values()}
        return {
            name: [by_key[key] for key in _part_keys(activity, name) if key in self._offered]
            for name in ("contributing", "partners")
        }

    def _kind(self, row: Row, code: str) -> Any:
        found = self._kinds.get(code.upper())
        if code and found is None:
            row.refuse("kind_of_act", code, _("No kind of act has this code."))
        return found

    def _rows(self, row: Row, name: str, activity: Activity | None) -> list[Any]:
        found = []
        linked = self.linked(activity, name) if activity else set()
        for typed in row.lists[name]:
            key = typed.upper() if name == "recommendations" else typed
            one = self._found[name].get(key)
            linkable = self._linkable.get(name, self._seen[name])
            if one is None or one.pk not in linkable | linked:
                row.refuse(name, typed, _("Not found, or not yours to link."))
            else:
                found.append(one)
        return found


def _keys(rows: Any) -> set[int]:
    return set(rows.order_by().values_list("pk", flat=True))


def _part_keys(activity: Activity | None, name: str) -> list[int]:
    """Keys of the institutions that take this part at present."""
    role = PartRole.PARTNER if name == "partners" else PartRole.CONTRIBUTING
    parts = activity.parts_taken.all() if activity else ()
    return [part.institution_id for part in parts if part.role == role]


def _led_on(rows: Any, fold: Callable[[str], str]) -> dict[str, Any]:
    """Terms by their codes, those merged away as the ones that were kept."""
    return {fold(one.code): one.merged_into or one for one in rows}


def _references(actor: User, rows: Iterable[Row]) -> dict[str, Any]:
    typed = [one for row in rows for one in row.lists.get("recommendations", [])]
    meant = meant_by(typed, visible_recommendations(actor))
    found = {one.reference.upper(): one for one in meant.records}
    return found | {old.upper(): found[new.upper()] for old, new in meant.led_on}
