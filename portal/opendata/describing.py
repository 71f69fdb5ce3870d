"""What an edition says of itself for programs: a data package of Frictionless.

Source: Data Package 1.0 and Table Schema 1.0, https://specs.frictionlessdata.io/
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.frame import site

from .columns import Column, Kind, Table
from .editions import Contents, File
from .tables import TABLES

PACKAGE, CATALOGUE, SUMS, EVERYTHING = (
    *("datapackage.json", "catalog.jsonld", "SHA256SUMS"),
    "all.zip",
)
# By ending: the media type, and how the format is called.
FORMATS: Mapping[str, tuple[str, str]] = {
    "csv": ("text/csv; charset=utf-8", "CSV"),
    "jsonl": ("application/jsonl", "JSON Lines"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"),
    "parquet": ("application/vnd.apache.parquet", "Parquet"),
}
MEDIA_TYPES: Mapping[str, str] = {
    PACKAGE: "application/json",
    CATALOGUE: "application/ld+json",
    SUMS: "text/plain; charset=utf-8",
    EVERYTHING: "application/zip",
}
LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
# Source: Publications Office of the European Union, authority table of file types.
FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, and where it is said."""

    title: str
    name: str
    contact: str
    home: str
    page: str
    licence: str

    @classmethod
    def read(cls) -> "Publisher":
        shown = site()
        named = shown.mechanism or shown.name
        return cls(
            title=_("%(site)s: open data") % {"site": shown.name},
            name=f"{named}, {shown.state}" if shown.state else named,
            contact=shown.contact,
            home=f"{settings.SITE_URL}{reverse('portal:home')}",
            page=f"{settings.SITE_URL}{reverse('portal:open_data')}",
            licence=f"{settings.SITE_URL}{reverse('portal:licence')}",
        )


def data_url(name: str, version: str = "") -> str:
    """The address of a file: of the newest edition, or of one version for as long as it is kept."""
    path = (
        reverse("data_version", args=[version, name]) if version else reverse("data", args=[name])
    )
    return f"{settings.SITE_URL}{path}"


def about(publisher: Publisher) -> str:
    """Changes with anything that is said of the whole, or of any table."""
    said = [repr(publisher), *(shape(table) for table in TABLES.values())]
    return hashlib.sha256("".join(said).encode()).hexdigest()


def shape(table: Table) -> str:
    """Changes with anything that a table says of itself."""
    said = [schema(table), str(table.title), str(table.definition), str(table.source)]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def package(
    publisher: Publisher,
    *,
    version: str,
    made_at: str,
    tables: Mapping[str, Contents],
    files: Mapping[str, File],
) -> dict[str, Any]:
    """A resource a table: its CSV with the schema, and beside it the same in other formats."""
    return {
        "profile": "tabular-data-package",
        "name": "open-data",
        "id": publisher.page,
        "title": publisher.title,
        "homepage": publisher.page,
        "version": version,
        "created": made_at,
        "licenses": [LICENCE],
        "contributors": [{"title": publisher.name, "path": publisher.home, "role": "publisher"}],
        "sources": [{"title": publisher.name, "path": publisher.home}],
        "resources": [_resource(table, tables[table.name], files) for table in TABLES.values()],
    }


def _resource(table: Table, contents: Contents, files: Mapping[str, File]) -> dict[str, Any]:
    source = {"sources": [{"title": str(table.source)}]} if table.source else {}
    others = [ending for ending in FORMATS if ending != "csv"]
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": str(table.title),
        "description": str(table.definition),
        **_file(files[f"{table.name}.csv"], "csv"),
        "encoding": "utf-8",
        "rows": contents.rows,
        "modified": f"{contents.changed_at:%Y-%m-%dT%H:%M:%SZ}",
        **source,
        "licenses": [LICENCE],
        "schema": schema(table),
        "alternates": [_file(files[f"{table.name}.{ending}"], ending) for ending in others],
    }


def _file(file: File, ending: str) -> dict[str, Any]:
    return {
        "path": file.name,
        "format": ending,
        "mediatype": file.media_type.partition(";")[0],
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }


def schema(table: Table) -> dict[str, Any]:
    found: dict[str, Any] = {
        "fields": [_field(table, column) for column in table.columns],
        "primaryKey": table.key,
        "missingValues": [""],
    }
    links = [_foreign_key(table, column) for column in table.columns if column.leads_to]
    return found | ({"foreignKeys": links} if links else {})


def _field(table: Table, column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.is_filled:
        constraints["required"] = True
    if table.key == [column.name]:
        constraints["unique"] = True
    if values := values_of(column):
        constraints["enum"] = [value for value, _label in values]
    found = {
        "name": column.name,
        "type": column.kind.value,
        "description": str(column.definition),
    }
    if column.kind == Kind.DAY:
        found["format"] = "default"
    return found | ({"constraints": constraints} if constraints else {})


def values_of(column: Column) -> list[tuple[str, str]]:
    """(value, label) of a column with a fixed list."""
    choices = column.choices.choices if column.choices else []
    return [(str(value), str(label)) for value, label in choices if value not in ("", None)]


def _foreign_key(table: Table, column: Column) -> dict[str, Any]:
    to = TABLES[column.leads_to]
    resource = "" if to is table else to.name
    return {
        "fields": [column.name],
        "reference": {"resource": resource, "fields": to.key},
    }
