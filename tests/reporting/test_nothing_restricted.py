"""No e-mail says what is restricted: a word planted wherever it may stand is looked for in all mail."""

import datetime as dt
import itertools

import pytest
from django.core import mail
from django.utils import timezone, translation

from activities.models import ImplementationUpdate
from activities.services.announcements import announce
from notifications.choices import IMMEDIATE_KINDS, DutyKind, NewsKind
from notifications.models import Notification, ReminderSent
from notifications.services import reference
from notifications.services.inbox import notify
from recommendations.choices import AssignmentState
from recommendations.models import Assessment, Assignment, ImportBatch
from recommendations.services.imports import batches
from reporting.desk import duties_of_all
from reporting.models import Consultation, RenderedFile
from reporting.services import consultations, rendering
from reporting.services.digests import send_digests
from tests import factories as make

ON = dt.date(2026, 11, 3)
WORD = "Zyxwort"
LANGUAGES = ("en", "fr", "ar")
TITLES = {"fr": f"{WORD} fr", "ar": f"{WORD} ar"}
# Kinds that the desk makes out of rows; a kind that it learns to make is planted here too.
MADE = {
    *(DutyKind.UPDATE, DutyKind.RETURNED, DutyKind.VERIFY, DutyKind.SIGN, DutyKind.PUBLISH),
    *(DutyKind.ASSIGNMENT, DutyKind.CONTESTED, DutyKind.OBLIGATION, DutyKind.COMMENT),
    # A ministry that comes into the world on the way has posts that nobody holds.
    *(DutyKind.FOLLOW_UP, DutyKind.DECISION, DutyKind.VACANCY),
}


@pytest.fixture
def planted(transactional_db):
    """Everybody who may be told, in three languages, and the word wherever it may stand."""
    reference.load()
    ministry = make.InstitutionFactory(name="Ministry")
    for language in LANGUAGES:
        make.UserFactory(groups=["secretariat"], preferred_language=language)
        for role in ("focal_point", "deputy", "validating_authority"):
            make.AppointmentFactory(
                institution=ministry,
                role=role,
                user=make.UserFactory(preferred_language=language),
            )
    officer = make.secretariat()
    cluster = make.ClusterFactory(title=WORD, title_translations=TITLES, publication="draft")
    activity = make.ActivityFactory(
        lead=ministry, title=WORD, title_translations=TITLES, publication="draft"
    )
    _updates(ministry, cluster, activity)
    _assignments(ministry, cluster, officer)
    make.DecisionFactory(
        institution=ministry,
        text=WORD,
        due_on=ON,
        meeting=make.MeetingFactory(title=WORD, state="held", days=-10),
    )
    for days in (0, -40):
        make.ObligationFactory(
            due_on=ON + dt.timedelta(days=days),
            title=WORD,
            title_translations=TITLES,
            is_public=False,
        )
    _consultation(officer)
    organisation = make.InstitutionFactory(kind="cso")
    Assessment.objects.create(
        recommendation=make.RecommendationFactory(),
        viewpoint="civil_society",
        author=make.speaker(organisation),
        institution=organisation,
        handed_in_at=timezone.now(),
        status="in_progress",
        assessed_on=ON,
        rationale=WORD,
        publication="draft",
    )
    return ministry


def _updates(ministry, cluster, activity):
    at = dt.datetime.combine(ON - dt.timedelta(days=60), dt.time(9), tzinfo=dt.UTC)
    abouts = ({"cluster": cluster}, {"activity": activity})
    states = ("draft", "returned", "submitted", "verified", "signed")
    for about, state in itertools.product(abouts, states):
        signed = {"signed_at": at, "signed_by": make.UserFactory()} if state == "signed" else {}
        update = make.UpdateFactory(
            institution=ministry,
            state=state,
            **signed,
            headline=WORD,
            narrative=WORD,
            due_on=ON,
            **about,
        )
        type(update).objects.filter(pk=update.pk).update(updated_at=at)


def _assignments(ministry, cluster, officer):
    old = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    other = make.ClusterFactory(title=WORD, title_translations=TITLES, publication="draft")
    third = make.ClusterFactory(title=WORD, title_translations=TITLES, publication="draft")
    followed = make.RecommendationFactory(follow_up_due_on=ON, status="in_progress")
    for what, state in (
        ({"cluster": cluster}, AssignmentState.PROPOSED),
        ({"cluster": other}, AssignmentState.CONTESTED),
        ({"cluster": third}, AssignmentState.ACCEPTED),
        ({"recommendation": followed}, AssignmentState.ACCEPTED),
    ):
        row = Assignment.objects.create(
            institution=ministry,
            state=state,
            role="lead",
            proposed_by=officer,
            reason=WORD if state == AssignmentState.CONTESTED else "",
            **what,
        )
        Assignment.objects.filter(pk=row.pk).update(created_at=old, decided_at=old)


def _consultation(officer):
    version = make.ReportDraftFactory(stage="consultation", title=WORD).versions.create(
        number=1,
        sections=[{"key": "1", "heading": WORD, "body": WORD}],
        sha256="0" * 64,
        made_by=officer,
    )
    found = version.consultations.create(
        slug="closed-circle", title=WORD, opens_on=ON, closes_on=ON, audience="registered"
    )
    found.comments.create(section="1", text=WORD, shown_name=WORD, moderation="shown")
    return found


def said():
    """Everything that went out: subjects, both bodies, all headers."""
    return "".join(
        f"{message.subject}{message.body}{message.alternatives[0].content}{message.extra_headers}"
        for message in mail.outbox
    )


def test_no_duty_says_it_outside_in_any_language(planted):
    kinds = set()
    for language in LANGUAGES:
        with translation.override(language):
            duties = duties_of_all(ON)
        kinds |= {duty.kind for duty in duties}
        assert WORD in "".join(duty.title for duty in duties)
        for duty in duties:
            assert WORD not in duty.outside, duty.kind
    assert kinds == MADE


def test_no_reminder_of_forty_days_says_it_in_an_e_mail(planted):
    for days in range(0, 40, 4):
        send_digests(on=ON + dt.timedelta(days=days))
    assert len(mail.outbox) > 10
    assert WORD not in said()
    assert set(ReminderSent.objects.values_list("kind", flat=True)) == MADE
    assert not ReminderSent.objects.filter(text__contains=WORD).exists()
    assert not ReminderSent.objects.filter(path__icontains=WORD).exists()


@pytest.mark.parametrize("kind", [kind for kind in NewsKind if kind != NewsKind.REMINDER])
def test_news_of_every_kind_say_outside_what_may_be_said(transactional_db, kind):
    notify(
        people=[make.UserFactory()],
        text=lambda: WORD,
        outside=lambda: "Something happened.",
        path="/x/",
        key="k",
        kind=kind,
    )
    send_digests(on=ON)
    assert len(mail.outbox) == 1
    assert WORD not in said()
    assert "Something happened." in said()
    assert (kind in IMMEDIATE_KINDS) == ("News" not in said())


def test_what_services_tell_of_restricted_records_says_it_in_no_e_mail(planted, settings):
    officer = make.secretariat()
    _of_a_closed_consultation(officer)
    _of_files(officer)
    for update in ImplementationUpdate.objects.filter(state="submitted"):
        announce(
            step=update.steps.create(
                actor=officer, move="submit", source="draft", target="submitted", note=WORD
            )
        )
    send_digests(on=ON)
    assert Notification.objects.filter(text__contains=WORD).exists()
    assert WORD not in said()
    told = {"consultation", "file", "work", "update"}
    assert told <= set(Notification.objects.values_list("kind", flat=True))


def _of_a_closed_consultation(officer):
    consultation = Consultation.objects.get()
    ministry = make.InstitutionFactory()
    make.focal_point(ministry)
    comment = consultation.comments.create(
        section="1", text=WORD, institution=ministry, moderation="shown"
    )
    consultations._tell_institution(comment, ministry.pk)


def _of_files(officer):
    rendered = RenderedFile.objects.create(
        kind="register", title=WORD, requested_by=officer, state="running", is_public=False
    )
    rendering._fail(rendered.pk, "it failed")
    rendering._announce(rendered, lambda: WORD, lambda: "Your file is ready.")
    batch = ImportBatch.objects.create(
        filename=f"{WORD}.xlsx", sha256="", size=1, state="ready", started_by=officer
    )
    batches._tell(batch)
