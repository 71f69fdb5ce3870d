"""What an uploaded file really is, by its bytes and not by its name."""

import codecs
import hashlib
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from nmirf.common.errors import DomainError

from .choices import ALLOWED_TYPES

CHUNK = 64 * 1024
# An honest document of offices unpacks to far less.
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRIES = 5_000
LONGEST_NAME = 200

# Extension → members without which a container is not what its name says.
MEMBERS: dict[str, tuple[str, ...]] = {
    "docx": ("[Content_Types].xml", "word/document.xml"),
    "xlsx": ("[Content_Types].xml", "xl/workbook.xml"),
    "odt": ("mimetype", "content.xml"),
    "ods": ("mimetype", "content.xml"),
}
# Where a container keeps programs that would run on the reader's machine.
PROGRAMS = ("vbaproject.bin", "vbadata.xml", ".exe", ".dll", ".js", ".vbs", ".bat", ".ps1", ".scr")


class FileRefusedError(DomainError):
    """The file is not of a kind that may be uploaded; the message says why."""


@dataclass(frozen=True, slots=True)
class Facts:
    filename: str
    extension: str
    media_type: str
    size: int
    sha256: str


def examine(upload: Any) -> Facts:
    """What `upload` (a Django file) is. Leaves it rewound. Raises FileRefusedError."""
    filename = clean_name(upload.name or "")
    extension = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if extension not in ALLOWED_TYPES:
        raise FileRefusedError(
            _("“%(name)s” is of a kind that is not accepted. Accepted are: %(kinds)s.")
            % {"name": filename, "kinds": ", ".join(sorted(ALLOWED_TYPES))}
        )
    if not upload.size:
        raise FileRefusedError(_("“%(name)s” is empty.") % {"name": filename})
    if upload.size > settings.EVIDENCE_MAX_BYTES:
        raise FileRefusedError(
            _("“%(name)s” has %(size)s; a file may have %(most)s.")
            % {
                "name": filename,
                "size": filesizeformat(upload.size),
                "most": filesizeformat(settings.EVIDENCE_MAX_BYTES),
            }
        )
    media_type, beginnings = ALLOWED_TYPES[extension]
    upload.seek(0)
    if beginnings and not upload.read(16).startswith(beginnings):
        raise _disguised(filename, extension)
    if extension in MEMBERS:
        _check_container(upload, filename, extension, media_type)
    if not beginnings:
        _check_text(upload, filename)
    sha256 = _sha256(upload)
    upload.seek(0)
    return Facts(filename, extension, media_type, upload.size, sha256)


def clean_name(name: str) -> str:
    """A file's name without a path, and without characters that hide what it ends with."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c for c in bare if unicodedata.category(c) not in ("Cc", "Cf", "Cs")).strip()
    stem, dot, extension = shown.rpartition(".")
    if not dot:
        return shown[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"


def _disguised(filename: str, extension: str) -> FileRefusedError:
    return FileRefusedError(
        _("“%(name)s” is not a %(kind)s file, whatever its name says.")
        % {"name": filename, "kind": extension.upper()}
    )


def _check_container(upload: Any, filename: str, extension: str, media_type: str) -> None:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as container:
            _check_entries(container, filename)
            names = set(container.namelist())
            if not names.issuperset(MEMBERS[extension]):
                raise _disguised(filename, extension)
            if extension.startswith("od") and (
                container.read("mimetype").strip() != media_type.encode()
            ):
                raise _disguised(filename, extension)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileRefusedError(
            _("“%(name)s” is damaged or protected by a password.") % {"name": filename}
        ) from error


def _check_entries(container: zipfile.ZipFile, filename: str) -> None:
    """Refuse bombs and programs. What the directory of the container claims is checked by reading."""
    entries = container.infolist()
    if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_UNPACKED:
        raise FileRefusedError(_("“%(name)s” unpacks to far too much.") % {"name": filename})
    for entry in entries:
        if entry.filename.lower().endswith(PROGRAMS):
            raise FileRefusedError(
                _("“%(name)s” contains macros or a program; save it without them.")
                % {"name": filename}
            )
        with container.open(entry) as member:
            while member.read(CHUNK):
                pass


def _check_text(upload: Any, filename: str) -> None:
    """Plain text: UTF-8, or UTF-16 with its mark, or a single-byte code; no binary junk."""
    upload.seek(0)
    head = upload.read(4)
    upload.seek(0)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _read_all(upload, codecs.getincrementaldecoder("utf-16")().decode, filename)
        return
    for chunk in iter(lambda: upload.read(CHUNK), b""):
        if any(byte < 32 and byte not in (9, 10, 12, 13, 27) for byte in chunk):
            raise _disguised(filename, filename.rsplit(".", 1)[-1])


def _read_all(upload: Any, decode: Callable[[bytes], str], filename: str) -> None:
    try:
        for chunk in iter(lambda: upload.read(CHUNK), b""):
            decode(chunk)
    except UnicodeError as error:
        raise _disguised(filename, filename.rsplit(".", 1)[-1]) from error


def _sha256(upload: Any) -> str:
    upload.seek(0)
    digest = hashlib.sha256()
    for chunk in iter(lambda: upload.read(CHUNK), b""):
        digest.update(chunk)
    return digest.hexdigest()
