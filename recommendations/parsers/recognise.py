"""What a file is, told by its content and never by its name."""

import codecs
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .archive import open_archive
from .rows import MEGABYTE, BadFile, Limits

_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

# What a file can be, before its content says which export it is.
JSON, DOCX, XLSX, CSV = "json", "docx", "xlsx", "csv"

_SAVE_AS_XLSX = gettext_lazy("Open it in a spreadsheet program and save it as .xlsx.")
_EXPORT = gettext_lazy("Export the search again from uhri.ohchr.org as Excel or JSON.")

# First bytes, a short code, what to call it, and what to do about it.
_KNOWN = (
    (b"%PDF", "pdf", gettext_lazy("a PDF document"), _EXPORT),
    (b"\x1f\x8b", "gzip", gettext_lazy("a compressed file"), gettext_lazy("Unpack it first.")),
    (b"7z\xbc\xaf", "7z", gettext_lazy("a compressed file"), gettext_lazy("Unpack it first.")),
    (b"Rar!", "rar", gettext_lazy("a compressed file"), gettext_lazy("Unpack it first.")),
    (b"\x89PNG", "image", gettext_lazy("an image"), _EXPORT),
    (b"\xff\xd8\xff", "image", gettext_lazy("an image"), _EXPORT),
    (b"GIF8", "image", gettext_lazy("an image"), _EXPORT),
    (b"{\\rtf", "rtf", gettext_lazy("a text document (RTF)"), _EXPORT),
)
# A part that only this kind of archive has.
_ARCHIVES = (
    ("ppt/presentation.xml", "pptx", gettext_lazy("a presentation"), _EXPORT),
    ("xl/workbook.bin", "xlsb", gettext_lazy("a binary workbook (.xlsb)"), _SAVE_AS_XLSX),
    ("content.xml", "ods", gettext_lazy("an OpenDocument file (.ods, .odt)"), _SAVE_AS_XLSX),
)


def recognise(path: Path, limits: Limits) -> str:
    """JSON, DOCX, XLSX or CSV; raises BadFile, saying what it looks like, for anything else."""
    size = path.stat().st_size
    if size > limits.file:
        raise BadFile(
            _("The file has %(size)s MB; at most %(limit)s MB are read.")
            % {"size": size // MEGABYTE, "limit": limits.file // MEGABYTE},
            where=_("byte %(byte)s") % {"byte": limits.file},
            what="too large",
        )
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise BadFile(_("The file is empty."), what="empty")
    if head.startswith(b"PK"):
        return _archive(path, limits)
    if head.startswith(_OLE):
        raise _old_office(path)
    for start, what, name, advice in _KNOWN:
        if head.startswith(start):
            raise _looks_like(what, name, advice)
    return _text(head)


def _looks_like(what: str, name: object, advice: object) -> BadFile:
    return BadFile(
        _("This looks like %(name)s, not like an export. %(advice)s")
        % {"name": name, "advice": advice},
        what=what,
    )


def _archive(path: Path, limits: Limits) -> str:
    with open_archive(path, limits) as archive:
        parts = {name.casefold() for name in archive.namelist()}
    for part, what, name, advice in _ARCHIVES:
        if part in parts:
            raise _looks_like(what, name, advice)
    if "word/document.xml" in parts:
        return DOCX
    if any(part.endswith(("workbook.xml", "_rels/.rels")) for part in parts):
        return XLSX
    raise _looks_like("zip", _("a compressed file"), _("Unpack it first."))


def _old_office(path: Path) -> BadFile:
    with path.open("rb") as file:
        content = file.read(16 * MEGABYTE)
    if "EncryptedPackage".encode("utf-16-le") in content:
        return BadFile(
            _("The file is protected by a password. Save it without one and try again."),
            what="encrypted",
        )
    return _looks_like("xls", _("an Excel file of the old kind (.xls)"), _SAVE_AS_XLSX)


def _text(head: bytes) -> str:
    if head.startswith(_UTF_16) or (len(head) > 1 and head[:200].count(0) * 4 > len(head[:200])):
        return _wide_text(head)
    start = head.removeprefix(_BYTE_ORDER_MARK).lstrip()
    low = start[:1024].lower()
    if start.startswith(b"["):
        return JSON
    if low.startswith((b"<!doctype html", b"<html", b"<head", b"<table", b"<meta", b"<!--")):
        raise _looks_like("html", _("a web page saved under another name"), _EXPORT)
    if b"urn:schemas-microsoft-com:office:spreadsheet" in low:
        raise _looks_like("xml", _("an Excel file in XML"), _SAVE_AS_XLSX)
    if start.startswith(b"<"):
        html = b"<html" in low
        name = _("a web page saved under another name") if html else _("an XML file")
        raise _looks_like("html" if html else "xml", name, _EXPORT)
    if start.startswith(b"{"):
        raise _looks_like("json object", _("a single JSON object instead of a list"), _EXPORT)
    if _is_plain(start):
        return CSV
    raise _unknown()


def _wide_text(head: bytes) -> str:
    """A table in UTF-16, as spreadsheet programs save "Unicode text"; JSON is never written so."""
    encoding = (
        "utf-16" if head.startswith(_UTF_16) else "utf-16-le" if head[:1] != b"\0" else "utf-16-be"
    )
    text = head[: len(head) // 2 * 2].decode(encoding, "replace").lstrip("\ufeff \t\r\n")
    if text.startswith(("[", "{", "<")):
        raise _looks_like("utf-16", _("text in UTF-16"), _("Save it as UTF-8."))
    if sum(char.isprintable() or char.isspace() for char in text) < len(text) * 0.95:
        raise _unknown()
    return CSV


def _unknown() -> BadFile:
    return BadFile(
        _(
            "This is neither JSON nor an Excel workbook (.xlsx), a Word document (.docx) or a"
            " CSV file. %(advice)s"
        )
        % {"advice": _EXPORT},
        where=_("byte %(byte)s") % {"byte": 0},
        what="unknown",
    )


def _is_plain(head: bytes) -> bool:
    """Whether it is text, in UTF-8 or one of the encodings of a byte a letter."""
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls * 100 <= len(head) + 200 and not _is_noise(head)


def _is_noise(head: bytes) -> bool:
    try:
        # The last character may be cut in two.
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        high = len(head) - len(head.translate(None, _HIGH))
        return high * 10 > len(head) * 9
    return False


_CONTROLS = bytes([*range(9), 11, 12, *range(14, 32), 127])
_HIGH = bytes(range(128, 256))
