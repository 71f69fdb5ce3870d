from typing import Self

from django.db import models


class MechanismQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True)


class InstrumentQuerySet(models.QuerySet):
    def with_ratification(self) -> Self:
        """With the body that monitors it, and what the State did about it."""
        return self.select_related("monitored_by", "ratification")


class StateQuerySet(models.QuerySet):
    def for_import(self) -> Self:
        """What is needed to recognise a State by any of its spellings."""
        return self.only("pk", "iso3", "iso2", "name", "aliases")


class ReviewDocumentQuerySet(models.QuerySet):
    def of_review(self, review: int) -> Self:
        """Of one review, by day, with what is said of each document; those without a day last."""
        return self.filter(review=review).select_related("document")
