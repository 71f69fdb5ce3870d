"""What is under way among the people: the yearly question, and deputies whom institutions propose."""

from focalpoints.choices import ConfirmationAnswer, ProposalState, Role
from focalpoints.models import (
    Appointment,
    AppointmentProposal,
    Confirmation,
    ConfirmationRound,
)

from .accounts import DOMAIN
from .clock import Clock, spread
from .people import People

# Who is proposed where, and how far it is.
PROPOSED = (
    ("education", "Marta Solano", ProposalState.PROPOSED),
    ("justice", "Tomas Arrieta", ProposalState.CONFIRMED),
)
ANSWERED = 0.6


def seed(people: People, clock: Clock) -> None:
    """Rows as they would stand after some days of a round; nothing of it gives or takes a right."""
    _round(people, clock)
    for slug, name, state in PROPOSED:
        principal = Appointment.objects.filter(
            institution__slug=slug, role=Role.FOCAL_POINT, ends_on=None
        ).first()
        if principal is not None:
            _proposal(principal, name, state, clock)


def _round(people: People, clock: Clock) -> None:
    row = ConfirmationRound.objects.create(
        title=f"{clock.ago(12).year}",
        opened_by=people.officer("confirmation"),
        opened_on=clock.ago(12),
        due_on=clock.ago(-18),
    )
    posts = Appointment.objects.in_force(clock.ago(0)).select_related("user")
    for post in posts.order_by("pk"):
        answers = spread(f"still right {post.user.email}") < ANSWERED
        Confirmation.objects.create(
            round=row,
            appointment=post,
            answer=ConfirmationAnswer.RIGHT if answers else "",
            answered_by=post.user if answers else None,
            answered_at=clock.instant(5, post.user.email) if answers else None,
        )
        if answers:
            Appointment.objects.filter(pk=post.pk).update(last_confirmed_on=clock.ago(5))


def _proposal(principal: Appointment, name: str, state: ProposalState, clock: Clock) -> None:
    signers = Appointment.objects.filter(
        institution=principal.institution_id, role=Role.VALIDATING_AUTHORITY
    )
    signer = signers.select_related("user").first()
    AppointmentProposal.objects.create(
        institution=principal.institution,
        deputises=principal,
        full_name=name,
        email=f"{name.lower().replace(' ', '.')}@{DOMAIN}",
        starts_on=clock.ago(-14),
        state=state,
        proposed_by=principal.user,
        confirmed_by=signer.user if signer and state == ProposalState.CONFIRMED else None,
    )
