"""A stranger visits everything there is: whole, valid, linked as it says, and nothing private."""

import json
import shutil
import subprocess
from collections import Counter, defaultdict
from xml.etree import ElementTree

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone, translation

from portal.opendata import making
from tests import world
from tests.access_table import ACCESS, ANONYMOUS
from tests.browser.served import PROJECT
from tests.portal.open_data.test_privacy import APPS, SHOWN, WORD, closed, more_drafts, plant, texts
from tests.scenarios.crawl import LANGUAGES, crawl, kind_of

# All of the workspace that a public page leads to: the way in, and what is kept about a person.
WAY_IN = {"account_login", "account_reset_password", "accounts:personal_data"}
# What a page leads to that answers only to those who have a key.
WITH_A_TOKEN = "api:"
# Addresses that are sent to one person alone.
BY_MESSAGE = {"portal:follow_confirm", "portal:follow_stop", "portal:join_confirm"}
# Addresses that a form makes, a printed code, or a plan's second version.
BY_HAND = ("as_of_day", "as_of_recommendation", "verify", "plan_versions")
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
TYPES = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "atom": "application/atom+xml",
    "ics": "text/calendar",
    "svg": "image/svg+xml",
    "png": "image/png",
    "css": "text/css",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HTML_VALIDATE = PROJECT / "var/lighthouse/node_modules/html-validate/bin/html-validate.mjs"
RULES = PROJECT / "tests/lighthouse/htmlvalidate.cjs"


@pytest.fixture(scope="module")
def visit(django_db_setup, django_db_blocker, built_fonts, tmp_path_factory):
    """One world, with our word in all that is nobody's to read, and one walk through all of it."""
    place = tmp_path_factory.mktemp("visit")
    with (
        django_db_blocker.unblock(),
        pytest.MonkeyPatch.context() as patch,
        override_settings(OPEN_DATA_ROOT=place / "open_data"),
        transaction.atomic(),
    ):
        patch.setattr(making, "_keep", lambda path: None)
        records = world.build()
        more_drafts()
        doors = list(by_hand(records))
        assert sum(planted()) > 200
        making.publish(now=timezone.now(), thorough=True)
        yield crawl(*doors)
        transaction.set_rollback(True)


def by_hand(records):
    for language in LANGUAGES:
        with translation.override(language):
            for name in BY_HAND:
                rule = ACCESS[f"portal:{name}"]
                yield reverse(f"portal:{name}", kwargs=rule.kwargs(records))


# What the page about the mechanism tells of its committees, and the name made of it that the API
# knows them by.
NAMED = {
    ("focalpoints.Committee", name) for name in ("name", "name_translations", "acronym", "slug")
}


def planted():
    """How many columns took our word, of each kind of record that has something to hide."""
    hidden = closed()
    for model in apps.get_models():
        label = model._meta.label
        if model._meta.app_label not in APPS or model.__name__.endswith("Event"):
            continue
        if label in hidden:
            rows = model._base_manager.filter(hidden[label])
        elif label in SHOWN:
            continue
        else:
            rows = model._base_manager.all()
        keys = list(rows.values_list("pk", flat=True).distinct())
        fields = [field for field in texts(model) if (label, field.name) not in NAMED]
        yield sum(plant(model, field, keys) for field in fields) if keys else 0


def test_every_link_leads_somewhere(visit):
    assert visit.lost == {}
    wrong = {
        answer.path: (answer.status, answer.came_from)
        for answer in visit.answers.values()
        if answer.status != 200
        and not (
            answer.status == 302 and answer.kind.view in {"accounts:personal_data", "data_start"}
        )
        and not (answer.status == 401 and answer.path.startswith("/api/v1/my/"))
    }
    assert wrong == {}


def test_no_link_leads_into_the_workspace(visit):
    inside = {
        path: source
        for path, source in visit.named.items()
        if (kind := kind_of(path))
        and (kind.view not in ACCESS or ANONYMOUS not in ACCESS[kind.view].allowed)
        and kind.view not in WAY_IN
        and not kind.view.startswith(WITH_A_TOKEN)
    }
    assert inside == {}


def test_every_public_view_is_reached_in_every_language(visit):
    reached = {(answer.kind.view, answer.kind.language) for answer in visit.answers.values()}
    missing = [
        (name, language)
        for name, rule in ACCESS.items()
        for language in LANGUAGES
        if name.startswith("portal:")
        and rule.method == "get"
        and ANONYMOUS in rule.allowed
        and name not in BY_MESSAGE
        and (name, language) not in reached
    ]
    assert missing == []


def test_files_are_what_their_names_say(visit):
    wrong = {}
    for answer in visit.answers.values():
        ending = answer.path.partition("?")[0].rpartition("/")[2].rpartition(".")
        expected = TYPES.get(ending[2]) if ending[0] else None
        if answer.status == 200 and expected and answer.type != expected:
            wrong[answer.path] = answer.type
    assert wrong == {}


def test_a_page_says_its_language_has_one_first_heading_and_a_title_of_its_own(visit):
    wrong, titles = [], defaultdict(set)
    for page in visit.pages:
        root, kind = page.tree, page.kind
        if (root.get("lang"), root.get("dir")) != (
            kind.language,
            "rtl" if kind.language == "ar" else "ltr",
        ):
            wrong.append(f"{page.path}: {root.get('lang')} {root.get('dir')}")
        if len(root.findall(".//h1")) != 1:
            wrong.append(f"{page.path}: {len(root.findall('.//h1'))} first headings")
        titles[kind.language, root.findtext(".//title").strip()].add(kind.view)
    assert wrong == []
    assert {title: views for title, views in titles.items() if len(views) > 1} == {}


def test_an_address_within_a_page_is_there(visit):
    broken = {}
    for page in visit.pages:
        ids = set(page.tree.xpath("//@id"))
        for link in page.tree.xpath("//a/@href[starts-with(., '#')]"):
            if link[1:] not in ids:
                broken[page.path] = link
    assert broken == {}


def test_pages_agree_on_their_one_address_and_their_languages(visit):
    wrong = []
    for page in visit.pages:
        named = page.tree.xpath("//link[@rel='canonical']/@href")
        others = {
            link.get("hreflang"): link.get("href")
            for link in page.tree.xpath("//link[@rel='alternate'][@hreflang]")
        }
        if not named:
            continue
        path = named[0].removeprefix(settings.SITE_URL)
        if kind_of(path).view != page.kind.view or kind_of(path).language != page.kind.language:
            wrong.append(f"{page.path}: its address is {path}")
        if set(others) != {*LANGUAGES, "x-default"} or others[page.kind.language] != named[0]:
            wrong.append(f"{page.path}: {others}")
        known = visit.answers.get(path)
        if known and known.tree.xpath("//link[@rel='canonical']/@href") != named:
            wrong.append(f"{page.path}: {path} has another one")
    assert wrong == []
    assert len([page for page in visit.pages if page.tree.xpath("//link[@rel='canonical']")]) > 150


def test_what_the_map_of_the_site_names_can_be_reached_by_links(visit):
    client = Client()
    parts = _locations(client.get("/sitemap.xml").content)
    listed = [path for part in parts for path in _locations(client.get(part).content)]
    assert len(listed) > 100
    assert [path for path in listed if path not in visit.named] == []


def _locations(body: bytes) -> list[str]:
    found = ElementTree.fromstring(body).iter(MAP)  # noqa: S314
    return [(one.text or "").removeprefix(settings.SITE_URL) for one in found]


def test_every_kind_of_page_is_valid_html(visit, tmp_path):
    if shutil.which("node") is None or not HTML_VALIDATE.exists():
        pytest.skip("not run: node or html-validate is missing; scripts/setup --test installs it")
    counted: Counter[str] = Counter()
    names = {}
    for number, page in enumerate(visit.pages):
        counted[page.kind.view] += 1
        if counted[page.kind.view] <= 6:
            names[f"{number}.html"] = page.path
            (tmp_path / f"{number}.html").write_bytes(page.body)
    command = ["node", str(HTML_VALIDATE), "--config", str(RULES), "--formatter", "json", "."]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=120, check=False)
    found = [
        f"{names[one['filePath'].rpartition('/')[2]]}: {said['ruleId']}: {said['message']}"
        for one in json.loads(ran.stdout)
        for said in one["messages"]
    ]
    assert found == []
    assert ran.returncode == 0, ran.stderr


def test_what_is_public_is_found_where_private_things_are_looked_for(visit):
    kinds = {one.type for one in visit.answers.values() if "Register every child" in one.said()}
    assert {"text/html", "application/json", "text/csv", TYPES["xlsx"], TYPES["atom"]} <= kinds
    assert {TYPES["zip"], TYPES["parquet"]} & kinds


def test_nothing_private_is_in_any_byte(visit):
    found = {}
    for answer in visit.answers.values():
        # Whoever was handed a certificate compares it with what its code shows.
        if answer.kind.view == "portal:verify":
            continue
        said = answer.said()
        if WORD in said:
            at = said.index(WORD)
            found[answer.path] = said[max(at - 150, 0) : at + 40]
    assert found == {}
