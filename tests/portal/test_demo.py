"""The demo State: complete, deterministic, never aging, and only in demo mode."""

import datetime as dt
import itertools
import re
import time
from collections import Counter

import pytest
from django.apps import apps
from django.contrib.auth import authenticate
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import models, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from pghistory.models import Context
from pypdf import PdfReader

from accounts.models import User
from activities.choices import UPDATE_MOVES, UpdateState
from activities.models import (
    Activity,
    ActivityObjective,
    BudgetLine,
    CollectionRound,
    Evidence,
    ImplementationUpdate,
    Indicator,
    Milestone,
    NationalPlan,
    UpdateStep,
)
from activities.owed import standing_of
from activities.showing import all_series, standings
from documents.choices import Classification
from documents.models import Document, NamedReader
from documents.parsers import examine
from documents.policies import visible_documents
from focalpoints.choices import PERMISSION_OF, Role
from focalpoints.models import Appointment, Handover, Institution, NationalMechanism
from focalpoints.policies import standing
from mechanisms.choices import MechanismKind
from mechanisms.models import Mechanism, Review, State
from nmirf.common.dates import today
from nmirf.common.errors import DomainError
from portal.asof import PastRegister, last_events
from portal.demo import accounts
from portal.demo.clock import Clock, spread, with_years
from portal.demo.register import action_level
from portal.demo.seeding import REASON, seed
from portal.review_documents import dossier_of
from recommendations.choices import AssignmentState, Position, Publication, Viewpoint
from recommendations.models import (
    Assessment,
    AssessmentEvidence,
    Assignment,
    Cluster,
    ClusterMembership,
    Recommendation,
    RecommendationText,
    SavedView,
)
from reporting.choices import GapName, Moderation, ObligationState
from reporting.gap_report import gather
from reporting.models import (
    Comment,
    Consultation,
    GapReport,
    InformationRequest,
    Obligation,
    RenderedFile,
    ReportDraft,
)
from reporting.services.consultations import reveal_identity

SECONDS = 25
LATER = 400
# What differs between two seedings: made by chance, or named after a row's number.
FREE = {"reference", "series", "file", "password", "sealed", "sections", "section", "search_vector"}
FREE_OF = {
    "draftversion": {"sha256"},
    # Days stand in it as text.
    "planversion": {"sha256", "content"},
    "recommendation": {"addressed_to"},
    "collectionround": {"choice"},
    # Named by other rows' keys; half-yearly rounds end on fixed days of the year.
    "handoveritem": {"subject", "path", "due_on"},
    "renderedfile": {"options", "title"},
    "budgetline": {"year"},
    # Periods are years, whatever the day; a value is entered some weeks after its own.
    "indicator": {"baseline_year", "target_year"},
    "indicatorvalue": {"period_from", "period_to", "created_at", "updated_at"},
}
# Lists that stand before the demo State is written.
LISTS = {"theme", "affectedgroup", "sdggoal", "sdgtarget", "objective"}
LISTS |= {"unit", "category", "rightattribute"}
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


def seeded_models():
    for app in (
        "accounts",
        "documents",
        "focalpoints",
        "recommendations",
        "activities",
        "reporting",
    ):
        for model in apps.get_app_config(app).get_models():
            if not hasattr(model, "pgh_tracked_model") and model._meta.model_name not in LISTS:
                yield model
    yield Review


def snapshot():
    """Every row of the demo State: (values of its columns), years in texts and all keys relative."""
    kept = {}
    first = {
        model: model.objects.order_by("pk").values_list("pk", flat=True).first()
        for model in seeded_models()
    }
    for model in seeded_models():
        name = model._meta.model_name
        columns = [
            column
            for column in model._meta.concrete_fields
            if column.name not in FREE | FREE_OF.get(name, set()) and not column.primary_key
        ]
        kept[name] = [
            {
                column.name: _relative(getattr(row, column.attname), column, first)
                for column in columns
            }
            for row in model.objects.order_by("pk")
        ]
    return kept


def _relative(value, column, first):
    if isinstance(column, models.ForeignKey) and value is not None:
        return value - (first.get(column.related_model) or 0)
    if isinstance(value, str):
        return re.sub(r"\b20\d\d\b", "year", value)
    if isinstance(value, dict):
        return {
            key: re.sub(r"\b20\d\d\b", "year", text) if isinstance(text, str) else text
            for key, text in value.items()
        }
    return value


@pytest.fixture(scope="module")
def marisola(django_db_setup, django_db_blocker):
    """The demo State, and beside it what it was when seeded as if it were `LATER` days later."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.DEMO_MODE", True)
        with transaction.atomic():
            call_command("load_reference", verbosity=0)
            with transaction.atomic():
                seed(today=today() + dt.timedelta(days=LATER))
                later, files = snapshot(), list(Document.objects.values_list("file", flat=True))
                transaction.set_rollback(True)
            start = time.process_time()
            seed(today=today())
            files += Document.objects.values_list("file", flat=True)
            yield {"seconds": time.process_time() - start, "later": later}
            transaction.set_rollback(True)
        for name in files:
            default_storage.delete(name)


# Only in demo mode, only once.


@pytest.mark.django_db
def test_nothing_is_written_outside_demo_mode(settings):
    settings.DEMO_MODE = False
    with pytest.raises(DomainError, match="demo mode only"):
        seed(today=today())
    with pytest.raises(CommandError, match="demo mode only"):
        call_command("seed_demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_without_the_reference_lists_it_says_what_to_do_and_writes_nothing(settings):
    settings.DEMO_MODE = True
    with pytest.raises(CommandError, match="load_reference"):
        call_command("seed_demo")
    assert not Institution.objects.exists()


def test_a_second_run_does_nothing_and_says_so(marisola, capsys):
    before = {model: model.objects.count() for model in seeded_models()}
    call_command("seed_demo")
    assert "there already" in capsys.readouterr().out
    assert {model: model.objects.count() for model in seeded_models()} == before


def test_it_is_seeded_within_seconds(marisola):
    assert marisola["seconds"] < SECONDS


# Deterministic, and it does not age.


def test_another_day_gives_the_same_rows_with_every_date_moved_by_as_much(marisola):
    now, later, moved = snapshot(), marisola["later"], dt.timedelta(days=LATER)
    assert {name: len(rows) for name, rows in now.items()} == {
        name: len(rows) for name, rows in later.items()
    }
    # Appointments and groups are written by their services, which look at the real clock.
    # The year of money is that of its activity's first day, wherever the day falls.
    clocks = {"created_at", "updated_at", "date_joined", "year"}
    for name, rows in now.items():
        for row, other in zip(rows, later[name], strict=True):
            for column, value in row.items():
                if isinstance(value, dt.date) and column not in clocks:
                    value += moved
                if column not in clocks:
                    assert value == other[column], (name, column, row)


def test_a_clock_counts_days_from_today_and_never_looks_ahead():
    clock = Clock(dt.date(2031, 3, 1))
    assert clock.ago(1) == dt.date(2031, 2, 28)
    assert clock.ago(-14) == dt.date(2031, 3, 15)
    assert clock.instant(5, "a") == clock.instant(5, "a") != clock.instant(5, "b")
    assert clock.instant(0, "a").hour == 0
    assert 8 <= clock.instant(5, "a").hour < 17
    assert with_years("{year-1}, {year}, {year+2}", clock.today) == "2030, 2031, 2033"
    assert 0.4 < sum(spread(str(n)) for n in range(2000)) / 2000 < 0.6


# What the register holds.


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


# Who answers for what.


def test_each_reporting_institution_has_its_people_but_for_one_absence_and_one_vacancy(marisola):
    vacant, absent = [], []
    for institution in Institution.objects.filter(membership="full").with_people(today()):
        roles = {appointment.role for appointment in institution.current}
        assert {Role.DEPUTY, Role.VALIDATING_AUTHORITY} <= roles, institution
        vacant += [institution.slug] * institution.lacks_focal_point
        absent += [institution.slug for person in institution.current if person.is_absent]
    assert vacant == ["agriculture"]
    assert absent == ["health"]


def test_permissions_follow_the_appointments(marisola):
    for appointment in Appointment.objects.in_force(today()).select_related("user"):
        held = getattr(standing(appointment.user), PERMISSION_OF[Role(appointment.role)])
        assert appointment.institution_id in held
    former = Appointment.objects.filter(ends_on__lt=today()).select_related("user")
    assert len(former) == 3
    for appointment in former:
        assert not standing(appointment.user).institutions


def test_assignments_are_decided_waiting_or_contested(marisola):
    found = Counter(Assignment.objects.values_list("state", flat=True))
    assert found[AssignmentState.ACCEPTED] > found[AssignmentState.PROPOSED] >= 10
    assert found[AssignmentState.CONTESTED] >= 3
    assert Recommendation.objects.without_assignment().count() == 40
    for row in Assignment.objects.select_related("recommendation"):
        if row.state == AssignmentState.PROPOSED:
            assert row.answer_by > today()
            assert row.decided_at is None
        else:
            assert row.created_at < row.decided_at < timezone.now()
            assert row.decided_by is not None
        if row.recommendation is not None:
            assert row.created_at.date() > row.recommendation.issued_on


# What is told.


def test_updates_stand_in_every_state(marisola):
    found = Counter(ImplementationUpdate.objects.values_list("state", flat=True))
    assert set(found) == set(UpdateState.values)
    assert sum(found.values()) >= 150
    assert found[UpdateState.PUBLISHED] >= 90
    assert ImplementationUpdate.objects.filter(nothing_new=True).count() >= 5
    assert ImplementationUpdate.objects.exclude(evidence=None).count() >= 25
    three_years = timezone.now() - dt.timedelta(days=3 * 365)
    assert ImplementationUpdate.objects.filter(published_at__gt=three_years).count() >= 90


def test_plans_are_there_to_be_read_compared_and_worked_on(marisola):
    plans = {plan.slug: plan for plan in NationalPlan.objects.all()}
    assert Counter(plan.publication for plan in plans.values()) == {"published": 3, "draft": 1}
    action = plans["national-human-rights-action-plan"]
    assert action.objectives.filter(parent=None).count() == 5
    assert action.versions.count() == 2
    assert ActivityObjective.objects.filter(objective__plan=action).count() >= 15
    follows = plans["implementation-plan-of-the-fourth-cycle"]
    answered = set(follows.objectives.values_list("recommendations", flat=True))
    supported = Recommendation.objects.published().filter(
        review=follows.review, position__in=["supported", "supported_noted"]
    )
    assert answered == set(supported.values_list("pk", flat=True))


def test_every_update_came_to_its_state_by_lawful_steps(marisola):
    limit = NationalMechanism.objects.get().update_length
    for update in ImplementationUpdate.objects.prefetch_related("steps", "verifications"):
        state, at = UpdateState.DRAFT, update.created_at
        for step in update.steps.all():
            move = UPDATE_MOVES[step.move]
            assert step.source == state
            assert state in move.sources
            assert step.target == move.target
            assert at < step.at < timezone.now()
            assert not move.needs_note or step.note
            assert step.move != "return" or step.failed_criteria
            state, at = step.target, step.at
        assert update.state == state
        assert at <= update.updated_at or update.state == UpdateState.SUPERSEDED
        assert len(update.narrative) <= limit
        passed = [step for step in update.steps.all() if step.move in ("verify", "return")]
        assert len(update.verifications.all()) == len(passed)
        if update.signed_at:
            assert update.submitted_at < update.signed_at
            assert update.signed_by != update.author
            assert update.signed_by_id in update.institution.appointments.filter(
                role=Role.VALIDATING_AUTHORITY
            ).values_list("user", flat=True)
        if update.state == UpdateState.SUPERSEDED:
            assert update.superseded_by.replaces == update
            assert update.superseded_by.published_at > update.published_at


def test_nobody_verifies_what_one_wrote(marisola):
    assert not UpdateStep.objects.filter(
        move__in=["verify", "publish"], actor=F("update__author")
    ).exists()


def test_the_secretariat_has_assessed_430_in_the_usual_mix(marisola):
    found = Counter(Recommendation.objects.values_list("status", flat=True))
    del found[""]
    assert found.total() == 430
    shares = {status: round(count * 100 / 430) for status, count in found.items()}
    assert shares == {
        "implemented": 24,
        "partially_implemented": 20,
        "in_progress": 33,
        "planned": 11,
        "not_started": 12,
    }
    for row in Assessment.objects.select_related("recommendation"):
        assert row.recommendation.issued_on < row.assessed_on <= today()


def test_others_see_some_things_differently(marisola):
    of_nhri = Assessment.objects.filter(viewpoint=Viewpoint.NHRI).exclude(recommendation__status="")
    assert Assessment.objects.filter(viewpoint=Viewpoint.NHRI).count() == 27
    assert of_nhri.exclude(status=F("recommendation__status")).count() >= 5
    of_society = Assessment.objects.filter(viewpoint=Viewpoint.CIVIL_SOCIETY)
    assert of_society.count() == 10
    assert of_society.filter(publication=Publication.DRAFT).count() == 3
    assert Assessment.objects.to_moderate().count() == 2
    assert AssessmentEvidence.objects.get().assessment.viewpoint == Viewpoint.NHRI
    assert [row.is_declined for row in of_society].count(True) == 1
    apart = [row["apart"] for row in Assessment.objects.steps_apart(list(Viewpoint))]
    assert len(apart) > 10
    assert max(apart) >= 3
    declared = Assessment.objects.filter(viewpoint=Viewpoint.INSTITUTION)
    assert declared.filter(publication=Publication.RETIRED).exists()
    assert Assessment.objects.filter(
        viewpoint=Viewpoint.MECHANISM, grade__scale__code="CEDAW-FOLLOW-UP"
    ).exists()


def test_obligations_lie_behind_and_ahead(marisola):
    assert Obligation.objects.coming(today()).count() >= 10
    assert Obligation.objects.overdue(today()).count() == 1
    assert Obligation.objects.filter(state=ObligationState.SUBMITTED).count() >= 5
    replies = Obligation.objects.get(slug="crpd-replies")
    assert (replies.due_source, replies.due_document) == (
        "document",
        "CRPD/C/XMA/QPR/2, para. 1",
    )
    for row in Obligation.objects.filter(state=ObligationState.SUBMITTED):
        assert row.submitted_on < today()
    assert Recommendation.objects.filter(follow_up_due_on__gt=today()).count() >= 10


def test_one_consultation_is_open_and_one_has_been_answered(marisola):
    opened = Consultation.objects.open(today()).get()
    assert opened.closes_on == today() + dt.timedelta(days=18)
    assert opened.allows_anonymous
    assert opened.version.draft == ReportDraft.objects.get(slug="crc-sixth-report")
    assert 6 <= len(opened.version.sections) <= 8
    assert all(len(section["body"]) > 300 for section in opened.version.sections)
    comments = opened.comments.all()
    assert comments.count() >= 12
    assert comments.filter(moderation=Moderation.PENDING).count() == 1
    assert comments.filter(institution__kind="cso").count() >= 4
    assert comments.filter(institution=None).count() >= 4
    assert comments.exclude(answer="").exists()
    assert comments.filter(answer="", moderation=Moderation.SHOWN).exists()
    closed = Consultation.objects.exclude(pk=opened.pk).get()
    assert closed.closes_on < today()
    assert not closed.comments.unanswered().exists()
    for comment in Comment.objects.select_related("consultation__version"):
        keys = {section["key"] for section in comment.consultation.version.sections}
        assert comment.section in keys
        assert comment.consultation.opens_on <= comment.created_at.date() <= today()
        assert comment.answered_at is None or comment.created_at < comment.answered_at


def test_a_sealed_identity_opens_for_the_consultation_officer(marisola):
    comment = Comment.objects.exclude(identity=None).earliest("created_at")
    officer = User.objects.get(email="consultation@demo.example")
    with transaction.atomic():
        found = reveal_identity(comment_pk=comment.pk, actor=officer, reason="A question back.")
        transaction.set_rollback(True)
    assert found.email.endswith("@demo.example")


def test_evidence_files_are_what_they_say(marisola):
    kinds = Counter()
    for document in Document.objects.all():
        with document.file.open("rb") as file:
            facts = examine(file)
            assert (facts.size, facts.sha256) == (document.size, document.sha256)
            assert facts.media_type == document.media_type
            if document.media_type == "application/pdf":
                page = PdfReader(file).pages[0].extract_text()
                assert "A fictional document." in page
        kinds[document.media_type] += 1
    assert len(kinds) == 4


def test_the_library_holds_versions_classes_and_pages_that_are_cited(marisola):
    report = Document.objects.get(version=2)
    assert report.replaces.title == report.title
    assert set(Document.objects.values_list("classification", flat=True)) == set(
        Classification.values
    )
    assert NamedReader.objects.exists()
    assert Document.objects.filter(scan_state="infected").exists()
    assert Evidence.objects.filter(page=2).exists()
    assert visible_documents(AnonymousUser()).count() > 20


def test_a_review_stands_with_documents_from_its_report_to_what_followed(marisola):
    row = Review.objects.get(slug="crc-5")
    listed = dossier_of(row, AnonymousUser()).shown
    assert [one.language for one in listed if one.symbol == row.symbol] == ["en", "ar"]
    assert len(listed) >= 6
    assert not any("delegation" in one.title for one in listed)
    assert dossier_of(Review.objects.get(slug="cedaw-6"), AnonymousUser()).lacking


# History and accounts.


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


def test_each_listed_account_signs_in_and_holds_its_role(marisola, rf):
    listed = accounts.listed()
    assert len({account.email for account in listed}) == len(listed) == 13
    for account in listed:
        user = authenticate(rf.post("/"), email=account.email, password=account.password)
        assert user is not None, account.email
        assert user.is_demo
        assert user.full_name == account.name
        assert account.hint
        rights = standing(user)
        if account.post:
            slug, role = account.post
            held = getattr(rights, PERMISSION_OF[Role(role)])
            assert Institution.objects.get(slug=slug).pk in held
        else:
            assert set(user.groups.values_list("name", flat=True)) == set(account.groups)


def test_the_accounts_are_printed(capsys):
    call_command("seed_demo", "--list-accounts")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 13
    assert "focal.interior@demo.example / marisola-demo" in lines[4]


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_the_sign_in_page_lists_them_in_demo_mode_only(client, settings, demo):
    settings.DEMO_MODE = demo
    page = client.get(reverse("account_login")).content.decode()
    assert ("authority.interior@demo.example" in page) is demo


def test_handovers_are_written_waited_for_and_done(marisola):
    found = {row.state: row for row in Handover.objects.with_people(today())}
    assert set(found) == {"writing", "handed", "acknowledged"}
    assert found["writing"].leaver_acts
    assert found["writing"].items.exclude(note="").exists()
    # The demonstration account of the focal point has it to acknowledge.
    (follower,) = found["handed"].followers
    assert User.objects.get(pk=follower).email == "focal.interior@demo.example"
    assert found["acknowledged"].items.filter(acknowledged_at=None).count() == 0


def test_gaps_are_saved_asked_about_and_reported(marisola):
    view = SavedView.objects.get(page="gaps")
    assert view.is_shared
    (request,) = InformationRequest.objects.all()
    assert (request.state, request.institution.slug) == ("open", "interior")
    assert 1 <= request.items.count() <= 4
    assert request.due_on > today()
    later, first = GapReport.objects.order_by("-as_of")
    assert (later.previous, first.previous) == (first, None)
    lines = {line.name: line for line in gather(later).lines}
    assert set(lines) == set(GapName)
    assert lines["activity"].came
    assert lines["activity"].went
    assert set(RenderedFile.objects.values_list("format", flat=True)) == {"pdf", "docx"}


def test_indicators_have_series_breakdowns_and_numbers_too_small_to_be_shown(marisola):
    rows = Indicator.objects.published().select_related("unit")
    assert rows.count() >= 11
    assert Indicator.objects.filter(publication="draft").count() == 1
    standing = standings(list(rows))
    said = {one.judgement.progress for one in standing.values()}
    assert said >= {"on_track", "off_track", "unknown"}
    assert all(one.latest for one in standing.values())
    series = all_series(list(rows))
    assert any(one.why for shown in series.values() for one in shown)
    assert len({one.key for shown in series.values() for one in shown}) > 10
    assert all(row.recommendation_links.exists() for row in rows)
