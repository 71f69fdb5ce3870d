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
# What is put into the library itself, and belongs to no record.
LIBRARY_KINDS = tuple(kind for kind in Kind if kind not in BELONGING)


class ScanState(models.TextChoices):
    NOT_SCANNED = "not_scanned", _("Not scanned: no scanner is configured")
    PENDING = "pending", _("Waits for the virus scanner")
    CLEAN = "clean", _("Clean")
    INFECTED = "infected", _("Quarantined")
    ERROR = "error", _("The virus scanner gave no answer")


# Nobody is served a file in these states, whatever their rights.
HELD_BACK = (ScanState.PENDING, ScanState.INFECTED, ScanState.ERROR)


class TextState(models.TextChoices):
    """What became of the text of a file."""

    WAITING = "waiting", _("The text is still being read")
    READ = "read", _("The text can be searched")
    EMPTY = "empty", _("No text was found: perhaps pages that were scanned as pictures")
    LOCKED = "locked", _("Protected by a password: the text cannot be read")
    DAMAGED = "damaged", _("Damaged: the text cannot be read")
    TOO_MUCH = "too_much", _("Too large or too intricate: the text was not read")
    NONE = "none", _("Files of this kind hold no text that is searched")


# Extensions of which there is text, and of which there is a picture of the first page.
WITH_TEXT = frozenset({"pdf", "docx", "odt", "txt", "csv"})
WITH_PICTURE = frozenset({"pdf", "png", "jpg", "jpeg"})
# Extensions in which nothing is written that tells who made the file.
SAYING_NOTHING = frozenset({"csv", "txt"})


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
