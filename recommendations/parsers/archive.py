"""Zip archives, looked at before anything in them is unpacked (OWASP ASVS 5.0, 5.2.3)."""

import struct
import zipfile
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from .rows import MEGABYTE, BadFile, Limits

# Below this a part may be packed as tightly as it likes: it can't hurt.
_HARMLESS = 20 * MEGABYTE
_END, _LOCATOR, _END64 = b"PK\x05\x06", b"PK\x06\x07", b"PK\x06\x06"
_END_SIZE, _LOCATOR_SIZE, _END64_SIZE = 22, 20, 56
_LONGEST_COMMENT = 65_535
# In bytes: generous for one entry of the directory, names and extra fields included.
_DIRECTORY_ENTRY = 1_024

# What reading a damaged archive or a damaged part of it may raise.
DAMAGED = (
    zipfile.BadZipFile,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ValueError,
)


def open_archive(path: Path, limits: Limits) -> zipfile.ZipFile:
    """The archive, once it is sure to be neither bomb nor encrypted; raises BadFile otherwise."""
    with path.open("rb") as file:
        if _directory_size(file) > limits.entries * _DIRECTORY_ENTRY:
            raise _too_many(limits)
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGED as error:
        raise damaged() from error
    try:
        _check(archive, path.stat().st_size, limits)
    except BadFile:
        archive.close()
        raise
    return archive


def damaged() -> BadFile:
    """The refusal of an archive that is cut off or broken."""
    return BadFile(
        _("The file is damaged or was not downloaded whole. Download or save it again."),
        what="damaged archive",
    )


def _directory_size(file: IO[bytes]) -> int:
    """Size in bytes of the list of entries, as the archive states it; 0 when there is none."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT - _LOCATOR_SIZE - _END64_SIZE))
    tail = file.read()
    at = len(tail) - _END_SIZE
    if at < 0 or not (tail.startswith(_END, at) and tail.endswith(b"\x00\x00")):
        at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        return 0
    at64 = at - _LOCATOR_SIZE - _END64_SIZE
    if (
        at64 >= 0
        and tail.startswith(_LOCATOR, at - _LOCATOR_SIZE)
        and tail.startswith(_END64, at64)
    ):
        return int(struct.unpack_from("<Q", tail, at64 + 40)[0])
    return int(struct.unpack_from("<L", tail, at + 12)[0])


def _check(archive: zipfile.ZipFile, size: int, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise _too_many(limits)
    if any(entry.flag_bits & 1 for entry in entries):
        raise BadFile(
            _("The file is encrypted. Save it without a password and try again."),
            what="encrypted",
        )
    unpacked = sum(entry.file_size for entry in entries)
    overlapping = sum(entry.compress_size for entry in entries) > size
    tight = any(
        entry.file_size > max(_HARMLESS, limits.ratio * entry.compress_size) for entry in entries
    )
    if unpacked > limits.unpacked or overlapping or tight:
        raise BadFile(
            _(
                "Unpacked, the file would take %(size)s MB, out of all proportion: it looks like an"
                " attack (a “zip bomb”) and was not opened."
            )
            % {"size": unpacked // MEGABYTE},
            what="zip bomb",
        )
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise damaged()


def _too_many(limits: Limits) -> BadFile:
    return BadFile(
        _("The file is an archive of more than %(limit)s parts and was not opened.")
        % {"limit": limits.entries},
        what="zip bomb",
    )
