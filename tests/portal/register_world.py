"""A register with every kind of link, and what counts in it in plain Python."""

import datetime as dt
import random

from django.utils import timezone

from activities.choices import UpdateState
from activities.models import Evidence
from documents.models import Document
from nmirf.common.dates import today
from portal.facets import GAPS
from recommendations.choices import COUNTING_OVERLAPS, Overlap
from recommendations.models import (
    AffectedGroup,
    Assessment,
    Assignment,
    ClusterMembership,
    GroupLink,
    Objective,
    ObjectiveLink,
    RecommendingState,
    SdgGoal,
    SdgGoalLink,
    SdgTarget,
    SdgTargetLink,
    ThemeLink,
)
from tests import factories

from .register_rows import assess, published_update, text

# What an update that is published today closes.
TOLD = {"update", "stale", "overdue"}


def _gaps_at_first(row):
    """Of a record that nothing is linked to yet."""
    found = {*GAPS} - {"contested"}
    if row.position != "not_stated":
        found.discard("position")
    if not row.requires_legislation:
        found.discard("bill")
    if row.follow_up_due_on is None:
        found.discard("follow_up_plan")
    if row.follow_up_due_on is None or row.follow_up_due_on >= today():
        found.discard("overdue")
    return found


class World:
    """A small register with every kind of link, and in plain Python what the public sees of it."""

    def __init__(self) -> None:
        self.pick = random.Random(7)
        self.officer = factories.UserFactory()
        upr = factories.MechanismFactory(code="UPR", short_name="UPR", kind="upr")
        crc = factories.MechanismFactory(code="CRC")
        self.reviews = [
            factories.ReviewFactory(slug=f"review-of-{m.code.lower()}", mechanism=m)
            for m in (upr, crc)
        ]
        top = factories.ThemeFactory(code="top")
        self.themes = [
            factories.ThemeFactory(code="part-1", parent=top),
            factories.ThemeFactory(code="part-2", parent=top),
            factories.ThemeFactory(code="other"),
        ]
        self.group = AffectedGroup.objects.create(code="children", name="Children")
        self.goal = SdgGoal.objects.create(number=16, name="Peace")
        self.target = SdgTarget.objects.create(code="16.9", goal=self.goal, name="Identity")
        self.objective = Objective.objects.create(code="LEG", name="Legislate", description="Laws")
        self.states = [factories.StateFactory(iso3=code, name=code) for code in ("PRT", "UGA")]
        self.documents = {
            classification: Document.objects.create(
                title=classification,
                classification=classification,
                file="none.pdf",
                filename="none.pdf",
                media_type="application/pdf",
                size=1,
                sha256="0" * 64,
                owner=self.officer,
            )
            for classification in ("public", "internal")
        }
        self.institutions = [factories.InstitutionFactory(slug=f"inst-{n}") for n in (1, 2)]
        self.speaker = factories.speaker(self.institutions[0])
        self.clusters = [
            factories.ClusterFactory(slug="open"),
            factories.ClusterFactory(slug="shut", publication="draft"),
        ]
        for cluster in self.clusters:
            self.assign("accepted", self.institutions[1], cluster=cluster)
        published_update(cluster=self.clusters[0])
        done = factories.ActivityFactory(
            lead=self.institutions[0], status="completed", publication="published"
        )
        done.clusters.add(self.clusters[0])
        self.plan()
        self.rows: dict[str, dict[str, set[str]]] = {}
        for number in range(24):
            row, facts = self.add(number)
            self.link_terms(row, facts)
            self.link_lists(row, facts)
            self.link_people(row, facts)
            self.link_deeds(row, facts)
            self.link_plans(row, facts)
            self.link_judgements(row, facts)
            if row.publication == "published":
                self.rows[row.reference] = facts

    def plan(self):
        """One plan in force, one that is over, one that covers nothing, one that is a draft."""
        over = {"starts_on": dt.date(2010, 1, 1), "ends_on": dt.date(2014, 12, 31)}
        self.objectives = {
            slug: factories.PlanObjectiveFactory(plan=factories.PlanFactory(slug=slug, **facts))
            for slug, facts in (
                ("now", {"starts_on": today(), "ends_on": today()}),
                ("over", over),
                ("empty", {}),
                ("secret", {"publication": "draft"}),
            )
        }
        for cluster in self.clusters:
            self.objectives["now"].clusters.add(cluster)

    def link_plans(self, row, facts):
        for slug in self.pick.sample(["now", "over", "secret"], self.pick.randint(0, 2)):
            self.objectives[slug].recommendations.add(row)
            if slug != "secret":
                facts["plan"].add(slug)
                facts["unplanned"] -= {slug}
            if slug == "now":
                facts["unplanned"].discard("any")
                facts["gap"] -= {"plan", "follow_up_plan"}

    def chance(self, share: float) -> bool:
        return self.pick.random() < share

    def assign(self, state, institution, **what):
        Assignment.objects.create(
            institution=institution, state=state, proposed_by=self.officer, **what
        )

    def add(self, number):
        review = self.pick.choice(self.reviews)
        draft = number % 8 == 7
        due = self.pick.choice([None, -3, 10, 400])
        legislation = self.pick.choice([True, False, None])
        row = factories.RecommendationFactory(
            reference=f"R-{number:02}",
            mechanism=review.mechanism,
            review=review if number % 5 else None,
            issued_on=dt.date(self.pick.choice([2021, 2024]), 3, 1) if number % 6 else None,
            position=self.pick.choice(["supported", "noted", "not_stated"]),
            kind=self.pick.choice(["recommendation", "pledge"]),
            priority=self.chance(0.3),
            requires_legislation=legislation,
            follow_up_due_on=today() + dt.timedelta(days=due) if due else None,
            publication="draft" if draft else "published",
            published_at=None if draft else timezone.now(),
        )
        return row, {
            "mechanism": {review.mechanism.code.lower()},
            "review": {review.slug} if number % 5 else set(),
            "year": {str(row.issued_on.year)} if row.issued_on else set(),
            "position": {row.position},
            "theme": set(),
            "group": set(),
            "sdg": set(),
            "institution": set(),
            "lead": set(),
            "cluster": set(),
            "gap": _gaps_at_first(row),
            "status": {"not_assessed"},
            "kind": {row.kind},
            "priority": {"yes"} if row.priority else set(),
            "legislation": {{True: "yes", False: "no", None: "not_said"}[legislation]},
            "due": {None: set(), -3: {"overdue"}, 10: {"soon"}, 400: {"later"}}[due],
            "language": {"en"},
            "lacking": {"fr", "ar"},
            "plan": set(),
            "unplanned": {"any", "now", "over", "empty"},
            **{
                name: set()
                for name in ("objective", "state", "activity", "activity_by", "update", "assessed")
            },
        }

    def link_lists(self, row, facts):
        if self.chance(0.5):
            ObjectiveLink.objects.create(recommendation=row, objective=self.objective)
            facts["objective"].add("leg")
        for state in self.pick.sample(self.states, self.pick.randint(0, 2)):
            RecommendingState.objects.create(recommendation=row, state=state)
            facts["state"].add(state.iso3.lower())
        if self.chance(0.4):
            text(row, "fr", "Traduit.")
            facts["language"].add("fr")
            facts["lacking"].discard("fr")
            facts["gap"].discard("translation")

    def link_judgements(self, row, facts):
        for viewpoint in self.pick.sample(["nhri", "civil_society"], self.pick.randint(0, 2)):
            publication = self.pick.choice(["published", "draft"])
            Assessment.objects.create(
                recommendation=row,
                viewpoint=viewpoint,
                institution=self.institutions[0],
                author=self.speaker,
                status="planned",
                assessed_on=dt.date(2026, 1, 2),
                rationale="Seen.",
                publication=publication,
            )
            if publication == "published":
                facts["assessed"].add(viewpoint)
                facts["gap"].discard("assessment")

    def link_terms(self, row, facts):
        for theme in self.pick.sample(self.themes, self.pick.randint(0, 2)):
            ThemeLink.objects.create(recommendation=row, theme=theme)
            facts["theme"] |= {theme.code} | ({"top"} if theme.parent else set())
            facts["gap"].discard("theme")
        if self.chance(0.5):
            GroupLink.objects.create(recommendation=row, group=self.group)
            facts["group"].add("children")
            facts["gap"].discard("group")
        if self.chance(0.3):
            SdgGoalLink.objects.create(recommendation=row, goal=self.goal)
            facts["sdg"].add("16")
        if self.chance(0.3):
            SdgTargetLink.objects.create(recommendation=row, target=self.target)
            facts["sdg"] |= {"16", "16.9"}
            facts["gap"].discard("target")

    def link_people(self, row, facts):
        if self.chance(0.4):
            state = self.pick.choice(["accepted", "proposed"])
            role = self.pick.choice(["lead", "contributing"])
            self.assign(state, self.institutions[0], recommendation=row, role=role)
            if state == "accepted":
                facts["institution"].add("inst-1")
                facts["lead"] |= {"any", "inst-1"} if role == "lead" else set()
                facts["gap"] -= {"assignment"} | ({"lead"} if role == "lead" else set())
        for cluster in self.pick.sample(self.clusters, self.pick.randint(0, 2)):
            overlap = self.pick.choice(Overlap.values)
            ClusterMembership.objects.create(cluster=cluster, recommendation=row, overlap=overlap)
            if cluster.slug == "open":
                facts["cluster"].add("open")
                facts["institution"].add("inst-2")
                facts["lead"] |= {"any", "inst-2"}
                facts["gap"] -= {"assignment", "lead", "cluster"}
                if overlap in COUNTING_OVERLAPS:
                    facts["gap"] -= {"activity", "plan", "follow_up_plan", *TOLD}
                    facts["activity"].add("completed")
                    facts["activity_by"].add("inst-1")
                    facts["update"].add("published")
                    facts["plan"].add("now")
                    facts["unplanned"] -= {"any", "now"}

    def link_deeds(self, row, facts):
        if self.chance(0.3):
            update = published_update(on=[row])
            facts["gap"] -= TOLD
            facts["update"].add("published")
            classification = self.pick.choice(["public", "internal"])
            Evidence.objects.create(update=update, document=self.documents[classification])
            if classification == "public":
                facts["gap"].discard("evidence")
        if self.chance(0.2):
            factories.UpdateFactory(on=[row], state=UpdateState.SUBMITTED)
        if self.chance(0.4):
            self.link_activity(row, facts)
        if self.chance(0.6):
            status = self.pick.choice(["implemented", "in_progress"])
            assess(row, status)
            facts["status"] = {status}
            facts["assessed"].add("secretariat")
            facts["gap"].discard("assessment")

    def link_activity(self, row, facts):
        ends = self.pick.choice([-5, 50])
        activity = factories.ActivityFactory(
            lead=self.institutions[1],
            status=self.pick.choice(["planned", "completed"]),
            starts_on=today() - dt.timedelta(days=99),
            ends_on=today() + dt.timedelta(days=ends),
            publication=self.pick.choice(["published", "published", "draft"]),
        )
        activity.recommendations.add(row)
        if activity.publication == "draft":
            return
        facts["gap"].discard("activity")
        facts["activity_by"].add("inst-2")
        facts["activity"].add(activity.status)
        if activity.status == "planned" and ends < 0:
            facts["activity"].add("delayed")
        if self.chance(0.5):
            published_update(activity=activity)
            facts["gap"] -= TOLD
            facts["update"].add("published")

    def expected(self, chosen: dict[str, list[str]], but: str = "") -> list[dict[str, set[str]]]:
        return [
            facts
            for facts in self.rows.values()
            if all(facts[name] & set(values) for name, values in chosen.items() if name != but)
        ]


VALUES = {
    "status": ["implemented", "in_progress", "not_assessed", "planned"],
    "mechanism": ["upr", "crc"],
    "review": ["review-of-upr", "review-of-crc"],
    "theme": ["top", "part-1", "part-2", "other"],
    "group": ["children"],
    "sdg": ["16", "16.9"],
    "position": ["supported", "noted", "not_stated"],
    "institution": ["inst-1", "inst-2"],
    "lead": ["any", "inst-1", "inst-2"],
    "cluster": ["open"],
    "year": ["2021", "2024"],
    "gap": [*GAPS],
    "kind": ["recommendation", "pledge"],
    "legislation": ["yes", "no", "not_said"],
    "due": ["overdue", "soon", "later"],
    "language": ["en", "fr"],
    "lacking": ["en", "fr", "ar"],
    "objective": ["leg"],
    "state": ["prt", "uga"],
    "plan": ["now", "over", "empty"],
    "unplanned": ["any", "now", "over", "empty"],
    "activity": ["planned", "completed", "delayed", "cancelled"],
    "activity_by": ["inst-1", "inst-2"],
    "update": ["published", "submitted"],
    "assessed": ["secretariat", "nhri", "civil_society", "mechanism"],
}
