"""Feeds as files. Sources: RFC 4287 (Atom), jsonfeed.org version 1.1, RFC 4151 (tag URIs)."""

import datetime as dt
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, rfc3339_date

MOST_ENTRIES = 100
# In this year the names of entries were given; the same for ever, or readers see all of them anew.
NAMED_IN = 2026
NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
# What XML 1.0 cannot hold.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """`key` names it for ever within this site; `language` is that of `text`, "" of the feed's own."""

    key: str
    path: str
    title: str
    text: str
    published: dt.datetime
    updated: dt.datetime
    language: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class FeedFacts:
    """What a feed is. `page` is the page that it follows, `address` its own without the ending's dot."""

    key: str
    title: str
    page: str
    address: str
    query: str
    language: str
    author: str

    def own(self, ending: str) -> str:
        return f"{settings.SITE_URL}{self.address}.{ending}{self.query}"


def tag(key: str) -> str:
    """A name that stays the same whatever becomes of addresses."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{NAMED_IN}:{key}"


def updated(entries: Iterable[FeedEntry]) -> dt.datetime:
    """When anything in it changed last."""
    return max((entry.updated for entry in entries), default=NEVER)


class _Atom(Atom1Feed):
    """With the moment of the last change only, never that of asking, and languages of texts."""

    def latest_post_date(self) -> dt.datetime:
        found: dt.datetime = self.feed["newest"]
        return found

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        link = {"rel": "alternate", "type": "application/feed+json", "href": self.feed["as_json"]}
        handler.addQuickElement("link", "", link)

    def add_item_elements(self, handler: Any, item: Any) -> None:
        super().add_item_elements(handler, item | {"description": None})
        language = {"xml:lang": item["language"]} if item["language"] else {}
        handler.addQuickElement("summary", item["description"], {"type": "text", **language})


def as_atom(facts: FeedFacts, entries: list[FeedEntry]) -> bytes:
    feed = _Atom(
        title=_clean(facts.title),
        link=settings.SITE_URL + facts.page,
        description="",
        language=facts.language,
        author_name=_clean(facts.author),
        feed_url=facts.own("atom"),
        feed_guid=tag(facts.key),
        newest=updated(entries),
        as_json=facts.own("json"),
    )
    for entry in entries:
        feed.add_item(
            title=_clean(entry.title),
            link=settings.SITE_URL + entry.path,
            description=_clean(entry.text),
            unique_id=tag(entry.key),
            pubdate=entry.published,
            updateddate=entry.updated,
            author_name=_clean(entry.author) or None,
            language=entry.language,
        )
    file = io.StringIO()
    feed.write(file, "utf-8")
    return file.getvalue().encode()


def as_json(facts: FeedFacts, entries: list[FeedEntry]) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": facts.title,
        "home_page_url": settings.SITE_URL + facts.page,
        "feed_url": facts.own("json"),
        "language": facts.language,
        "authors": [{"name": facts.author}],
        "items": [_item(entry) for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def _item(entry: FeedEntry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": tag(entry.key),
        "url": settings.SITE_URL + entry.path,
        "title": entry.title,
        "content_text": entry.text,
        "date_published": rfc3339_date(entry.published),
        "date_modified": rfc3339_date(entry.updated),
    }
    if entry.language:
        item["language"] = entry.language
    if entry.author:
        item["authors"] = [{"name": entry.author}]
    return item


def _clean(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)
