"""The catalogue in DCAT 3 as JSON-LD, which other portals harvest, and the same for search engines.

Source: W3C, Data Catalog Vocabulary (DCAT) Version 3; schema.org, Dataset.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse

from .columns import Table
from .describing import (
    EVERYTHING,
    FILE_TYPE,
    FORMATS,
    LICENCE,
    PACKAGE,
    Publisher,
    data_url,
)
from .editions import Contents, Edition, File
from .tables import TABLES

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
# Files are made whenever something is published, and looked at every night.
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/CONT"
_SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


def catalogue(
    publisher: Publisher,
    *,
    version: str,
    made_at: dt.datetime,
    first_day: dt.date | None,
    tables: Mapping[str, Contents],
    files: Mapping[str, File],
) -> dict[str, Any]:
    """`first_day` is the day of the oldest recommendation, from which on the data tell."""
    period = _period(first_day, made_at.date())
    shared = {
        "dct:publisher": {"@id": f"{publisher.page}#publisher"},
        "dct:license": {"@id": LICENCE["path"]},
        "dct:accrualPeriodicity": {"@id": _FREQUENCY},
        "dcat:version": version,
        **({"dcat:contactPoint": _contact(publisher)} if publisher.contact else {}),
        **({"dct:temporal": period} if period else {}),
    }
    return {
        "@context": CONTEXT,
        "@id": data_url("catalog.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": _words(publisher.title),
        "dct:description": _words(publisher.name),
        "dct:language": settings.LANGUAGE_CODE,
        "dct:issued": _moment(made_at),
        "dct:modified": _moment(made_at),
        "foaf:homepage": {"@id": publisher.page},
        "dct:publisher": {
            "@id": f"{publisher.page}#publisher",
            "@type": "foaf:Agent",
            "foaf:name": publisher.name,
            "foaf:homepage": {"@id": publisher.home},
        },
        "dct:license": {"@id": LICENCE["path"]},
        "dcat:dataset": [
            _dataset(table, tables[table.name], files, shared) for table in TABLES.values()
        ],
        "dcat:service": [
            {
                "@id": f"{settings.SITE_URL}/api/v1/",
                "@type": "dcat:DataService",
                "dct:title": _words("API"),
                "dcat:endpointURL": {"@id": f"{settings.SITE_URL}/api/v1/"},
                "dcat:endpointDescription": {"@id": f"{settings.SITE_URL}/api/"},
                "dct:license": {"@id": LICENCE["path"]},
                "dcat:servesDataset": [{"@id": _page(name)} for name in TABLES],
            }
        ],
    }


def _dataset(
    table: Table, contents: Contents, files: Mapping[str, File], shared: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "@id": _page(table.name),
        "@type": "dcat:Dataset",
        "dct:identifier": table.name,
        "dct:title": _words(str(table.title)),
        "dct:description": _words(str(table.definition)),
        "dct:modified": _moment(contents.changed_at),
        "dcat:landingPage": {"@id": _page(table.name)},
        "dct:conformsTo": {"@id": data_url(PACKAGE)},
        **shared,
        "dcat:distribution": [
            _distribution(files[f"{table.name}.{ending}"], ending, name)
            for ending, (_type, name) in FORMATS.items()
        ],
    }


def _distribution(file: File, ending: str, name: str) -> dict[str, Any]:
    url = data_url(file.name)
    media_type = file.media_type.partition(";")[0]
    return {
        "@id": url,
        "@type": "dcat:Distribution",
        "dct:title": _words(name),
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
        "dct:format": {"@id": f"{FILE_TYPE}/{_FILE_TYPES[ending]}"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.bytes)},
        "dct:modified": _moment(file.changed_at),
        "dct:license": {"@id": LICENCE["path"]},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": _SHA256},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        },
    }


_FILE_TYPES = {"csv": "CSV", "jsonl": "JSON", "xlsx": "XLSX", "parquet": "PARQUET"}


def _page(name: str) -> str:
    return f"{settings.SITE_URL}{reverse('portal:open_data_table', args=[name])}"


def _contact(publisher: Publisher) -> dict[str, Any]:
    return {
        "@type": "vcard:Organization",
        "vcard:fn": publisher.name,
        "vcard:hasEmail": {"@id": f"mailto:{publisher.contact}"},
    }


def _period(first: dt.date | None, last: dt.date) -> dict[str, Any] | None:
    if first is None:
        return None
    return {"@type": "dct:PeriodOfTime", "dcat:startDate": _day(first), "dcat:endDate": _day(last)}


def _words(text: str) -> dict[str, str]:
    return {"@language": settings.LANGUAGE_CODE, "@value": text}


def _moment(value: dt.datetime) -> dict[str, str]:
    return {
        "@type": "xsd:dateTime",
        "@value": f"{value.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
    }


def _day(value: dt.date) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": value.isoformat()}


def for_search_engines(publisher: Publisher, edition: Edition) -> dict[str, Any]:
    """The whole as one data set of schema.org, in the language of the page."""
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": publisher.title,
        "description": ", ".join(str(table.title) for table in TABLES.values()),
        "url": publisher.page,
        "version": edition.version,
        "dateModified": f"{edition.made_at:%Y-%m-%dT%H:%M:%SZ}",
        **_shared(publisher),
        "includedInDataCatalog": {"@type": "DataCatalog", "url": data_url("catalog.jsonld")},
        "distribution": [_download(edition.files[EVERYTHING], "application/zip")],
        "hasPart": [
            {"@type": "Dataset", "name": str(table.title), "url": _page(table.name)}
            | {"description": str(table.definition)}
            | _shared(publisher)
            for table in TABLES.values()
            if table.name in edition.tables
        ],
    }


def table_for_search_engines(
    publisher: Publisher, edition: Edition, table: Table
) -> dict[str, Any]:
    files = [edition.files[f"{table.name}.{ending}"] for ending in FORMATS]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": str(table.title),
        "description": str(table.definition),
        "url": _page(table.name),
        "version": edition.version,
        "dateModified": f"{edition.tables[table.name].changed_at:%Y-%m-%dT%H:%M:%SZ}",
        **_shared(publisher),
        "isPartOf": {"@type": "Dataset", "name": publisher.title, "url": publisher.page},
        "variableMeasured": [column.name for column in table.columns],
        "distribution": [_download(file, file.media_type) for file in files],
    }


def _shared(publisher: Publisher) -> dict[str, Any]:
    return {
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": publisher.name}
        | {"url": publisher.home},
    }


def _download(file: File, media_type: str) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "contentUrl": data_url(file.name),
        "encodingFormat": media_type.partition(";")[0],
        "contentSize": str(file.bytes),
        "sha256": file.sha256,
    }
