"""What may be uploaded, and what only pretends to be it."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.parsers import FileRefusedError, clean_name, examine
from tests.files import HONEST, container, docx, odt, upload, xlsx

EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\0" * 64


@pytest.mark.parametrize(
    "name", [*(f"decree.{kind}" for kind in HONEST), "a.docx", "a.xlsx", "a.odt"]
)
def test_an_honest_file_is_taken(name):
    facts = examine(upload(name))
    assert (facts.filename, len(facts.sha256)) == (name, 64)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("decree.exe", EXE),
        ("decree.pdf.exe", EXE),
        ("decree", b"%PDF-1.7"),
        ("decree.svg", b"<svg/>"),
        ("decree.html", b"<script>"),
        ("decree.docm", docx()),
        ("decree.pdf", EXE),
        ("decree.pdf", b"<script>alert(1)</script>"),
        ("decree.png", HONEST["jpg"]),
        ("decree.docx", EXE),
        ("decree.docx", container(**{"a.txt": b"not a document"})),
        ("decree.docx", xlsx()),
        ("decree.xlsx", docx()),
        ("decree.odt", docx()),
        ("decree.odt", odt(b"application/zip")),
        ("decree.txt", EXE),
        ("decree.csv", b"\x00\x01\x02"),
        ("decree.docx", docx(**{"word/vbaProject.bin": b"macro"})),
        ("decree.docx", docx(**{"word/embeddings/run.exe": EXE})),
        ("decree.docx", docx()[:-30]),
        ("decree.pdf", b""),
    ],
)
def test_a_disguised_or_damaged_file_is_refused_by_name(name, body):
    with pytest.raises(FileRefusedError, match=name):
        examine(upload(name, body))


def test_a_zip_bomb_is_refused_without_unpacking_it():
    with pytest.raises(FileRefusedError, match="too much"):
        examine(upload("bomb.docx", docx(**{"word/media.bin": b"\0" * (201 * 1024 * 1024)})))


def test_a_container_that_lies_about_its_size_is_refused():
    body = bytearray(docx(**{"word/media.bin": b"\0" * 3_000_000}))
    at = body.rindex(b"word/media.bin") - 46  # its entry in the central directory
    assert body[at : at + 4] == b"PK\x01\x02"
    body[at + 24 : at + 28] = struct.pack("<L", 10)
    with pytest.raises(FileRefusedError):
        examine(upload("liar.docx", bytes(body)))


def test_a_container_of_very_many_entries_is_refused():
    with pytest.raises(FileRefusedError, match="too much"):
        examine(upload("many.docx", docx(**{f"x/{n}": b"" for n in range(5_001)})))


def test_a_large_file_is_refused_with_both_sizes(settings):
    settings.EVIDENCE_MAX_BYTES = 1024
    with pytest.raises(FileRefusedError, match=r"2.0.KB.*1.0.KB"):
        examine(upload("large.pdf", b"%PDF-" + b"x" * 2043))


def test_a_protected_container_is_refused():
    body = bytearray(docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        body[body.index(mark) + offset] |= 1
    with pytest.raises(FileRefusedError, match="password"):
        examine(upload("locked.docx", bytes(body)))


@pytest.mark.parametrize("text", ["année 2026", "عام ٢٠٢٦", "2026年"])
def test_text_of_any_language_is_text(text):
    for code in ("utf-8", "utf-16"):
        examine(upload("note.txt", text.encode(code)))


def test_a_name_cannot_hide_its_end_or_leave_its_folder():
    assert clean_name("../../etc/decree.pdf") == "decree.pdf"
    assert clean_name("C:\\files\\decree.pdf") == "decree.pdf"
    assert clean_name("decree\u202efdp.exe") == "decreefdp.exe"
    assert len(clean_name("x" * 500 + ".pdf")) == 200
    assert clean_name("x" * 500 + ".pdf").endswith(".pdf")


@given(st.binary(max_size=2_000), st.sampled_from(["pdf", "docx", "xlsx", "odt", "png", "txt"]))
def test_junk_is_refused_or_taken_but_never_fails(body, extension):
    try:
        examine(upload(f"junk.{extension}", body))
    except FileRefusedError as error:
        assert "junk" in str(error)  # noqa: PT017
