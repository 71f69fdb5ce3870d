import datetime as dt
from typing import Self

from django.db import models

from .choices import (
    OF_PAGES,
    ErrorState,
    FileKind,
    FileState,
    Moderation,
    ObligationState,
    RequestState,
)


class ObligationQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state=ObligationState.OPEN)

    def coming(self, on: dt.date) -> Self:
        """Open ones from the day `on`, the nearest first."""
        return self.open().filter(due_on__gte=on).order_by("due_on", "pk")

    def overdue(self, on: dt.date) -> Self:
        """Open ones whose due date lies before `on`."""
        return self.open().filter(due_on__lt=on)

    def public(self) -> Self:
        """Those of the public calendar, but of a recommendation retired to protect someone."""
        return self.filter(is_public=True).exclude(recommendation__is_withheld=True)

    def for_list(self) -> Self:
        """With all that one line shows, by due date: past and coming in one row."""
        return self.select_related("mechanism", "review", "responsible").order_by("due_on", "pk")

    def narrowed(
        self, *, state: str = "", kind: str = "", mechanism: models.Model | None = None
    ) -> Self:
        """Those in one state, of one kind, to one mechanism; what is empty does not narrow."""
        asked = {"state": state, "kind": kind, "mechanism": mechanism}
        return self.filter(**{name: value for name, value in asked.items() if value})


class ConsultationQuerySet(models.QuerySet):
    def open(self, on: dt.date) -> Self:
        """Open for comments on the day `on`; both end days count."""
        return self.filter(opens_on__lte=on, closes_on__gte=on)

    def begun(self, on: dt.date) -> Self:
        return self.filter(opens_on__lte=on)


class CommentQuerySet(models.QuerySet):
    def shown(self) -> Self:
        return self.filter(moderation=Moderation.SHOWN)

    def pending(self) -> Self:
        return self.filter(moderation=Moderation.PENDING)

    def hidden(self) -> Self:
        return self.filter(moderation=Moderation.HIDDEN)

    def unanswered(self) -> Self:
        return self.filter(answer="").exclude(moderation=Moderation.HIDDEN)


class InformationRequestQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state=RequestState.OPEN)

    def waiting(self) -> Self:
        """On somebody's desk: to be answered, or the answer to be read."""
        return self.filter(state__in=[RequestState.OPEN, RequestState.ANSWERED])

    def overdue(self, on: dt.date) -> Self:
        return self.open().filter(due_on__lt=on)


class RenderedFileQuerySet(models.QuerySet):
    def unfinished(self) -> Self:
        return self.filter(state__in=[FileState.QUEUED, FileState.RUNNING])

    def ready(self) -> Self:
        return self.filter(state=FileState.READY)

    def reports(self) -> Self:
        return self.filter(kind=FileKind.REVIEW)

    def of_pages(self) -> Self:
        """What is on a page of the tracker, for one reader."""
        return self.filter(kind__in=OF_PAGES)

    def passing(self) -> Self:
        """What is kept for a few days and can be made anew at any time."""
        return self.filter(kind__in=[*OF_PAGES, FileKind.CERTIFICATE])

    def of_gaps(self, report: int) -> Self:
        return self.filter(kind=FileKind.GAPS, options__gap_report=report).order_by("format", "pk")

    def of_table(self, table: int) -> Self:
        return self.filter(kind=FileKind.TABLE, options__table=table)


class ErrorReportQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Those that nobody has answered or closed."""
        return self.filter(state=ErrorState.OPEN)

    def to_answer(self) -> Self:
        """Answered ones whose answer has not gone to the reader yet."""
        return self.filter(state=ErrorState.ANSWERED, answer_sent_at__isnull=True).exclude(email="")
