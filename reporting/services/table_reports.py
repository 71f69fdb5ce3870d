"""The technical report of a thematic table: asked for once in each language."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from nmirf.common.errors import DomainError
from nmirf.common.history import because
from nmirf.common.queue import enqueue
from recommendations.choices import TableState
from recommendations.models import ThematicTable
from recommendations.policies import visible_tables
from reporting.choices import FileKind, FileState
from reporting.models import RenderedFile


@transaction.atomic
def request_table_report(*, actor: User, table_pk: int, language: str) -> RenderedFile:
    """Ask for the report of a closed table; one that is made or being made is returned instead.

    Whoever may see the table may have its report. Raises DoesNotExist for others, and
    DomainError before the table is closed.
    """
    rows = ThematicTable.objects.select_for_update(of=("self",), no_key=True)
    table = rows.select_related("meeting").get(pk=visible_tables(actor).get(pk=table_pk).pk)
    if table.state != TableState.CLOSED:
        raise DomainError(_("The report is made when the table is closed."))
    found = RenderedFile.objects.of_table(table.pk).filter(language=language)
    rendered = found.exclude(state=FileState.FAILED).first()
    if rendered is not None:
        return rendered
    with because(str(_("PDF asked for"))):
        rendered = RenderedFile.objects.create(
            kind=FileKind.TABLE,
            title=_("Technical report: %(meeting)s") % {"meeting": table.meeting.title},
            language=language,
            options={"table": table.pk},
            requested_by=actor,
        )
    enqueue("reporting.render", rendered.pk)
    return rendered
