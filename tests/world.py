"""One record of every kind and one person of every role, for the walk over all addresses."""

import datetime as dt
from types import SimpleNamespace

from django.contrib.auth.models import AnonymousUser

from focalpoints.choices import InstitutionKind, Role
from focalpoints.models import Absence
from notifications.models import Notification
from recommendations.choices import AssignmentState
from recommendations.models import Assessment, Assignment, ClusterMembership, ImportBatch
from tests import access_table as roles
from tests import factories as make


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
    return SimpleNamespace(
        people=people,
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
        notification=Notification.objects.create(
            person=appointment.user, text="News", path="/", key="news"
        ),
        draft_update=make.UpdateFactory(
            institution=institution, author=appointment.user, on=[recommendation]
        ),
        import_batch=ImportBatch.objects.create(
            filename="export.json",
            sha256="",
            size=1,
            state="ready",
            counts={"create": 1, "update": 0, "rejected": 0},
        ),
    )
