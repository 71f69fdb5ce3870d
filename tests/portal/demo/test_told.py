"""What is told in the demo State: updates, plans, assessments, reports, evidence, indicators."""

import datetime as dt
from collections import Counter

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from activities.choices import UPDATE_MOVES, UpdateState
from activities.models import (
    ActivityObjective,
    Evidence,
    ImplementationUpdate,
    Indicator,
    NationalPlan,
    UpdateStep,
)
from activities.showing import all_series, standings
from documents.choices import Classification
from documents.models import Document, NamedReader
from documents.parsers import examine
from documents.policies import visible_documents
from focalpoints.choices import Role
from focalpoints.models import NationalMechanism
from mechanisms.models import Review
from nmirf.common.dates import today
from portal.review_documents import dossier_of
from recommendations.choices import Publication, Viewpoint
from recommendations.models import Assessment, AssessmentEvidence, Recommendation, SavedView
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
