"""Measure the parsers: rows per second and peak memory on generated exports.

    python scripts/bench_parsers.py [--rows 50000] [--shared-strings] [--directory DIR]

Each format is read in a process of its own, so that its peak is its own. The files are made once
and kept when a directory is given.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter
from django.conf import settings

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from recommendations.parsers import Limits, open_source  # noqa: E402

COLUMNS = {
    "Text": "Text",
    "Countries Concerned": "Countries",
    "Reccomending Body": "Body",
    "Document Symbol": "Symbol",
    "Themes": "Themes",
    "Affected Persons": "AffectedPersons",
    "Sdgs": "Sdgs",
    "Document Publication Date": "PublicationDate",
    "UPR Reccomending States": "UprRecommendingCountry",
    "UPR Position": "UprPositions",
    "Type": "AnnotationType",
    "OHCHR Annotation Id": "AnnotationId",
    "UPR Session": "UprSession",
    "Regions Concerned": "Regions",
    "Recommending Regions": "UprRecommendingRegions",
    "Date of publication on UHRI": "PublicationDateOnUhri",
}
THEMES = [f"Theme {n} &amp; its rights – general measures" for n in range(90)]
GROUPS = [f"Group {n} / persons in situation {n}" for n in range(40)]
SDGS = [f"{n % 17 + 1}.{n % 9 + 1} - Target number {n} of the agenda" for n in range(60)]
SENTENCE = (
    "Take the measures that are necessary to ensure the protection of persons &ndash; including"
    " children&rsquo;s rights &amp; those of <b>women</b> &ndash; in places of detention, "
)


def records(rows: int) -> Iterator[dict[str, object]]:
    """Half UPR, half treaty body; texts of 300 to 1,300 characters with markup and entities."""
    for n in range(rows):
        upr = n % 2 == 0
        body = SENTENCE * (1 + n % 6) + f"as recommended {n} times"
        yield {
            "AffectedPersons": [GROUPS[(n + k) % 40] for k in range(n % 4)],
            "AnnotationId": str(uuid.UUID(int=n + 1)),
            "AnnotationType": "- Recommendations",
            "Body": "- UPR" if upr else "- CRC",
            "Countries": [f"Country {n % 190}"],
            "DocumentId": str(uuid.UUID(int=n // 100 + 1)),
            "PublicationDate": f"20{n % 15 + 10}-0{n % 9 + 1}-12T00:00:00",
            "PublicationDateOnUhri": f"20{n % 15 + 10}-0{n % 9 + 1}-13T10:53:45.827",
            "Regions": ["Eastern Europe "],
            "Sdgs": [SDGS[(n + k) % 60] for k in range(n % 4)],
            "Symbol": f"A/HRC/{n // 100}/{n % 20}",
            "Text": (
                f"<p>{n % 200}.{n % 150 + 1} {body} (Portugal) (Iran (Islamic Republic of));</p>"
                if upr
                else f"Children in care {n % 99 + 1}.The Committee recommends: {body}."
            ),
            "Themes": [THEMES[(n + k) % 90] for k in range(n % 6 + 1)],
            "UprCycle": "- Cycle 3" if upr else None,
            "UprPositions": ["- Supported"] if upr else [],
            "UprRecommendingCountry": ["Portugal"] if upr else [],
            "UprRecommendingRegions": [],
            "UprSession": ["- 34th Session - Cycle 3"] if upr else [],
        }


def make_json(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for n, record in enumerate(records(rows)):
            file.write(("," if n else "") + json.dumps(record, ensure_ascii=False))
        file.write("]")


def make_xlsx(path: Path, rows: int, *, shared: bool) -> None:
    workbook = xlsxwriter.Workbook(path, {"constant_memory": not shared})
    sheet = workbook.add_worksheet("Sheet")
    sheet.write_row(0, 0, list(COLUMNS))
    for n, record in enumerate(records(rows), 1):
        for column, key in enumerate(COLUMNS.values()):
            value = record[key]
            if key.startswith("Publication"):
                sheet.write_number(n, column, 40_000 + n % 6_000 + 0.25)
            elif isinstance(value, list):
                sheet.write_string(n, column, "\n".join(f"- {item}" for item in value))
            else:
                sheet.write_string(n, column, str(value))
    workbook.close()


def peak_kilobytes() -> int:
    """The most this process ever held in memory; unlike `ru_maxrss`, without its parent's share."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def measure(path: Path) -> None:
    """Read one file and print what it took; the peak is that of this whole process."""
    settings.configure(USE_I18N=False)
    before = peak_kilobytes()
    started, started_cpu = time.perf_counter(), time.process_time()
    source = open_source(path, Limits())
    found = rejected = 0
    for row in source.rows:
        found += 1
        rejected += bool(row.problems)
    seconds, cpu = time.perf_counter() - started, time.process_time() - started_cpu
    peak = peak_kilobytes()
    print(
        f"{source.format}: {found} rows ({rejected} rejected) of {path.stat().st_size >> 20} MB"
        f" in {seconds:.1f} s = {found / seconds:,.0f} rows/s ({found / cpu:,.0f} a CPU second);"
        f" peak {peak >> 10} MB resident, {before >> 10} MB of it before reading"
    )


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--rows", type=int, default=50_000)
    options.add_argument("--shared-strings", action="store_true")
    options.add_argument("--directory", type=Path)
    options.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.measure:
        measure(chosen.measure)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.directory or Path(scratch)
        kind = "shared" if chosen.shared_strings else "inline"
        files = [folder / f"{chosen.rows}.json", folder / f"{chosen.rows}-{kind}.xlsx"]
        if not files[0].exists():
            make_json(files[0], chosen.rows)
        if not files[1].exists():
            make_xlsx(files[1], chosen.rows, shared=chosen.shared_strings)
        for path in files:
            subprocess.run([sys.executable, __file__, "--measure", str(path)], check=True)


if __name__ == "__main__":
    main()
