"""Files written for tests, and what comes of reading them."""

import contextlib
import zipfile

import pytest

from recommendations.parsers import BadFile, Limits, open_source

SHEET = "xl/worksheets/sheet1.xml"


def read_all(path, **limits) -> list:
    with contextlib.closing(open_source(path, Limits(**limits))) as source:
        return list(source.rows)


def refusal(path, **limits) -> BadFile:
    with pytest.raises(BadFile) as caught:
        read_all(path, **limits)
    assert caught.value.message
    return caught.value


def file_of(folder, content: bytes, name="upload.json"):
    path = folder / name
    path.write_bytes(content)
    return path


def archive_of(folder, parts: dict[str, bytes | str], name="upload.xlsx"):
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return path
