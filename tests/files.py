"""Files for uploads: small, honest and otherwise."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

CONTENT_TYPES = b'<?xml version="1.0"?><Types/>'
ODT = b"application/vnd.oasis.opendocument.text"
HONEST = {
    "pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
    "png": b"\x89PNG\r\n\x1a\n" + b"\0" * 32,
    "jpg": b"\xff\xd8\xff\xe0" + b"\0" * 32,
    "txt": b"Births, 2026: 1,204\n",
    "csv": b"year;births\n2026;1204\n",
}


def container(**members: bytes) -> bytes:
    """A zip container; member names with dots and slashes are passed through `**{...}`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def docx(**more: bytes) -> bytes:
    return container(
        **{"[Content_Types].xml": CONTENT_TYPES, "word/document.xml": b"<w:document/>"} | more
    )


def xlsx(**more: bytes) -> bytes:
    return container(
        **{"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": b"<workbook/>"} | more
    )


def odt(mimetype: bytes = ODT) -> bytes:
    return container(mimetype=mimetype, **{"content.xml": b"<office/>"})


def upload(name: str, body: bytes | None = None) -> SimpleUploadedFile:
    """`upload("decree.pdf")` is an honest file of its kind; `body` makes it another."""
    extension = name.rsplit(".", 1)[-1]
    made = {"docx": docx, "xlsx": xlsx, "odt": odt}
    if body is None:
        body = made[extension]() if extension in made else HONEST[extension]
    return SimpleUploadedFile(name, body)
