"""One record of every kind and one person of every role, for the walk over all addresses."""

import datetime as dt
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile

from activities.models import Evidence
from documents import services as documents
from documents.choices import Classification, Kind
from focalpoints.choices import InstitutionKind, Role
from focalpoints.models import Absence
from nmirf.common.dates import today
from notifications.models import Notification
from recommendations.choices import AssignmentState
from recommendations.models import (
    Assessment,
    Assignment,
    ClusterMembership,
    ImportBatch,
    Repeat,
    SavedView,
    Suggestion,
    Synonym,
    TextEdition,
)
from recommendations.services import bulk
from recommendations.services.merging import merge_recommendations
from reporting.models import RenderedFile
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
    return SimpleNamespace(
        people=people,
        theme=theme,
        merged_theme=make.ThemeFactory(is_active=False, merged_into=theme),
        institution=institution,
        other_institution=other,
        appointment=appointment,
        absence=Absence.objects.create(
            appointment=appointment,
            starts_on=dt.date(2031, 1, 1),
            ends_on=dt.date(2031, 1, 2),
        ),
        mechanism=mechanism,
        review=review,
        recommendation=recommendation,
        draft_recommendation=draft_recommendation,
        cluster=cluster,
        table=make.running_table(
            [recommendation], [institution], officer=people[roles.SECRETARIAT]
        ),
        assessment=Assessment.objects.create(
            recommendation=recommendation,
            viewpoint="secretariat",
            author=people[roles.SECRETARIAT],
            status="in_progress",
            assessed_on=dt.date(2026, 1, 5),
            rationale="The act is before parliament.",
        ),
        proposed=proposed,
        activity=make.ActivityFactory(lead=institution),
        obligation=make.ObligationFactory(),
        **_drafts(institution, people[roles.SECRETARIAT]),
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
        **_updates(institution, appointment.user, recommendation),
        planned_activity=make.ActivityFactory(lead=institution, publication="draft"),
        **_doubles(recommendation, people[roles.SECRETARIAT]),
        saved_view=SavedView.objects.create(
            owner=appointment.user, name="Ours", is_shared=True, institution=institution
        ),
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
            counts={"create": 1, "update": 0, "rejected": 0},
        ),
    )


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
        "evidence": Evidence.objects.create(
            update=draft, document=_file(author, Kind.EVIDENCE, Classification.INTERNAL)
        ),
        "submitted_update": make.UpdateFactory(state="submitted", **facts),
        "verified_update": make.UpdateFactory(
            state="verified",
            signatory="Ana Ruiz",
            signed_form=_file(author, Kind.SIGNED_FORM, Classification.RESTRICTED),
            **facts,
        ),
    }


def _file(owner, kind, classification):
    return documents.store(
        actor=owner, upload=upload("decree.pdf"), kind=kind, classification=classification
    )


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
