"""What the virus scanner says of a file. Until it has said something, nobody is served it."""

import logging

from django.db import transaction

from documents import scanner
from documents.choices import ScanState
from documents.models import Document
from nmirf.common.history import because

from .reading import forget

logger = logging.getLogger(__name__)


def scan(*, pk: int) -> ScanState | None:
    """Have a file scanned, where a scanner is configured; its state after that, None for no such file.

    A file that is clean, or in quarantine, is not scanned again.
    """
    document = Document.objects.filter(pk=pk).first()
    if document is None:
        return None
    settled = (ScanState.CLEAN, ScanState.INFECTED)
    if document.scan_state in settled or not scanner.is_configured():
        return ScanState(document.scan_state)
    virus = ""
    try:
        with document.file.open("rb") as file:
            virus = scanner.virus_in(file)
        state = ScanState.INFECTED if virus else ScanState.CLEAN
    except (scanner.ScannerError, FileNotFoundError) as error:
        logger.warning("document.not_scanned", extra={"document": pk, "why": str(error)})
        state = ScanState.ERROR
    return _note(pk, state, virus)


def _note(pk: int, state: ScanState, virus: str) -> ScanState | None:
    with transaction.atomic():
        row = Document.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            return None
        if state == ScanState.ERROR and row.scan_state == ScanState.NOT_SCANNED:
            return ScanState.NOT_SCANNED  # it came before there was a scanner, and was served
        reason = f"clamd: {virus or state}"
        # The same bytes under another name are no better.
        same = Document.objects.filter(sha256=row.sha256) if virus else Document.objects.none()
        with because(reason):
            for one in [row, *same.select_for_update().exclude(pk=pk)]:
                if one.scan_state != state:
                    one.scan_state = state
                    one.save(update_fields=["scan_state", "updated_at"])
                if virus:
                    logger.error("document.quarantined", extra={"document": one.pk, "virus": virus})
                    forget(one)
    return state
