"""Who asks, and the lists by which everything is found."""

from django.utils.translation import gettext_lazy as _

from mechanisms.choices import MechanismKind, RegionalGroup, ReviewStage, System
from mechanisms.models import Mechanism, Review, State
from portal.opendata.columns import (
    Kind,
    address,
    choice,
    day,
    in_languages,
    link,
    listed,
    text,
    truth,
    whole,
)
from recommendations.choices import GroupRole
from recommendations.models import AffectedGroup, Objective, SdgGoal, SdgTarget, Theme

NAME = _("Name, in the language of its source.")
CODE = _("Code by which other tables name it.")
IN_USE = _("Whether it is still used for new records.")
MERGED = _("The term that stands in its place since the two were merged.")

MECHANISMS = listed(
    "mechanisms",
    _("Mechanisms"),
    _("Bodies that address recommendations to States."),
    lambda reader: Mechanism.objects.order_by("order", "code"),
    text("mechanism", CODE, "code", is_key=True),
    text("short_name", _("Short name."), is_needed=True),
    text("name", NAME, is_needed=True),
    *in_languages("name", "name"),
    choice("kind", _("What kind of body it is."), MechanismKind, is_needed=True),
    choice("system", _("To which system it belongs."), System, is_needed=True),
    link("parent", "mechanisms", "parent__code"),
    truth("is_active", _("Whether this State is followed by it."), is_needed=True),
    address("portal:mechanism", "code", of=str.lower),
)
REVIEWS = listed(
    "reviews",
    _("Reviews"),
    _("Examinations of the State by one mechanism, and visits of mandate holders."),
    lambda reader: Review.objects.order_by("slug"),
    text("review", CODE, "slug", is_key=True),
    text("title", NAME, is_needed=True),
    *in_languages("title", "title"),
    link("mechanism", "mechanisms", "mechanism__code", is_needed=True),
    text("instrument", _("Code of the treaty under which it takes place."), "instrument__code"),
    whole("cycle", _("Cycle of the Universal Periodic Review.")),
    whole("session", _("Session of the body.")),
    choice("stage", _("How far it is."), ReviewStage, is_needed=True),
    day("held_on", _("Day on which it was held.")),
    day("published_on", _("Day on which its document was published.")),
    text("symbol", _("Symbol of the document.")),
    text("document_url", _("Address of the document at its source.")),
    address("portal:review", "slug"),
)
STATES = listed(
    "states",
    _("States"),
    _("States as documents of the United Nations name them."),
    lambda reader: State.objects.order_by("iso3"),
    text("state", _("ISO 3166-1 alpha-3 code."), "iso3", is_key=True),
    text("name", NAME, is_needed=True),
    *in_languages("name", "name"),
    text("iso2", _("ISO 3166-1 alpha-2 code.")),
    text("m49", _("Code of UN M49.")),
    choice("regional_group", _("Regional group of the United Nations."), RegionalGroup),
    source="ISO 3166-1, UN M49",
)
THEMES = listed(
    "themes",
    _("Themes"),
    _("Subjects of recommendations; a theme may stand below another one."),
    lambda reader: Theme.objects.order_by("code"),
    text("theme", CODE, "code", is_key=True),
    text("name", NAME, is_needed=True),
    *in_languages("name", "name"),
    link("parent", "themes", "parent__code"),
    truth("is_active", IN_USE, is_needed=True),
    link("merged_into", "themes", "merged_into__code", MERGED),
    source="OHCHR, Universal Human Rights Index",
)
GROUPS = listed(
    "groups",
    _("Affected groups"),
    _("People whom recommendations concern."),
    lambda reader: AffectedGroup.objects.order_by("code"),
    text("group", CODE, "code", is_key=True),
    text("name", NAME, is_needed=True),
    *in_languages("name", "name"),
    choice("role", _("Whether they hold rights or have duties."), GroupRole, is_needed=True),
    truth("is_active", IN_USE, is_needed=True),
    link("merged_into", "groups", "merged_into__code", MERGED),
    source="OHCHR, Universal Human Rights Index",
)
GOALS = listed(
    "sdg_goals",
    _("Sustainable Development Goals"),
    _("The seventeen goals."),
    lambda reader: SdgGoal.objects.order_by("number"),
    whole("goal", _("Number of the goal."), "number", is_key=True),
    text("name", NAME, is_needed=True),
    *in_languages("name", "name"),
    source="A/RES/70/1",
)
TARGETS = listed(
    "sdg_targets",
    _("Targets of the goals"),
    _("Targets, each of one goal, in a short wording of our own."),
    lambda reader: SdgTarget.objects.order_by("goal__number", "order", "code"),
    text("target", CODE, "code", is_key=True),
    link("goal", "sdg_goals", "goal__number", kind=Kind.WHOLE, is_needed=True),
    text("name", NAME, is_needed=True),
    *in_languages("name", "name"),
    truth("is_active", IN_USE, is_needed=True),
    link("merged_into", "sdg_targets", "merged_into__code", MERGED),
    source="A/RES/70/1",
)
ACTS = listed(
    "kinds_of_act",
    _("Kinds of act"),
    _("What kinds of act recommendations ask for."),
    lambda reader: Objective.objects.order_by("order", "code"),
    text("kind_of_act", CODE, "code", is_key=True),
    text("name", NAME, is_needed=True),
    *in_languages("name", "name"),
    text("description", _("What belongs to it.")),
    truth("is_active", IN_USE, is_needed=True),
    link("merged_into", "kinds_of_act", "merged_into__code", MERGED),
    source=_("Marrakech Guidance Framework"),
)
TABLES = (MECHANISMS, REVIEWS, STATES, THEMES, GROUPS, GOALS, TARGETS, ACTS)
