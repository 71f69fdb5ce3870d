"""One record of every kind and one person of every role, for the walk over all addresses."""

import datetime as dt
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import DataRequest
from accounts.services import tokens as api_tokens
from activities.models import Evidence
from activities.services import value_files
from documents import services as documents
from documents.choices import Classification, Kind
from documents.models import Extract, NamedReader
from focalpoints.choices import InstitutionKind, Role
from focalpoints.models import (
    Absence,
    AppointmentProposal,
    Confirmation,
    ConfirmationRound,
    HandoverQuestion,
)
from nmirf.common import tokens
from nmirf.common.dates import today
from notifications.models import Follow, Holiday, Notification, ReminderRule, Snooze
from notifications.services import following
from notifications.services.preferences import token_for
from recommendations.choices import AssignmentState
from recommendations.models import (
    AffectedGroup,
    Assessment,
    Assignment,
    ClusterMembership,
    GroupLink,
    ImportBatch,
    Objective,
    ObjectiveLink,
    Repeat,
    SavedView,
    SdgGoal,
    SdgTarget,
    SdgTargetLink,
    Suggestion,
    Synonym,
    TextEdition,
)
from recommendations.services import bulk
from recommendations.services.imports.report import counts_of
from recommendations.services.merging import merge_recommendations
from reporting.models import AgendaItem, ErrorReport, RenderedFile
from reporting.services import consultations
from tests import access_table as roles
from tests import factories as make
from tests.files import upload


def build() -> SimpleNamespace:
    """`people` maps each role of the access table to its person; the rest are records."""
    institution = make.InstitutionFactory(name="Ministry of Interior", slug="interior")
    other = make.InstitutionFactory(name="Ministry of Labour", slug="labour")
    appointment = make.AppointmentFactory(role=Role.FOCAL_POINT, institution=institution)
    people = {
        roles.ANONYMOUS: AnonymousUser(),
        roles.CSO: make.representative(InstitutionKind.CSO),
        roles.NHRI: make.representative(InstitutionKind.NHRI),
        roles.PARLIAMENT: make.representative(InstitutionKind.PARLIAMENT),
        roles.FOCAL_POINT: appointment.user,
        roles.DEPUTY: make.deputy(institution),
        roles.AUTHORITY: make.authority(institution),
        roles.OTHER_FOCAL_POINT: make.focal_point(other),
        roles.SECRETARIAT: make.secretariat(),
        roles.CONSULTATION_OFFICER: make.consultation_officer(),
        roles.ADMINISTRATOR: make.administrator(),
    }
    make.NationalMechanismFactory()
    mechanism = make.MechanismFactory()
    review = make.ReviewFactory(mechanism=mechanism)
    recommendation = make.RecommendationFactory(
        mechanism=mechanism, review=review, lead=institution
    )
    draft_recommendation = make.RecommendationFactory(publication="draft", published_at=None)
    cluster = make.ClusterFactory()
    ClusterMembership.objects.create(cluster=cluster, recommendation=recommendation)
    proposed = Assignment.objects.create(
        recommendation=make.RecommendationFactory(),
        institution=institution,
        state=AssignmentState.PROPOSED,
        proposed_by=people[roles.SECRETARIAT],
    )
    theme = make.ThemeFactory()
    objective = make.PlanObjectiveFactory()
    invitation_token = tokens.mint()[0]
    return SimpleNamespace(
        invitation=make.InvitationFactory(
            token=invitation_token, institution=institution, invited_by=people[roles.SECRETARIAT]
        ),
        invitation_token=invitation_token,
        registration=make.RegistrationFactory(),
        data_request=DataRequest.objects.create(
            person=appointment.user, kind="correction", text="My first day was another one."
        ),
        api_token=api_tokens.make(actor=appointment.user, name="Nightly copy", days=30)[0],
        people=people,
        theme=theme,
        **_terms(recommendation),
        **_strangers(recommendation),
        instrument=make.InstrumentFactory(monitored_by=mechanism),
        objective=objective,
        plan=objective.plan,
        merged_theme=make.ThemeFactory(is_active=False, merged_into=theme),
        institution=institution,
        other_institution=other,
        appointment=appointment,
        absence=Absence.objects.create(
            appointment=appointment,
            starts_on=dt.date(2031, 1, 1),
            ends_on=dt.date(2031, 1, 2),
        ),
        **_library(people[roles.SECRETARIAT]),
        **_posts(appointment, people[roles.SECRETARIAT]),
        mechanism=mechanism,
        review=review,
        recommendation=recommendation,
        draft_recommendation=draft_recommendation,
        cluster=cluster,
        table=make.running_table(
            [recommendation], [institution], officer=people[roles.SECRETARIAT]
        ),
        **_assessments(recommendation, people),
        proposed=proposed,
        activity=make.ActivityFactory(lead=institution),
        obligation=make.ObligationFactory(),
        **_indicators(institution, appointment.user),
        **_drafts(institution, people[roles.SECRETARIAT]),
        **_meetings(institution, appointment.user),
        **_handovers(appointment, institution),
        rendered=RenderedFile.objects.create(
            title="Review",
            review=review,
            is_public=True,
            state="ready",
            file=ContentFile(b"%PDF-1.7", name="report.pdf"),
            sha256="0" * 64,
            requested_by=people[roles.SECRETARIAT],
        ),
        notification=Notification.objects.create(
            person=appointment.user, text="News", path="/", key="news"
        ),
        **_reminders(appointment.user),
        **_updates(institution, appointment.user, recommendation),
        **_planned_activity(institution),
        **_rounds(institution, people[roles.SECRETARIAT]),
        **_doubles(recommendation, people[roles.SECRETARIAT]),
        saved_view=SavedView.objects.create(
            owner=appointment.user, name="Ours", is_shared=True, institution=institution
        ),
        request=make.RequestFactory(institution=institution, on=[recommendation]),
        gap_report=make.gap_report(),
        reshuffle=make.ReshuffleFactory(carried_out_by=people[roles.SECRETARIAT]),
        bulk_edit=bulk.prepare(
            actor=people[roles.SECRETARIAT],
            recommendations=[recommendation.pk],
            query="",
            edits=[{"kind": "priority", "value": True}],
        ),
        synonym=Synonym.objects.create(code="npm", terms=["NPM", "national preventive mechanism"]),
        edition=TextEdition.objects.create(
            filename="edition.txt",
            sha256="",
            size=1,
            language="fr",
            standing="official",
            source="A/HRC/59/15, French",
            made_by=people[roles.SECRETARIAT],
        ),
        import_batch=ImportBatch.objects.create(
            filename="export.json",
            sha256="",
            size=1,
            state="ready",
            counts=counts_of({"create": 1}),
        ),
    )


def _planned_activity(institution) -> dict:
    """A draft of an activity, with a milestone and money."""
    activity = make.ActivityFactory(lead=institution, publication="draft")
    return {
        "planned_activity": activity,
        "milestone": activity.milestones.create(title="Tender", due_on=dt.date(2026, 3, 31)),
        "budget_line": activity.budget_lines.create(
            kind="planned", amount=1, currency="EUR", year=2026, source="State budget"
        ),
    }


def _assessments(recommendation, people):
    """A draft of the secretariat with its evidence, and one of civil society that nobody else reads."""
    facts = {
        "recommendation": recommendation,
        "status": "in_progress",
        "assessed_on": dt.date(2026, 1, 5),
        "rationale": "The act is before parliament.",
    }
    officer, speaker = people[roles.SECRETARIAT], people[roles.CSO]
    assessment = Assessment.objects.create(viewpoint="secretariat", author=officer, **facts)
    contribution = Assessment.objects.create(
        viewpoint="civil_society",
        author=speaker,
        institution=speaker.appointments.get().institution,
        **facts,
    )
    document = documents.store(
        actor=officer,
        upload=upload("bill.txt", b"A bill."),
        kind=Kind.LAW,
        classification=Classification.INTERNAL,
    )
    return {
        "assessment": assessment,
        "contribution": contribution,
        "proof": assessment.evidence_links.create(document=document),
    }


def _reminders(person) -> dict:
    """A rule, a holiday, a reminder that is put off, and the link of an e-mail."""
    rule, _new = ReminderRule.objects.get_or_create(kind="returned", defaults={"offsets": [7, 0]})
    return {
        "reminder_rule": rule,
        "holiday": Holiday.objects.create(on=dt.date(2031, 1, 1), name="New Year"),
        "snooze": Snooze.objects.create(
            person=person,
            kind="returned",
            subject="update:1",
            due_on=dt.date(2031, 1, 9),
            until=dt.date(2031, 1, 2),
            text="Returned",
            path="/",
        ),
        "unsubscribe_token": token_for(person, ["view"]),
    }


def _posts(appointment, officer) -> dict:
    """A deputy whom the focal point proposes, and the yearly question to the focal point."""
    asked = ConfirmationRound.objects.create(
        title="Confirmation", opened_by=officer, opened_on=today(), due_on=today()
    )
    return {
        "proposal": AppointmentProposal.objects.create(
            institution=appointment.institution,
            deputises=appointment,
            full_name="Ines Prado",
            email="ines.prado@example.org",
            starts_on=today(),
            proposed_by=appointment.user,
        ),
        "confirmation_round": asked,
        "confirmation": Confirmation.objects.create(round=asked, appointment=appointment),
    }


def _doubles(recommendation, officer) -> dict:
    """A pair that waits for a decision, a link between cycles, two records that were made one."""
    absorbed, other = make.RecommendationFactory(), make.RecommendationFactory()
    return {
        "suggestion": Suggestion.objects.create(
            kind="repeats", subject=recommendation, other=other, score=80
        ),
        "repeat": Repeat.objects.create(later=recommendation, earlier=make.RecommendationFactory()),
        "merge": merge_recommendations(
            kept=recommendation, absorbed=absorbed, actor=officer, reason="Typed twice."
        ),
    }


def _updates(institution, author, recommendation) -> dict:
    """A draft with a file, one that was submitted, one that waits with a form signed on paper."""
    facts = {"institution": institution, "author": author, "on": [recommendation]}
    draft = make.UpdateFactory(**facts)
    return {
        "draft_update": draft,
        "evidence": Evidence.objects.create(update=draft, document=_pictured(author)),
        "submitted_update": make.UpdateFactory(
            state="submitted", submitted_at=timezone.now(), **facts
        ),
        "published_update": make.UpdateFactory(
            state="published",
            signed_by=author,
            signed_at=timezone.now(),
            published_at=timezone.now(),
            **facts,
        ),
        "verified_update": make.UpdateFactory(
            state="verified",
            signatory="Ana Ruiz",
            signed_form=_file(author, Kind.SIGNED_FORM, Classification.RESTRICTED),
            **facts,
        ),
    }


def _pictured(author):
    """A file with a picture of its first page: here the file itself, which is no worse for it."""
    document = _file(author, Kind.EVIDENCE, Classification.INTERNAL)
    Extract.objects.filter(document=document).update(picture=document.file.name)
    return document


def _library(officer) -> dict:
    """A restricted document of the library, with a reader who was named."""
    document = _file(officer, Kind.REPORT, Classification.RESTRICTED)
    return {
        "library_document": document,
        "review_link": make.ReviewDocumentFactory(document=document),
        "named_reader": NamedReader.objects.create(
            document=document, person=make.UserFactory(), named_by=officer
        ),
    }


def _rounds(institution, officer) -> dict:
    """A round that is prepared, and an open one in which the institution owes and is excused."""
    opened = make.RoundFactory(made_by=officer, opened_at=timezone.now())
    item = {"round": opened, "institution": institution}
    return {
        "prepared_round": make.RoundFactory(made_by=officer, state="draft"),
        "collection_round": opened,
        "due": make.RoundItemFactory(**item),
        "excused_due": make.RoundItemFactory(state="excused", note="Reorganised", **item),
    }


def _file(owner, kind, classification):
    return documents.store(
        actor=owner, upload=upload("decree.pdf"), kind=kind, classification=classification
    )


def _indicators(institution, focal_point):
    """A published one with a value, a draft, and a file of values that its focal point uploaded."""
    indicator = make.IndicatorFactory(slug="births", code="CR-1", custodian=institution)
    file = ContentFile(b"indicator,period,value\nCR-1,2023,12\n", name="values.csv")
    return {
        "indicator": indicator,
        "indicator_value": make.ValueFactory(
            indicator=indicator, standing="provisional", entered_by=focal_point
        ),
        "draft_indicator": make.IndicatorFactory(
            slug="deaths", custodian=institution, publication="draft"
        ),
        "value_import": value_files.upload(actor=focal_point, file=file),
    }


def _drafts(institution, officer) -> dict:
    """A draft of which the institution writes one section, one that is consulted on, one for all."""
    draft = make.ReportDraftFactory(stage="drafting")
    consulted = make.SectionFactory(draft=make.ReportDraftFactory(stage="drafting"))
    consultation = consultations.open_consultation(
        actor=officer,
        draft_pk=consulted.draft_id,
        title="Draft report on the rights of the child",
        introduction="",
        opens_on=today(),
        closes_on=today() + dt.timedelta(days=20),
    )
    published = make.ReportDraftFactory(stage="published", classification="public")
    make.SectionFactory(draft=published)
    return {
        "report_draft": draft,
        "section": make.SectionFactory(draft=draft, assigned_to=institution),
        "published_draft": published,
        "consultation": consultation,
        "comment": consultations.comment(
            actor=AnonymousUser(),
            consultation=consultation,
            section=str(consulted.pk),
            text="Say how many children wait.",
            identity=consultations.Identity(name="Ada", email="ada@example.org"),
        ),
    }


def _meetings(institution, person) -> dict:
    """A committee with a seat, a meeting to come and one held, a decision, a training of the person."""
    committee = make.CommitteeFactory(slug="main-committee")
    meeting = make.MeetingFactory(committee=committee, state="invited", invited_at=timezone.now())
    held = make.MeetingFactory(committee=committee, state="held", days=-30)
    planned = make.MeetingFactory(committee=committee, days=30)
    return {
        "committee": committee,
        "seat": make.SeatFactory(committee=committee, institution=institution),
        "meeting": meeting,
        "held_meeting": held,
        "planned_meeting": planned,
        "guest": make.AttendanceFactory(meeting=planned, name="Ada Guest"),
        "attendance": make.AttendanceFactory(meeting=meeting, user=person, institution=institution),
        "agenda_item": AgendaItem.objects.create(meeting=meeting, position=1, title="Follow-up"),
        "decision": make.DecisionFactory(meeting=held, number=1, institution=institution),
        "training": make.TrainingFactory(
            starts_on=today() + dt.timedelta(days=9), ends_on=today() + dt.timedelta(days=9)
        ),
        "certified": make.TrainingAttendanceFactory(
            user=person, part="attended", certified_on=today()
        ),
    }


def _handovers(appointment, institution) -> dict:
    """The focal point's, being written; a former deputy's, to be acknowledged by the deputy."""
    former = make.AppointmentFactory(
        role=Role.DEPUTY, institution=institution, ends_on=dt.date(2026, 1, 1)
    )
    handed = make.handed(former, items=["The key of the archive"])
    return {
        "handover": make.HandoverFactory(appointment=appointment),
        "handed": handed,
        "handed_question": HandoverQuestion.objects.create(
            item=handed.items.get(), text="Which drawer?", asked_by=make.UserFactory()
        ),
    }


def _terms(recommendation):
    """A term of each further list, on the recommendation."""
    group = AffectedGroup.objects.create(code="children-of-the-world", name="Children")
    kind = Objective.objects.create(code="Z", name="Laws", description="Adopt a law")
    goal = SdgGoal.objects.create(number=99, name="Peace and justice")
    target = SdgTarget.objects.create(code="99.6", name="Institutions", goal=goal)
    GroupLink.objects.create(recommendation=recommendation, group=group)
    ObjectiveLink.objects.create(recommendation=recommendation, objective=kind)
    SdgTargetLink.objects.create(recommendation=recommendation, target=target)
    return {"group": group, "kind_of_act": kind, "target": target}


def _strangers(recommendation):
    """What people without an account left: what they follow, and an error that they found."""
    named = {"kind": "recommendation", "key": recommendation.reference}
    token, digest = tokens.mint()
    follow = Follow.objects.create(
        email="reader@example.org",
        token_digest=digest,
        expires_at=timezone.now() + dt.timedelta(days=7),
        **named,
    )
    return {
        "follow_token": token,
        "follow_stop_token": following.token_for(follow.email, str(follow.reference)),
        "error_report": ErrorReport.objects.create(
            name=recommendation.reference,
            path=recommendation.get_absolute_url(),
            text="The paragraph is another one.",
            **named,
        ),
    }
