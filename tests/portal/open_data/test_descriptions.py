"""What editions say of themselves: a data package that its own files keep to, and a catalogue."""

import csv
import datetime as dt
import json
import re
from decimal import Decimal

import pytest

from focalpoints.models import NationalMechanism
from portal.opendata.tables import TABLES
from tests import factories as make
from tests import world

# Source: Data Package 1.0, tabular-data-package and tabular-data-resource, Table Schema 1.0.
NAME = re.compile(r"^([-a-z0-9._/])+$")
TYPES = {"string", "number", "integer", "boolean", "date"}
HASH = re.compile(r"^sha256:[a-f0-9]{64}$")
PARSE = {
    "string": str,
    "number": Decimal,
    "integer": int,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": dt.date.fromisoformat,
}


@pytest.fixture
def edition(db, make_edition):
    world.build()
    NationalMechanism.objects.update(contact="mechanism@data.example")
    parent = make.ClusterFactory()
    make.ClusterFactory(parent=parent)
    return make_edition().edition


def package_of(edition):
    return json.loads(edition.path("datapackage.json").read_text(encoding="utf-8"))


def test_the_package_has_the_form_of_its_profile(edition):
    package = package_of(edition)
    assert package["profile"] == "tabular-data-package"
    assert NAME.match(package["name"])
    assert package["version"] == "2026-03-10"
    assert package["created"] == "2026-03-10T12:00:00Z"
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["sources"][0]["title"]
    assert [one["name"] for one in package["resources"]] == list(TABLES)
    for one in package["resources"]:
        assert one["profile"] == "tabular-data-resource"
        assert NAME.match(one["name"])
        for file in (one, *one["alternates"]):
            # Beside the package, wherever that lies: no address, no way up.
            assert re.fullmatch(r"[a-z_]+\.(csv|jsonl|xlsx|parquet)", file["path"])
            assert HASH.match(file["hash"])
            assert file["bytes"] == edition.path(file["path"]).stat().st_size
        for field in one["schema"]["fields"]:
            assert field["type"] in TYPES
            assert field["description"]
            assert set(field.get("constraints", {})) <= {"required", "unique", "enum"}
            assert field.get("constraints", {}).get("enum") != []


def test_every_row_keeps_to_the_schema_and_leads_to_a_row_that_is_there(edition):
    package, keys, links, rows = package_of(edition), {}, [], 0
    for resource in package["resources"]:
        found = list(_read(edition, resource))
        rows += len(found)
        schema = resource["schema"]
        key = [tuple(row[name] for name in schema["primaryKey"]) for row in found]
        assert len(set(key)) == len(key), resource["name"]
        keys[resource["name"]] = set(key)
        for link in schema.get("foreignKeys", []):
            [name] = link["fields"]
            target = link["reference"]["resource"] or resource["name"]
            values = {row[name] for row in found if row[name] is not None}
            links.append((resource["name"], name, target, values))
        assert len(found) == resource["rows"]
    assert rows > 30
    for resource, name, target, values in links:
        assert {(value,) for value in values} <= keys[target], (resource, name)
    assert sum(bool(values) for *_link, values in links) > 10


def _read(edition, resource):
    """Typed rows; fails on a value that is not of its field's kind or list, or is missing."""
    with edition.path(resource["path"]).open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        fields = resource["schema"]["fields"]
        assert reader.fieldnames == [field["name"] for field in fields]
        for line in reader:
            row = {}
            for field in fields:
                said, rules = line[field["name"]], field.get("constraints", {})
                assert said or not rules.get("required"), (resource["name"], field["name"])
                row[field["name"]] = PARSE[field["type"]](said) if said else None
                assert not said or said in rules.get("enum", [said]), (field["name"], said)
            yield row


def test_what_is_a_key_elsewhere_is_read_before(db):
    """Links lead to tables that are made before, each by its one key."""
    seen = set()
    for table in TABLES.values():
        seen.add(table.name)
        assert table.key, table.name
        for column in table.columns:
            if column.leads_to:
                assert column.leads_to in seen, (table.name, column.name)
                assert len(TABLES[column.leads_to].key) == 1
                [key] = TABLES[column.leads_to].key
                assert TABLES[column.leads_to].column(key).kind == column.kind
        assert len({column.name for column in table.columns}) == len(table.columns)
        assert all(re.fullmatch(r"[a-z][a-z0-9_]*", column.name) for column in table.columns)


def test_the_catalogue_names_every_file_with_its_checksum(edition):
    said = json.loads(edition.path("catalog.jsonld").read_text(encoding="utf-8"))
    assert said["@type"] == "dcat:Catalog"
    assert said["dct:publisher"]["foaf:name"]
    prefixes = set(said["@context"])
    assert _prefixes(said) <= prefixes
    assert len(said["dcat:dataset"]) == len(TABLES)
    for one in said["dcat:dataset"]:
        assert one["@type"] == "dcat:Dataset"
        assert one["dct:license"]["@id"] == "https://creativecommons.org/licenses/by/4.0/"
        assert one["dct:temporal"]["dcat:endDate"]["@value"] == "2026-03-10"
        assert one["dct:accrualPeriodicity"]["@id"].endswith("/frequency/CONT")
        assert one["dcat:contactPoint"]["vcard:hasEmail"]["@id"].startswith("mailto:")
        assert len(one["dcat:distribution"]) == 4
        for file in one["dcat:distribution"]:
            url = file["dcat:downloadURL"]["@id"]
            known = edition.files[url.rpartition("/")[2]]
            assert url == f"https://data.example/data/{known.name}"
            assert file["spdx:checksum"]["spdx:checksumValue"]["@value"] == known.sha256
            assert file["dcat:byteSize"]["@value"] == str(known.bytes)
    [service] = said["dcat:service"]
    assert service["@type"] == "dcat:DataService"
    assert service["dcat:endpointURL"]["@id"] == "https://data.example/api/v1/"


def _prefixes(said):
    """Every vocabulary that the names in it come from."""
    if isinstance(said, list):
        return set().union(*map(_prefixes, said))
    if not isinstance(said, dict):
        return set()
    own = {name.partition(":")[0] for name in said if not name.startswith("@")}
    own |= {said["@type"].partition(":")[0]} if "@type" in said else set()
    inner = (value for name, value in said.items() if name != "@context")
    return own.union(*map(_prefixes, inner))


def test_figures_are_those_of_the_register(db, make_edition, lines, client):
    """As many rows as the register counts, each with the numbers that its own file has."""
    cluster = make.ClusterFactory()
    rows = [make.RecommendationFactory() for _number in range(3)]
    cluster.memberships.create(recommendation=rows[0])
    activity = make.ActivityFactory()
    activity.cluster_links.create(cluster=cluster)
    activity.recommendation_links.create(recommendation=rows[1])
    make.RecommendationFactory(publication="draft", published_at=None)
    found = {one["reference"]: one for one in lines(make_edition(), "recommendations")}
    answer = client.get("/recommendations.json")
    told = json.loads(b"".join(answer.streaming_content))["rows"]
    assert set(found) == {one["reference"] for one in told} == {row.reference for row in rows}
    shared = ("activities", "updates", "text", "symbol", "paragraph", "issued_on")
    for one in told:
        own = found[one["reference"]]
        for name in shared:
            assert own.get(name) == (None if one[name] == "" else one[name]), name
    assert [found[row.reference]["activities"] for row in rows] == [1, 1, 0]
