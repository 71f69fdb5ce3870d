"""Reports on what is missing: asked for, made once by a worker, never changed."""

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.dates import today
from nmirf.common.decisions import require
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from reporting import policies
from reporting.choices import FileKind
from reporting.models import GapReport, RenderedFile

FORMATS = ("pdf", "docx")


@transaction.atomic
def request_gap_report(*, actor: User, scope: str, words: list[str], language: str) -> GapReport:
    """Ask for a report on the scope with this address; one that is being made is returned instead.

    Raises PermissionDenied.
    """
    require(policies.can_report_gaps(actor))
    waiting = GapReport.objects.select_for_update().filter(made_by=actor, scope=scope, made_at=None)
    for report in waiting:
        if RenderedFile.objects.of_gaps(report.pk).unfinished().exists():
            return report
    report = GapReport.objects.create(made_by=actor, scope=scope, words=words)
    with because(str(_("Gap report asked for"))):
        for ending in FORMATS:
            rendered = RenderedFile.objects.create(
                kind=FileKind.GAPS,
                title=_title(words),
                format=ending,
                language=language,
                options={"gap_report": report.pk},
                requested_by=actor,
            )
            enqueue("reporting.render", rendered.pk)
    return report


def _title(words: list[str]) -> str:
    return _("Gaps: %(scope)s") % {"scope": "; ".join(words)[:180] or _("the whole register")}


@transaction.atomic
def take(*, pk: int) -> GapReport:
    """The report as it was made; made now, once, by whichever of its files comes first.

    Of what whoever asked may read on this day. Raises DomainError where they may no longer.
    """
    rows = GapReport.objects.select_for_update(of=("self",))
    report = rows.select_related("made_by", "previous").get(pk=pk)
    if report.made_at is not None:
        return report
    if not policies.can_report_gaps(report.made_by):
        raise DomainError(_("Whoever asked for this report may not have it any more."))
    total, members = import_string(settings.GAP_READER)(QueryDict(report.scope), report.made_by)
    made = GapReport.objects.filter(scope=report.scope, made_at__isnull=False)
    report.previous = made.order_by("-made_at", "-pk").first()
    report.total, report.members = total, members
    report.as_of, report.made_at = today(), timezone.now()
    report.save()
    return report
