"""Files as offices write them, with text, with traces of their author, and with ill will."""

import io
import zipfile

import docx
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from portal.demo.files import page_of_pdf

AUTHOR = "Ana Maria Ruiz"
ODT_TEXT = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><office:body><office:text>
 <text:h>Registration</text:h><text:p>Every<text:s/>birth counts<text:line-break/>at once.</text:p>
 <office:annotation><dc:creator>Ana Maria Ruiz</dc:creator><text:p>Check.</text:p></office:annotation>
 </office:text></office:body></office:document-content>"""


def pdf(*texts: str, traces: bool = False) -> bytes:
    """One page a text; with `traces`, who wrote it stands in five places of the file."""
    writer = PdfWriter()
    for text in texts:
        writer.add_page(PdfReader(io.BytesIO(page_of_pdf("Report", [text]))).pages[0])
    if traces:
        writer.add_metadata({"/Author": AUTHOR, "/Creator": "Ana's laptop"})
        xmp = StreamObject()
        xmp.set_data(f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{AUTHOR}</x:xmpmeta>".encode())
        writer.root_object[NameObject("/Metadata")] = writer._add_object(xmp)
        writer.pages[0][NameObject("/PieceInfo")] = DictionaryObject(
            {NameObject("/Who"): TextStringObject(AUTHOR)}
        )
        note = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Text"),
                NameObject("/Rect"): ArrayObject([FloatObject(n) for n in (10, 10, 30, 30)]),
                NameObject("/T"): TextStringObject(AUTHOR),
                NameObject("/Contents"): TextStringObject("Please check."),
            }
        )
        writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
        writer.add_attachment("draft.txt", f"by {AUTHOR}".encode())
    return _written(writer)


def pdf_with_photo(photo: bytes) -> bytes:
    """A page that shows a photograph, as the camera wrote it."""
    buffer = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(buffer, "PDF")
    writer = PdfWriter()
    writer.append(io.BytesIO(buffer.getvalue()))
    for thing in writer._objects:
        if isinstance(thing, StreamObject) and thing.get("/Subtype") == "/Image":
            thing._data = photo
            thing[NameObject("/Filter")] = NameObject("/DCTDecode")
    return _written(writer)


def locked_pdf() -> bytes:
    writer = PdfWriter(io.BytesIO(page_of_pdf("Report", ["secret"])))
    writer.encrypt("a password", algorithm="RC4-128")
    return _written(writer)


def word(*paragraphs: str, picture: bytes | None = None) -> bytes:
    document = docx.Document()
    document.core_properties.author = AUTHOR
    document.core_properties.last_modified_by = AUTHOR
    for text in paragraphs:
        document.add_paragraph(text)
    if picture:
        document.add_picture(io.BytesIO(picture))
    buffer = io.BytesIO()
    document.save(buffer)
    return with_parts(
        buffer.getvalue(),
        {
            "word/comments.xml": (
                '<?xml version="1.0"?><w:comments xmlns:w="w"><w:comment w:id="1"'
                f' w:author="{AUTHOR}" w:initials="AMR"/></w:comments>'
            ).encode()
        },
    )


def with_parts(body: bytes, parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO(body)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return buffer.getvalue()


def open_text() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        container.writestr("content.xml", ODT_TEXT)
        container.writestr(
            "meta.xml", f"<m><meta:initial-creator>{AUTHOR}</meta:initial-creator></m>"
        )
    return buffer.getvalue()


def photo(kind: str = "JPEG") -> bytes:
    """A picture that tells who took it, where, and with what."""
    picture = Image.new("RGB", (60, 40), "navy")
    exif = picture.getexif()
    exif[0x013B] = AUTHOR
    exif[0x0112] = 6  # to be turned by a quarter
    exif.get_ifd(0x8825)[1] = "N"
    buffer = io.BytesIO()
    picture.save(buffer, kind, exif=exif)
    return buffer.getvalue()


def _written(writer: PdfWriter) -> bytes:
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def all_bytes(body: bytes) -> bytes:
    """What a file holds when whatever can be unpacked is unpacked."""
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as container:
            return b"\n".join(container.read(name) for name in container.namelist())
    if body.startswith(b"%PDF"):
        things = PdfWriter(io.BytesIO(body))._objects
        streams = [thing._data for thing in things if isinstance(thing, StreamObject)]
        return b"\n".join([body, *streams])
    return body
