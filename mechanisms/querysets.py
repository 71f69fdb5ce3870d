from typing import Self

from django.db import models


class MechanismQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)


class StateQuerySet(models.QuerySet):
    def for_import(self) -> Self:
        """What is needed to recognise a State by any of its spellings."""
        return self.only("pk", "iso3", "iso2", "name", "aliases")
