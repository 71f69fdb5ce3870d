import datetime as dt
from typing import Self

from django.db import models

from .choices import DataRequestKind, DataRequestOrigin, DataRequestState


class DataRequestQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state=DataRequestState.OPEN)

    def proposals_since(self, at: dt.datetime) -> Self:
        """Erasures that were proposed after years without an appointment, from the instant `at` on."""
        return self.filter(
            kind=DataRequestKind.ERASURE, origin=DataRequestOrigin.RETENTION, created_at__gte=at
        )


class ApiTokenQuerySet(models.QuerySet):
    def in_force(self, on: dt.date) -> Self:
        """Neither revoked nor expired; the last day is a whole one."""
        return self.filter(revoked_at=None, expires_on__gte=on)
