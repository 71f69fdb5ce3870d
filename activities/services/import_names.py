"""What a table of activities names: institutions, recommendations, clusters and so on, found at once."""

from collections.abc import Callable, Iterable
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
from recommendations.policies import visible_recommendations

from .links import KINDS


class Names:
    """All that the rows name, read in a few queries; as far as the actor may see and link it."""

    def __init__(self, actor: User, rows: Iterable[Row]) -> None:
        institutions = visible_institutions(actor).existing()
        self._institutions: dict[str, Institution] = {}
        for institution in institutions.order_by("-pk"):
            self._institutions[institution.name.casefold()] = institution
        self._institutions |= {one.slug: one for one in institutions}
        self._kinds = _led_on(Objective.objects.select_related("merged_into"), str.upper)
        self._found: dict[str, dict[str, Any]] = {
            "clusters": {one.slug: one for one in policies.linkable_clusters(actor)},
            "objectives": {
                f"{one.plan.slug}/{one.code}": one
                for one in policies.linkable_objectives(actor).select_related("plan")
            },
            "groups": _led_on(AffectedGroup.objects.select_related("merged_into"), str),
            "recommendations": _references(actor, rows),
        }
        linkable = policies.linkable_recommendations(actor, None)
        self._linkable = set(linkable.order_by().values_list("pk", flat=True))
        self._seen = {
            name: {one.pk for one in found.values()}
            for name, found in self._found.items()
            if name != "recommendations"
        }
        seen = visible_recommendations(actor).order_by()
        self._seen["recommendations"] = set(seen.values_list("pk", flat=True))

    def of(self, row: Row, activity: Activity | None) -> dict[str, Any]:
        """What the row names, by column; what is not found is refused."""
        content: dict[str, Any] = {}
        if "lead" in row.texts:
            content["lead"] = self.institution(row, "lead", row.texts["lead"])
        if "kind_of_act" in row.texts:
            content["kind_of_act"] = self._kind(row, row.texts["kind_of_act"])
        for name in ("contributing", "partners"):
            if name in row.lists:
                found = [self.institution(row, name, one) for one in row.lists[name]]
                content[name] = [one for one in found if one]
        for name in KINDS:
            if name in row.lists:
                content[name] = self._rows(row, name, activity)
        return content

    def institution(self, row: Row, column: str, named: str) -> Institution | None:
        if not named:
            return None
        found = self._institutions.get(named.casefold())
        if found is None:
            row.refuse(column, named, _("No institution is called so."))
        return found

    def linked(self, activity: Activity, name: str) -> set[int]:
        """Keys of what the activity is linked to, as far as the actor sees it."""
        kind = KINDS[name]
        links = getattr(activity, f"{kind.field}_links").all()
        return {getattr(link, f"{kind.field}_id") for link in links} & self._seen[name]

    def parts(self, activity: Activity) -> dict[str, list[Institution]]:
        """Who takes part at present."""
        by_key = {one.pk: one for one in self._institutions.values()}
        found: dict[str, list[Institution]] = {"contributing": [], "partners": []}
        for part in activity.parts_taken.all():
            name = "partners" if part.role == PartRole.PARTNER else "contributing"
            if part.institution_id in by_key:
                found[name].append(by_key[part.institution_id])
        return found

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
            barred = name == "recommendations" and one and one.pk not in self._linkable | linked
            if one is None or barred:
                row.refuse(name, typed, _("Not found, or not yours to link."))
            else:
                found.append(one)
        return found


def _led_on(rows: Any, fold: Callable[[str], str]) -> dict[str, Any]:
    """Terms by their codes, those merged away as the ones that were kept."""
    return {fold(one.code): one.merged_into or one for one in rows}


def _references(actor: User, rows: Iterable[Row]) -> dict[str, Any]:
    typed = [one for row in rows for one in row.lists.get("recommendations", [])]
    meant = meant_by(typed, visible_recommendations(actor))
    found = {one.reference.upper(): one for one in meant.records}
    return found | {old.upper(): found[new.upper()] for old, new in meant.led_on}
