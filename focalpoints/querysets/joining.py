"""Who was invited, who asks to take part, who consents."""

import datetime as dt
from typing import Self

from django.db import models

from focalpoints.choices import (
    RegistrationState,
)


class InvitationQuerySet(models.QuerySet):
    def unanswered(self) -> Self:
        """Neither accepted nor called back; some of them have expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self, at: dt.datetime) -> Self:
        return self.unanswered().filter(expires_at__gt=at)

    def for_post(self, email: str, institution: int, role: str) -> Self:
        return self.filter(email__iexact=email, institution=institution, role=role)

    def expired(self, at: dt.datetime) -> Self:
        return self.unanswered().filter(expires_at__lte=at)


class RegistrationQuerySet(models.QuerySet):
    def pending(self) -> Self:
        """Confirmed by the address, to be decided by the secretariat."""
        return self.filter(state=RegistrationState.PENDING)

    def confirmed(self) -> Self:
        """What the secretariat sees: an address that nobody has confirmed is nobody's word."""
        return self.exclude(state=RegistrationState.UNCONFIRMED)


class ConsentQuerySet(models.QuerySet):
    def in_force(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)
