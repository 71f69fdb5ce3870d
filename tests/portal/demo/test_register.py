"""The register of the demo State, with its history."""

import datetime as dt
import itertools
import re
from collections import Counter

from django.db.models import F
from django.utils import timezone
from pghistory.models import Context

from activities.choices import UpdateState
from activities.models import (
    Activity,
    BudgetLine,
    CollectionRound,
    ImplementationUpdate,
    Indicator,
    Milestone,
)
from activities.owed import standing_of
from focalpoints.models import Institution, NationalMechanism
from mechanisms.choices import MechanismKind
from mechanisms.models import Mechanism, State
from nmirf.common.dates import today
from portal.asof import PastRegister, last_events
from portal.demo.register import action_level
from portal.demo.seeding import REASON
from recommendations.choices import Position, Publication, Viewpoint
from recommendations.models import (
    Assessment,
    Assignment,
    Cluster,
    ClusterMembership,
    Recommendation,
    RecommendationText,
)
from reporting.models import Obligation

SYMBOL = re.compile(
    r"A/HRC/\d+/\d+(/Add\.\d)?|E/C\.12/XMA/CO/\d+|(CCPR|CEDAW|CAT|CRC|CERD|CMW|CRPD)/C/XMA/CO/\d+"
)
COMMON_WORDS = frozenset(
    re.findall(
        r"\w+",
        "the of and to a in for that on with is are be by it its as at or from their all who which "
        "them they not",
    )
)


def test_the_register_has_what_a_state_receives(marisola):
    assert Recommendation.objects.count() == 600
    assert not Recommendation.objects.exclude(publication=Publication.PUBLISHED).exists()
    by_kind = Counter(Recommendation.objects.values_list("mechanism__kind", flat=True))
    assert by_kind[MechanismKind.UPR] == 250
    upr = Recommendation.objects.filter(mechanism__code="UPR")
    assert set(upr.values_list("review__cycle", flat=True)) == {2, 3, 4}
    asked = Mechanism.objects.filter(recommendations__isnull=False).distinct()
    assert set(asked.filter(kind=MechanismKind.TREATY_BODY).values_list("code", flat=True)) == {
        *("CRC", "CEDAW", "CCPR", "CESCR"),
        *("CAT", "CERD", "CRPD", "CMW"),
    }
    assert asked.filter(kind=MechanismKind.SPECIAL_PROCEDURE).count() == 2
    assert asked.filter(kind=MechanismKind.REGIONAL_BODY, is_active=True).count() == 1
    assert asked.filter(kind=MechanismKind.NATIONAL).count() == 1
    assert Institution.objects.existing().count() == 28
    assert Institution.objects.filter(kind="cso").count() >= 4
    assert Cluster.objects.count() == 40
    assert Activity.objects.count() == 60


def test_activities_have_milestones_money_and_delays(marisola):
    activities = Activity.objects.all()
    assert 10 < activities.delayed(today()).count() < 40
    assert activities.filter(ends_on__lt=today()).unfinished().count() == 3
    assert Milestone.objects.count() == 180
    lines = BudgetLine.objects
    assert {*lines.values_list("kind", flat=True)} == {"planned", "committed", "spent"}
    assert {*lines.values_list("currency", flat=True)} == {"USD", "EUR"}
    assert activities.filter(parts_taken__isnull=False).distinct().count() > 15
    assert activities.filter(kind_of_act=None).count() == 0
    done = activities.filter(status="completed")
    assert done.filter(steps__target="completed", ended_on__isnull=False).count() == done.count()


def test_no_two_texts_are_alike(marisola):
    texts = RecommendationText.objects.filter(is_authentic=True).values_list(
        "recommendation__reference", "text"
    )
    assert len({text for _reference, text in texts}) == 600
    bags = [(ref, set(re.findall(r"[a-z]+", text.lower())) - COMMON_WORDS) for ref, text in texts]
    alike = [
        (one, other)
        for (one, words), (other, others) in itertools.combinations(bags, 2)
        if len(words & others) > 0.5 * len(words | others)
    ]
    assert alike == []


def test_every_recommendation_can_be_found_and_cited(marisola):
    for row in Recommendation.objects.prefetch_related(
        "themes", "sdg_targets", "sdg_goals", "objectives", "recommending_states"
    ).select_related("mechanism", "review"):
        assert row.reference.startswith(f"{row.mechanism.code}-")
        assert row.paragraph
        assert row.paragraph_key
        assert row.themes.all()
        assert row.sdg_targets.all()
        assert {target.goal_id for target in row.sdg_targets.all()} == {
            goal.pk for goal in row.sdg_goals.all()
        }
        assert row.objectives.all()
        assert row.action_level in range(1, 6)
        if row.mechanism.system == "un":
            assert SYMBOL.fullmatch(row.symbol), row.symbol
        is_upr = row.mechanism.kind == MechanismKind.UPR
        assert bool(row.recommending_states.all()) == is_upr
        assert (row.position != Position.NOT_STATED) == is_upr
        assert bool(row.position_source) == is_upr
        needs = {objective.code for objective in row.objectives.all()} & {"RAT", "LEG"}
        assert row.requires_legislation == bool(needs) == bool(row.legislation_basis)


def test_positions_are_mixed_and_their_changes_kept(marisola):
    upr = Recommendation.objects.filter(mechanism__code="UPR")
    found = Counter(upr.values_list("position", flat=True))
    assert found[Position.NOTED] >= 30
    assert found[Position.SUPPORTED_NOTED] >= 5
    assert found[Position.SUPPORTED] > 180
    came_round = upr.filter(
        position=Position.SUPPORTED, positions__position=Position.NOTED
    ).distinct()
    assert came_round.count() >= 3


def test_the_action_level_follows_from_the_first_verb():
    assert action_level("Continue to do so") == 2
    assert action_level("Consider ratifying it") == 3
    assert action_level("Strengthen the courts") == 4
    assert action_level("Ratify it") == 5


def test_thirty_are_there_in_french_and_arabic(marisola):
    translated = RecommendationText.objects.filter(is_authentic=False)
    by_language = Counter(translated.values_list("language", flat=True))
    assert by_language["fr"] == by_language["ar"] >= 30
    for text in translated.filter(language="ar"):
        assert re.search(r"[\u0600-\u06ff]{3}", text.text)
    for row in (*Institution.objects.all(), *Cluster.objects.all()):
        labels = getattr(row, "name_translations", None) or row.title_translations
        assert set(labels) == {"fr", "ar"}
    mechanism = NationalMechanism.objects.get()
    assert set(mechanism.name_translations) == {"fr", "ar"}
    assert State.objects.get(iso3="XMA").is_user_assigned


def test_clusters_cross_mechanisms_and_overlap(marisola):
    for cluster in Cluster.objects.all():
        members = cluster.memberships.values_list("recommendation__mechanism", "overlap")
        assert len(members) >= 5, cluster
        assert len({mechanism for mechanism, _overlap in members}) >= 2, cluster
        assert cluster.statement
    overlaps = set(ClusterMembership.objects.values_list("overlap", flat=True))
    assert overlaps == {"direct", "partial", "distinct"}


def test_open_rounds_ask_for_updates_and_for_values_where_there_are_indicators(marisola):
    kinds = ["updates", "values"] if Indicator.objects.exists() else ["updates"]
    rounds = CollectionRound.objects.open().order_by("kind")
    assert [row.kind for row in rounds] == kinds
    found = standing_of(rounds[0]).total
    assert found.excused == 1
    assert found.due >= 10
    assert found.answered >= 1
    assert len(standing_of(rounds[0]).by_institution) >= 5


def test_history_says_why_every_row_is_there(marisola):
    for model in (Recommendation, ImplementationUpdate, Assignment, Obligation, Institution):
        events = model._meta.get_field("events").related_model.objects
        assert events.exists()
        assert not events.exclude(pgh_context__metadata__reason=REASON).exists()
    assert Context.objects.filter(metadata__reason=REASON).exists()


def test_the_register_of_past_days_grows_to_what_it_is_today(marisola):
    past = [
        PastRegister(day=today() - dt.timedelta(days=days)) for days in (9000, 2000, 1000, 300, 0)
    ]
    totals = [register.total for register in past]
    assert totals[0] == 0
    assert 0 < totals[1] < totals[2] < totals[3] < totals[4]
    assert totals[4] == Recommendation.objects.published().count()
    assessed = [register.total - register.counts("status")["not_assessed"] for register in past]
    assert 0 < assessed[3] < assessed[4]
    for model in (Recommendation, RecommendationText, Assessment, Cluster):
        events = model.pgh_event_model.objects
        assert not events.filter(pgh_created_at__gt=timezone.now()).exists()
    earlier = Assessment.objects.filter(
        viewpoint=Viewpoint.SECRETARIAT,
        publication=Publication.PUBLISHED,
        assessed_on__lt=F("recommendation__status_on"),
        recommendation__published_at__date__lt=F("recommendation__status_on"),
    )
    assert earlier.count() > 20
    for view in earlier:
        day = max(view.assessed_on, timezone.localdate(view.recommendation.published_at))
        end = timezone.make_aware(dt.datetime.combine(day, dt.time.max))
        [then] = last_events(Recommendation, end, pgh_obj_id=view.recommendation_id)
        assert (then.status, then.status_on) == (view.status, view.assessed_on)
    superseded = ImplementationUpdate.objects.filter(state=UpdateState.SUPERSEDED).first()
    states = superseded.events.order_by("pgh_created_at").values_list("state", flat=True)
    assert [*states] == [UpdateState.PUBLISHED, UpdateState.SUPERSEDED]
