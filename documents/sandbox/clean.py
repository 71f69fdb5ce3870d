"""A file without what tells who made it, where and on which machine; looked through anew before it is given.

What people wrote stays as it is: a name in the text, or in a picture, is theirs to take out.
"""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import IO, Any

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, StreamObject

from .errors import DamagedError, LockedError, MarkedError, TooMuchError
from .limits import Limits
from .pictures import as_png, open_picture

_QUALITY = 92
# Of a PDF: what describes it, in itself, its pages and its pictures, and what is attached to it.
_OF_PDF = (
    "/Metadata", "/PieceInfo", "/LastModified", "/EmbeddedFiles", "/EF", "/AF", "/Thumb", "/OpenAction", "/AA",
)  # fmt: skip
# Of a note in the margin: its writer, and when it was written.
_OF_NOTES = ("/T", "/CreationDate", "/M", "/NM", "/RC")
# Parts of containers that describe the document; each is replaced by one that says nothing.
_CORE = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_EMPTY = {
    "docprops/core.xml": _CORE + b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>',
    "docprops/app.xml": _CORE + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>',
    "docprops/custom.xml": _CORE + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>',
    "meta.xml": _CORE + b'<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"><office:meta/></office:document-meta>',
}  # fmt: skip
_PICTURES = (".jpg", ".jpeg", ".png")
# Who wrote a comment or a change, in attributes, then in elements; the text between stays.
_NAMES = re.compile(
    rb"(\b(?:w(?:15)?:author|w:initials|w15:userId|w15:providerId|displayName|userId|providerId"
    rb'|(?:w:)?lastModifiedBy|office:process-name|loext:sender-initials)=)("[^"]*"|\'[^\']*\')'
)
_ELEMENTS = re.compile(
    rb"<((?:dc:creator|meta:creator-initials|meta:initial-creator|loext:sender-initials|author"
    rb"|office:change-info))>([^<]*)</\1>"
)
_FIXED = (1980, 1, 1, 0, 0, 0)
MOST_UNPACKED = 200 * 1024 * 1024


def clean(stream: IO[bytes], extension: str, _limits: Limits) -> bytes:
    """Raises LockedError, DamagedError, TooMuchError, MarkedError."""
    make, look = _KINDS[extension]
    cleaned = make(stream)
    if look(BytesIO(cleaned)):
        raise MarkedError
    return cleaned


def marks(stream: IO[bytes], extension: str) -> list[str]:
    """What in a file tells of its maker, in words for whoever looks into a failure."""
    found: list[str] = _KINDS[extension][1](stream)
    return found


def _clean_png(stream: IO[bytes]) -> bytes:
    return as_png(open_picture(stream))


def _clean_jpeg(stream: IO[bytes]) -> bytes:
    picture = open_picture(stream)
    profile = picture.info.get("icc_profile")
    if picture.mode not in ("RGB", "L", "CMYK"):
        picture = picture.convert("RGB")
    picture.info.clear()
    buffer = BytesIO()
    # Without its profile a picture of print colours looks wrong; a profile tells of no person.
    more = {"icc_profile": profile} if profile and picture.mode == "CMYK" else {}
    picture.save(buffer, "JPEG", quality=_QUALITY, **more)
    return buffer.getvalue()


def _marks_of_picture(stream: IO[bytes]) -> list[str]:
    with Image.open(stream, formats=("PNG", "JPEG")) as picture:
        picture.load()
        told = {*picture.info} - {
            "jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "icc_profile", "adobe",
            "adobe_transform", "transparency", "gamma", "progressive", "progression",
        }  # fmt: skip
        return sorted(map(str, told)) + (["exif"] if picture.getexif() else [])


def _clean_pdf(stream: IO[bytes]) -> bytes:
    try:
        writer = _copied(stream)
        _forget_scripts(writer)
        for thing in _things(writer):
            _forget(thing)
        # The second copy takes along only what is still reached from somewhere.
        return _written(_copied(BytesIO(_written(writer))))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedError from error


def _copied(stream: IO[bytes]) -> PdfWriter:
    reader = PdfReader(stream, strict=False)
    if reader.is_encrypted:
        raise LockedError
    writer = PdfWriter()
    writer.clone_document_from_reader(reader)
    writer.metadata = None
    return writer


def _written(writer: PdfWriter) -> bytes:
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _forget_scripts(writer: PdfWriter) -> None:
    names = writer.root_object.get("/Names")
    names = names.get_object() if names is not None else None
    if isinstance(names, DictionaryObject):
        names.pop(NameObject("/JavaScript"), None)
    # The two marks by which the versions of one file are known.
    writer._ID = None


def _things(writer: PdfWriter) -> list[DictionaryObject]:
    """Every dictionary of the document, those inside others included."""
    found: list[DictionaryObject] = []
    waiting: list[Any] = [thing for thing in writer._objects if thing is not None]
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            continue  # it is in the list of objects itself
        if isinstance(thing, DictionaryObject):
            found.append(thing)
            waiting += thing.values()
        elif isinstance(thing, ArrayObject):
            waiting += thing
    return found


def _forget(thing: DictionaryObject) -> None:
    for name in _OF_PDF:
        thing.pop(NameObject(name), None)
    if "/Rect" in thing and thing.get("/Subtype") != "/Widget":  # a field's name is no person's
        for name in _OF_NOTES:
            thing.pop(NameObject(name), None)
    if isinstance(thing, StreamObject) and thing.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        _clean_photo(thing)


def _clean_photo(thing: StreamObject) -> None:
    """A photograph lies in a PDF as the camera wrote it: its segments of metadata are cut out."""
    thing._data = without_segments(thing._data)


def without_segments(body: bytes) -> bytes:
    """A JPEG without its segments APP1 to APP13 and its comments; the picture's own data untouched."""
    if body[:2] != b"\xff\xd8":
        return body
    kept, at = [b"\xff\xd8"], 2
    while at + 4 <= len(body) and body[at] == 0xFF and body[at + 1] not in (0xDA, 0xD9):
        mark, length = body[at + 1], int.from_bytes(body[at + 2 : at + 4], "big")
        is_told = (0xE1 <= mark <= 0xED and mark != 0xE2) or mark == 0xFE
        if not is_told:
            kept.append(body[at : at + 2 + length])
        at += 2 + length
    return b"".join([*kept, body[at:]])


def _marks_of_pdf(stream: IO[bytes]) -> list[str]:
    try:
        reader = PdfReader(stream, strict=False)
        found = [str(name) for name in reader.metadata or () if str(name) != "/Producer"]
        found += ["XMP"] if reader.xmp_metadata else []
        found += ["attachments"] if reader.attachments else []
    except PyPdfError as error:
        raise DamagedError from error
    return found


def _clean_container(stream: IO[bytes]) -> bytes:
    buffer = BytesIO()
    try:
        with zipfile.ZipFile(stream) as source, zipfile.ZipFile(buffer, "w") as target:
            if sum(entry.file_size for entry in source.infolist()) > MOST_UNPACKED:
                raise TooMuchError
            for entry in source.infolist():
                if not entry.is_dir():
                    _copy_entry(source, target, entry)
    except (zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise DamagedError from error
    except RuntimeError as error:
        raise LockedError from error
    return buffer.getvalue()


def _copy_entry(source: zipfile.ZipFile, target: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    body = cleaned_part(entry.filename, source.read(entry))
    # A new entry: no day, no machine, no further fields. What is stored stays stored (ODT's mimetype).
    fresh = zipfile.ZipInfo(entry.filename, _FIXED)
    fresh.compress_type = entry.compress_type
    target.writestr(fresh, body)


def cleaned_part(name: str, body: bytes) -> bytes:
    """A part of an office file without what tells of its authors.

    Raises MarkedError where a picture tells of them and cannot be read.
    """
    lower = name.lower()
    if lower in _EMPTY:
        return _EMPTY[lower]
    if lower.endswith(_PICTURES):
        try:
            return (_clean_png if lower.endswith(".png") else _clean_jpeg)(BytesIO(body))
        except DamagedError as error:
            if _told(body):
                raise MarkedError from error
            return body
    if lower.endswith(".xml"):
        body = _NAMES.sub(rb'\1""', body)
        return _ELEMENTS.sub(rb"<\1></\1>", body)
    return body


def _told(body: bytes) -> bool:
    return b"Exif" in body or b"http://ns.adobe.com/xap" in body


def _marks_of_container(stream: IO[bytes]) -> list[str]:
    found = []
    with zipfile.ZipFile(stream) as container:
        for name in container.namelist():
            body, lower = container.read(name), name.lower()
            if (
                (lower in _EMPTY and body != _EMPTY[lower])
                or (lower.endswith(".xml") and _names_somebody(body))
                or (lower.endswith(_PICTURES) and _told(body))
            ):
                found.append(name)
    return found


def _names_somebody(body: bytes) -> bool:
    return any(match[2] not in (b'""', b"''") for match in _NAMES.finditer(body)) or any(
        match[2] for match in _ELEMENTS.finditer(body)
    )


_Kind = tuple[Callable[[IO[bytes]], bytes], Callable[[IO[bytes]], list[str]]]
_CONTAINER: _Kind = (_clean_container, _marks_of_container)
_PHOTO: _Kind = (_clean_jpeg, _marks_of_picture)
_KINDS: dict[str, _Kind] = {
    "pdf": (_clean_pdf, _marks_of_pdf),
    "png": (_clean_png, _marks_of_picture),
    "jpg": _PHOTO,
    "jpeg": _PHOTO,
    **dict.fromkeys(("docx", "xlsx", "odt", "ods"), _CONTAINER),
}
