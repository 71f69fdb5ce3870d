"""Files that cannot be used: a clear error that names the place, and nothing written."""

import json
import os
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from recommendations.models import ImportBatch, Recommendation
from tests.recommendations.uhri_files import cells, json_file, record, sheets_file, xlsx_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lists")]


def refusal(path, *options):
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command(
            *("import_recommendations", path, "--json", "--state", "SVN", *options),
            stdout=out,
            stderr=StringIO(),
        )
    said = json.loads(out.getvalue())
    assert said["rejected"] == []
    error = said["error"]
    assert error.keys() == {"where", "what", "reason"}
    assert error["what"]
    told = f"{error['where']}: {error['reason']}" if error["where"] else error["reason"]
    assert str(refused.value) == f"{path}: {told}"
    return str(refused.value)


@pytest.fixture(autouse=True)
def _nothing_written(stored_files):
    yield
    assert not Recommendation.objects.exists()
    assert not ImportBatch.objects.exists()
    assert stored_files() == []


def written(folder, name, content: bytes):
    path = folder / name
    path.write_bytes(content)
    return path


def test_not_json(tmp_path):
    assert "export.json" in refusal(written(tmp_path, "export.json", b"Dear colleagues,"))


def test_truncated_json_after_rows_that_were_fine(tmp_path):
    rows = [record(n, Text=f"1.{n} Act.") for n in range(1, 801)]
    content = json_file(tmp_path, *rows).read_bytes()
    message = refusal(written(tmp_path, "cut.json", content[:-100]))
    assert "row 800" in message
    assert "byte" in message


def test_truncated_workbook(tmp_path):
    content = xlsx_file(tmp_path, cells(record())).read_bytes()
    assert "not downloaded whole" in refusal(written(tmp_path, "cut.xlsx", content[:-2000]))


def test_zip_bomb(tmp_path):
    path = xlsx_file(tmp_path, cells(record()))
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/image1.bin", "w", force_zip64=True) as part,
    ):
        for _megabyte in range(300):
            part.write(b"\0" * 1024 * 1024)
    assert path.stat().st_size < 1024 * 1024
    assert "zip bomb" in refusal(path)


def test_wrong_sheet(tmp_path):
    path = sheets_file(tmp_path / "budget.xlsx", {"Budget": [["Item", "Sum"], ["Pens", 5]]})
    message = refusal(path)
    assert "Budget" in message
    assert "row 1" in message


@pytest.mark.parametrize("content", [b"[]", b""], ids=["no rows", "no bytes"])
def test_nothing_in_it(tmp_path, content):
    assert "export.json" in refusal(written(tmp_path, "export.json", content))


def test_binary_junk(tmp_path):
    junk = bytes(range(256)) * 400
    assert "neither JSON nor" in refusal(written(tmp_path, "export.xlsx", junk))


def test_a_file_of_two_gigabytes_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    assert "2048 MB" in refusal(path)


def test_no_such_file(tmp_path):
    assert "no such file" in refusal(tmp_path / "nothing.json")


def test_unknown_state(tmp_path):
    path = json_file(tmp_path, record())
    with pytest.raises(CommandError, match="XYZ"):
        call_command("import_recommendations", path, "--state", "xyz", stderr=StringIO())


def database_url():
    """The test's database, for another process."""
    address = urlsplit(os.environ["DATABASE_URL"])
    return address._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def test_the_exit_code_tells(tmp_path):
    """The command as people run it: what it prints, where, and how it ends."""
    path = written(tmp_path, "export.json", b"Dear colleagues,")
    ended = subprocess.run(
        [sys.executable, "manage.py", "import_recommendations", path, "--json", "--any-state"],
        env=os.environ | {"DATABASE_URL": database_url()},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode != 0
    assert "plain text" in json.loads(ended.stdout)["error"]["reason"]
    assert "export.json" in ended.stderr
    assert "Traceback" not in ended.stderr
