from django.db import models
from django.utils.translation import gettext_lazy as _


class Classification(models.TextChoices):
    """Who may read a document; the order is from open to closed."""

    PUBLIC = "public", _("Public")
    INTERNAL = "internal", _("Internal: members of the mechanism")
    RESTRICTED = "restricted", _("Restricted: secretariat and named people")
    CONFIDENTIAL = "confidential", _("Confidential: named people only")


class Kind(models.TextChoices):
    EVIDENCE = "evidence", _("Evidence")
    LETTER = "letter", _("Letter of appointment")
    SIGNED_FORM = "signed_form", _("Signed form")
    LAW = "law", _("Law or decree")
    REPORT = "report", _("Report")
    DATASET = "dataset", _("Data set")
    UN_DOCUMENT = "un_document", _("Document of a mechanism")
    OTHER = "other", _("Other document")


# Documents that are part of a record, and are read by those who read the record.
BELONGING = (Kind.EVIDENCE, Kind.SIGNED_FORM, Kind.LETTER)


class ScanState(models.TextChoices):
    NOT_SCANNED = "not_scanned", _("Not scanned: no scanner is configured")
    CLEAN = "clean", _("Clean")
    INFECTED = "infected", _("Quarantined")


# What may be uploaded: extension → (media type, the bytes that such a file begins with).
ALLOWED_TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (b"PK\x03\x04",),
    ),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (b"PK\x03\x04",)),
    "odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", (b"PK\x03\x04",)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "csv": ("text/csv", ()),
    "txt": ("text/plain", ()),
}
