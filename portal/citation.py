"""Citations as files that programs for references read: BibTeX, RIS, CSL-JSON."""

import datetime as dt
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Source:
    """What is quoted: `by` whom, `within` what it stands, `number` of the document."""

    key: str
    title: str
    by: str
    within: str
    url: str
    number: str = ""
    paragraph: str = ""
    issued_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as it was read: where (`site`, `publisher`, full `address`) and when."""

    source: Source
    site: str
    publisher: str
    address: str
    read_on: dt.date
    language: str

    @property
    def title(self) -> str:
        """What it is, in what, under which symbol and paragraph."""
        source = self.source
        parts = [source.title, source.within, source.number]
        if source.paragraph:
            parts.append(_("para. %(number)s") % {"number": source.paragraph})
        return ", ".join(filter(None, parts))


# What BibTeX reads as a command. Source: The BibTeXbook, the ten special signs of TeX.
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "{}%&$#_"},
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in _line(text))


def _line(text: str) -> str:
    """On one line: a line end would begin another field."""
    return " ".join(text.split())


def bibtex(cited: Cited) -> str:
    """An entry of the kind that every style knows; braces keep names and capitals as they are."""
    source = cited.source
    fields = {
        "author": f"{{{_tex(source.by or cited.publisher or cited.site)}}}",
        "title": f"{{{_tex(cited.title)}}}",
        "howpublished": _tex(cited.site),
        "publisher": _tex(cited.publisher),
        "year": str(source.issued_on.year) if source.issued_on else "",
        "number": _tex(source.number),
        # Read as it is: in an address no sign is a command.
        "url": _line(cited.address),
        "urldate": cited.read_on.isoformat(),
        "language": cited.language,
    }
    key = re.sub(r"[^A-Za-z0-9.:-]+", "-", source.key).strip("-") or "record"
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{key},\n{body}\n}}\n"


def ris(cited: Cited) -> str:
    """Source: RIS format of Research Information Systems, tags of two letters, lines end in CRLF."""
    source = cited.source
    issued = source.issued_on
    fields = [
        ("TY", "ELEC"),
        ("AU", source.by or cited.publisher or cited.site),
        ("TI", cited.title),
        ("T2", cited.site),
        ("PB", cited.publisher),
        ("PY", str(issued.year) if issued else ""),
        ("DA", f"{issued:%Y/%m/%d}" if issued else ""),
        ("M1", source.number),
        ("SP", source.paragraph),
        ("UR", cited.address),
        ("Y2", f"{cited.read_on:%Y/%m/%d}"),
        ("LA", cited.language),
        ("ID", source.key),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl(cited: Cited) -> str:
    """Source: schema csl-data.json of Citation Style Language 1.0.2: a list of items."""
    source = cited.source
    item = {
        "id": source.key,
        "type": "webpage",
        "author": [{"literal": source.by or cited.publisher or cited.site}],
        "title": cited.title,
        "container-title": cited.site,
        "publisher": cited.publisher,
        "number": source.number,
        "section": source.paragraph,
        "issued": _parts(source.issued_on) if source.issued_on else None,
        "accessed": _parts(cited.read_on),
        "URL": cited.address,
        "language": cited.language,
    }
    said = {name: value for name, value in item.items() if value}
    return json.dumps([said], ensure_ascii=False, indent=2) + "\n"


def _parts(day: dt.date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


@dataclass(frozen=True, slots=True)
class Format:
    label: str
    media_type: str
    write: Callable[[Cited], str]


# By the ending of the file.
FORMATS: dict[str, Format] = {
    "bib": Format("BibTeX", "application/x-bibtex; charset=utf-8", bibtex),
    "ris": Format("RIS", "application/x-research-info-systems; charset=utf-8", ris),
    "json": Format("CSL-JSON", "application/vnd.citationstyles.csl+json", csl),
}
