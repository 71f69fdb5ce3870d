"""Records at random with all that closes a gap, and in plain Python what each of them lacks."""

import datetime as dt
import random

from django.utils import timezone

from activities.choices import UpdateState
from activities.models import (
    BudgetLine,
    IndicatorActivity,
    IndicatorCluster,
    IndicatorRecommendation,
    ObjectiveCluster,
    ObjectiveRecommendation,
)
from nmirf.common.dates import add_months, day_of, today
from portal.gaps import GAPS
from recommendations.choices import COUNTING_OVERLAPS, Overlap
from recommendations.models import Assignment, ClusterMembership, Objective
from tests import factories as make

NOTICE = dt.timedelta(days=180)
# Days since an update was published: some within a year, some at its very edge.
AGES = (0, 20, 200, 364, 365, 366, 367, 500, 900)


def published(days, **facts):
    at = timezone.now() - dt.timedelta(days=days)
    return make.UpdateFactory(
        state=UpdateState.PUBLISHED,
        signed_at=at,
        signed_by=make.UserFactory(),
        published_at=at,
        **facts,
    )


def make_line(activity, amount):
    return BudgetLine.objects.create(
        activity=activity, kind="planned", amount=amount, currency="XMD", year=2026, source="x"
    )


class World:
    """Random records with all that closes a gap, and in plain Python what each of them has.

    `has[reader][reference]` holds, for the public and for the secretariat, the ways in which a
    gap is closed: what is told of a cluster or an activity is told of each record that it counts for.
    """

    def __init__(self, seed, number=26):
        self.pick = random.Random(seed)
        self.officer = make.secretariat()
        self.law = Objective.objects.create(code="LEG", name="Legislate", description="Laws")
        self.ministry = make.InstitutionFactory(slug="ministry")
        self.upr = make.MechanismFactory(code="UPR", short_name="UPR", kind="upr")
        self.crc = make.MechanismFactory(code="CRC")
        self.plan = make.PlanFactory(slug="nhrap")
        self.objectives = [
            make.PlanObjectiveFactory(plan=self.plan),
            make.PlanObjectiveFactory(plan=make.PlanFactory(publication="draft")),
        ]
        self.indicators = [
            make.IndicatorFactory(publication=publication) for publication in ("published", "draft")
        ]
        self.facts = {}
        self.clusters = {}
        for number_, publication in enumerate(["published", "published", "draft"]):
            self.add_cluster(number_, publication)
        self.records = [self.add(n) for n in range(number)]

    def chance(self, share):
        return self.pick.random() < share

    def activity(self, closes):
        """One activity with some of what can be said of it; adds to `closes` what it closes."""
        is_public, is_cancelled = self.chance(0.7), self.chance(0.3)
        activity = make.ActivityFactory(
            publication="published" if is_public else "draft",
            status="cancelled" if is_cancelled else "planned",
            kind_of_act=self.law if self.chance(0.4) else None,
        )
        found = {"activity"}
        if activity.kind_of_act:
            found.add("law")
        if self.chance(0.6):
            line = make_line(activity, self.pick.choice([0, 0, 5]))
            found |= {"funded"} if line.amount else set()
        if is_cancelled:
            found.clear()
        if self.chance(0.4):
            found |= self.measure(IndicatorActivity, activity=activity)
        told = []
        if self.chance(0.4):
            told.append(self.tell(activity=activity))
        closes["officer"] |= found
        closes["told"] += [(day, is_public) for day in told]
        if is_public:
            closes["public"] |= found
        return activity

    def tell(self, **facts):
        return day_of(published(self.pick.choice(AGES), **facts).published_at)

    def measure(self, model, **target):
        indicator = self.pick.choice(self.indicators)
        model.objects.create(indicator=indicator, **target)
        return {"measured"} if indicator.publication == "published" else set()

    def plan_it(self, model, **target):
        objective = self.pick.choice(self.objectives)
        model.objects.create(objective=objective, **target)
        return {"in_plan"} if objective.plan == self.plan else set()

    def lead(self, closes, **target):
        state = self.pick.choice(["accepted", "contested", "proposed"])
        Assignment.objects.create(
            institution=self.ministry,
            role="lead",
            state=state,
            proposed_by=self.officer,
            reason="Not ours." if state == "contested" else "",
            **target,
        )
        closes["officer"] |= {"assigned", {"accepted": "led"}.get(state, state)}
        if state == "accepted":
            closes["public"] |= {"assigned", "led"}

    def closing(self, share, cluster=None, record=None):
        target = {"cluster": cluster} if cluster else {"recommendation": record}
        closes = {"officer": set(), "public": set(), "told": []}
        if self.chance(share):
            activity = self.activity(closes)
            getattr(activity, "clusters" if cluster else "recommendations").add(cluster or record)
        if self.chance(share):
            facts = {"cluster": cluster} if cluster else {"on": [record]}
            closes["told"].append((self.tell(**facts), True))
        found = set()
        if self.chance(share):
            found |= self.measure(
                IndicatorCluster if cluster else IndicatorRecommendation, **target
            )
        if self.chance(share):
            found |= self.plan_it(
                ObjectiveCluster if cluster else ObjectiveRecommendation, **target
            )
        closes["officer"] |= found
        closes["public"] |= found
        self.heads = {"officer": set(), "public": set()}
        if self.chance(share):
            self.lead(self.heads, **target)
        return closes

    def add_cluster(self, number, publication):
        cluster = make.ClusterFactory(slug=f"cluster-{number}", publication=publication)
        self.clusters[cluster] = (self.closing(0.3, cluster=cluster), self.heads)

    def add(self, number):
        pick = self.pick.choice
        days = pick([None, None, -1, 0, -400, 30])
        is_draft = number % 9 == 8
        mechanism = pick([self.upr, self.crc])
        record = make.RecommendationFactory(
            reference=f"G-{number:02}",
            mechanism=mechanism,
            requires_legislation=pick([True, False, None]),
            follow_up_due_on=None if days is None else today() + dt.timedelta(days=days),
            position=pick(["supported", "not_stated"]),
            publication="draft" if is_draft else "published",
            published_at=None if is_draft else timezone.now(),
        )
        own = self.closing(0.35, record=record)
        closes = {name: set(own[name]) | self.heads[name] for name in ("officer", "public")}
        told = {"officer": {d for d, _ in own["told"]}, "public": {d for d, p in own["told"] if p}}
        reported = None
        if self.chance(0.15) and days:
            reported = today() + dt.timedelta(days=min(days, 0) + pick([-200, -20, 0]))
            make.ObligationFactory(
                kind="follow_up",
                recommendation=record,
                state="submitted",
                submitted_on=reported,
                is_public=True,
            )
        for cluster, (through, heads) in self.clusters.items():
            if self.chance(0.3):
                overlap = pick(Overlap.values)
                ClusterMembership.objects.create(
                    cluster=cluster, recommendation=record, overlap=overlap
                )
                for name in ("officer", "public"):
                    if name == "public" and cluster.publication != "published":
                        continue
                    closes[name] |= {"clustered"} | heads[name]
                    if overlap in COUNTING_OVERLAPS:
                        closes[name] |= through[name]
                        told[name] |= {
                            day
                            for day, is_public in through["told"]
                            if is_public or name == "officer"
                        }
        for name in ("officer", "public"):
            self.facts[name, record.reference] = (closes[name], told[name], reported)
        return record

    def answered(self, follow_up, told, reported):
        days = [*told, *([reported] if reported else [])]
        return any(day >= follow_up - NOTICE for day in days)

    def gaps_of(self, who, record, months=12):
        closes, told, reported = self.facts[who, record.reference]
        follow_up = record.follow_up_due_on
        ties = {
            "lead": "led",
            "assignment": "assigned",
            "activity": "activity",
            "budget": "funded",
            "indicator": "measured",
            "plan": "in_plan",
            "cluster": "clustered",
        }
        found = {gap for gap, tie in ties.items() if tie not in closes}
        found |= {"evidence", "assessment", "theme", "group", "target", "translation"}
        if "contested" in closes:
            found.add("contested")
        if not told:
            found.add("update")
        if not any(day >= add_months(today(), -months) for day in told):
            found.add("stale")
        if record.position == "not_stated":
            found.add("position")
        if record.requires_legislation and "law" not in closes:
            found.add("bill")
        if follow_up and "in_plan" not in closes:
            found.add("follow_up_plan")
        if follow_up and follow_up < today() and not self.answered(follow_up, told, reported):
            found.add("overdue")
        return found

    def expected(self, who, months=12, mechanism=None):
        """By gap, the references that have it; and how many records there are."""
        rows = [
            record
            for record in self.records
            if (who == "officer" or record.publication == "published")
            and (mechanism is None or record.mechanism == mechanism)
        ]
        members = {name: [] for name in GAPS}
        for record in rows:
            for name in self.gaps_of(who, record, months):
                members[name].append(record.reference)
        return len(rows), members
