"""The process that reads files of strangers: what it reads, and what it survives."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.sandbox.limits import Limits
from documents.sandbox.run import _ROOT, Outcome, run

from . import made

CONFINED = (
    "import sys; sys.path.append(sys.argv[1]); from documents.sandbox.limits import *;"
    "confine(Limits()); {deed}"
)


def texts(extension, body, limits=None):
    answer = run("text", extension, io.BytesIO(body), limits)
    assert answer.outcome == Outcome.DONE
    return json.loads(answer.body)


def test_the_pages_of_a_pdf_are_read_one_by_one():
    told = texts("pdf", made.pdf("Births are free.", "Décret n° 12"))
    assert ["Births are free." in told["pages"][0], "Décret n° 12" in told["pages"][1]] == [
        True
    ] * 2
    assert told["cut"] is False


def test_documents_of_offices_and_plain_texts_are_read():
    deleted = made.with_parts(
        b"",
        {
            "[Content_Types].xml": b"<Types/>",
            "word/document.xml": b'<w:d xmlns:w="w"><w:p><w:t>kept</w:t><w:delText>gone</w:delText>'
            b"<w:tab/><w:t>too</w:t></w:p></w:d>",
        },
    )
    assert texts("docx", deleted)["pages"] == ["kept\ttoo"]
    assert "Every birth counts" in texts("odt", made.open_text())["pages"][0]
    for code in ("utf-8", "utf-16", "cp1252"):
        assert texts("txt", "année une".encode(code))["pages"] == ["année une"]
    long = "\n".join(f"Paragraph {n} of many words." for n in range(500))
    assert len(texts("docx", made.word(*long.split("\n")))["pages"]) > 3


def test_a_pdf_behind_a_password_is_told_from_a_broken_one():
    assert run("text", "pdf", io.BytesIO(made.locked_pdf())).outcome == Outcome.LOCKED
    assert run("picture", "pdf", io.BytesIO(made.locked_pdf())).outcome == Outcome.LOCKED
    assert run("clean", "pdf", io.BytesIO(made.locked_pdf())).outcome == Outcome.LOCKED
    assert run("text", "pdf", io.BytesIO(b"%PDF-1.7\nbroken")).outcome == Outcome.DAMAGED


def test_what_declares_entities_is_not_read():
    bomb = b'<!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:d xmlns:w="w"><w:p>&b;</w:p></w:d>'
    body = made.with_parts(b"", {"word/document.xml": bomb})
    assert run("text", "docx", io.BytesIO(body)).outcome == Outcome.DAMAGED


def test_a_bomb_ends_at_the_limits():
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as container,
        container.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        part.write(b'<w:d xmlns:w="w"><w:p><w:t>')
        for _chunk in range(60):
            part.write(b"ha" * 500_000)
    assert run("text", "docx", buffer).outcome == Outcome.TOO_MUCH


def test_text_beyond_the_limits_is_cut_and_said_to_be():
    limits = Limits(pages=2)
    told = texts("pdf", made.pdf("one", "two", "three"), limits)
    assert (len(told["pages"]), told["cut"]) == (2, True)
    told = texts("txt", b"word " * 2_000 + b"\n" + b"more " * 2_000, Limits(characters=12_000))
    assert (len(told["pages"]), told["cut"]) == (1, True)


@pytest.mark.parametrize(
    ("deed", "codes"),
    [
        # On a busy machine the clock on the wall is quicker.
        ("while True: pass", {-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL}),
        ("bytearray(2 * 1024 ** 3)", {1}),
        ("import os; [os.write(1, bytes(1024 ** 2)) for _ in range(100)]", {-signal.SIGXFSZ}),
    ],
)
def test_time_memory_and_output_have_an_end(deed, codes, tmp_path):
    deed = f"import signal; signal.signal(signal.SIGXFSZ, signal.SIG_DFL)\n{deed}"
    start = CONFINED.replace("Limits()", "Limits(seconds=1)").replace("{deed}", f"exec({deed!r})")
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-I", "-c", start, _ROOT], stdout=out, stderr=subprocess.DEVNULL
        )
    assert done.returncode in codes


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection((chr(49)+'27.0.0.1', 80))",
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.execv('/bin/true', ['true'])",
        # Past Python, at the door of the kernel.
        "import ctypes; c = ctypes.CDLL(None, use_errno=True); fd = c.socket(2, 1, 0);"
        " assert fd >= 0, ctypes.get_errno()",
    ],
)
def test_neither_network_nor_another_program_is_reached(deed):
    done = subprocess.run(
        [sys.executable, "-I", "-c", CONFINED.replace("{deed}", deed), _ROOT], capture_output=True
    )
    assert done.returncode == 1
    assert b"PermissionError" in done.stderr or b"AssertionError: 1" in done.stderr


def test_a_child_dies_with_whoever_asked():
    program = (
        "import io, sys; sys.path.append(sys.argv[1]); from documents.sandbox import run, limits;"
        "run._START = 'import sys; sys.path.append(sys.argv[1]);"
        " from documents.sandbox.limits import *; confine(Limits(seconds=60)); import time, os;"
        " os.write(1, str(os.getpid()).encode()); time.sleep(60)';"
        "run.subprocess.Popen = lambda command, **k: __import__(\"subprocess\")._real(command, **(k | {'stdout': None}));"
        "run.run('text', 'pdf', io.BytesIO(b'x'), limits.Limits(seconds=60))"
    )
    program = "import subprocess; subprocess._real = subprocess.Popen\n" + program
    asking = subprocess.Popen([sys.executable, "-c", program, _ROOT], stdout=subprocess.PIPE)
    child = int(asking.stdout.read1(20))
    asking.kill()
    asking.wait()
    for _wait in range(100):
        if not os.path.exists(f"/proc/{child}") or _is_dead(child):
            break
        time.sleep(0.05)
    else:
        pytest.fail("the child goes on")


def _is_dead(pid):
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rsplit(")", 1)[1].split()[0] in ("Z", "X")


def test_many_at_once_do_not_meet():
    found = {}

    def read(number):
        found[number] = texts("pdf", made.pdf(f"Report number {number}."))["pages"][0]

    threads = [threading.Thread(target=read, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"number {number}." in found[number] for number in range(6))


def test_a_picture_is_small_and_png():
    for extension, body in (("pdf", made.pdf("Births")), ("jpg", made.photo())):
        answer = run("picture", extension, io.BytesIO(body))
        assert answer.body.startswith(b"\x89PNG\r\n\x1a\n")
        assert len(answer.body) < 200_000


@settings(max_examples=12, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["pdf", "docx", "odt", "txt"]), st.integers(0, 300))
def test_junk_inside_an_honest_file_never_fails(junk, extension, at):
    honest = {"pdf": made.pdf("x"), "docx": made.word("x"), "odt": made.open_text(), "txt": b"x"}
    body = honest[extension][:at] + junk + honest[extension][at:]
    for job in ("text", "picture") if extension == "pdf" else ("text",):
        assert run(job, extension, io.BytesIO(body)).outcome in set(Outcome)
