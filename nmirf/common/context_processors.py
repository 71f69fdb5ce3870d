"""What every page's frame shows: the State, the menu, the languages, the person.

Who knows these facts lives above this package, so settings name the functions by string:
`SITE_PROVIDER` () -> Site, `HEAD_PROVIDER` (request) -> Head or None, `INBOX_COUNTER` (user) -> int, `WORKSPACE_NAVIGATION`
(request) -> list of NavItem, `DEMO_ACCOUNTS_PROVIDER` () -> list of role, email and password.
Each is optional and is called only when a page shows its part.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import (
    NoReverseMatch,
    get_script_prefix,
    get_urlconf,
    reverse,
    translate_url,
)
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

# Shown in this order; a name that has no address in this instance is left out.
MAIN_NAVIGATION = (
    (_("Recommendations"), "portal:register"),
    (_("Progress"), "portal:home"),
    (_("Clusters"), "portal:clusters"),
    (_("Plans"), "portal:plans"),
    (_("Activities"), "portal:activities"),
    (_("Calendar"), "portal:calendar"),
    (_("Take part"), "portal:consultations"),
    (_("Reports"), "portal:reports"),
    (_("About"), "portal:about"),
)
# What the menu has no room for, in groups: every public page is two clicks from the first one.
FOOTER_NAVIGATION = (
    (
        _("Who asks"),
        (
            (_("Mechanisms"), "portal:mechanisms"),
            (_("Reviews"), "portal:reviews"),
            (_("Country visits"), "portal:visits"),
            (_("Instruments"), "portal:instruments"),
            (_("Follow-up"), "portal:follow_up"),
        ),
    ),
    (
        _("What it is about"),
        (
            (_("Themes"), "portal:themes"),
            (_("People concerned"), "portal:groups"),
            (_("Objectives"), "portal:objectives"),
            (_("Sustainable Development Goals"), "portal:sdgs"),
            (_("Institutions"), "portal:institutions"),
        ),
    ),
    (
        _("Figures and data"),
        (
            (_("Figures"), "portal:figures"),
            (_("Charts"), "portal:charts"),
            (_("Indicators"), "portal:indicators"),
            (_("Documents"), "portal:documents"),
            (_("What changed"), "portal:changes"),
            (_("As of a date"), "portal:as_of"),
            (_("Open data"), "portal:open_data"),
            (_("API"), "portal:api_docs"),
        ),
    ),
    (
        _("This site"),
        (
            (_("Help"), "portal:help"),
            (_("Glossary"), "portal:glossary"),
            (_("Accessibility"), "portal:accessibility"),
            (_("Privacy"), "portal:privacy"),
            (_("Data licence"), "portal:licence"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Logo:
    """The State's logo: its address, what it shows, and its measures on the page in pixels."""

    url: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Site:
    """The State that this instance serves, and how it presents itself.

    `brand_css` is the address of the State's own style sheet (its accent colour), empty for the
    default look.
    """

    name: str
    state: str = ""
    mechanism: str = ""
    acronym: str = ""
    legal_basis: str = ""
    contact: str = ""
    accent: str = "#0b5fa5"
    brand_css: str = ""
    logo: Logo | None = None
    licence: str = "CC BY 4.0"
    updated_on: dt.date | None = None
    is_demo: bool = False

    @property
    def tagline(self) -> str:
        """State and mechanism, as the masthead shows them under the name."""
        return " · ".join(part for part in (self.state, self.mechanism) if part)


@dataclass(frozen=True)
class NavItem:
    """One entry of a menu; `count` is shown beside it when it is not None and not 0.

    Entries of one `group` stand together under its name, those without one before them.
    """

    label: str
    url: str
    current: bool = False
    count: int | None = None
    group: str = ""


@dataclass(frozen=True)
class Language:
    """One language of the interface and the address of this page in it."""

    code: str
    name: str
    url: str
    current: bool
    dir: str


@dataclass(frozen=True, slots=True)
class Link:
    """An address with what it is."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Feed:
    """What follows a page, in both forms that there are: `path` is its address without the ending."""

    label: str
    path: str
    query: str = ""

    @property
    def atom(self) -> str:
        return f"{self.path}.atom{self.query}"

    @property
    def json(self) -> str:
        return f"{self.path}.json{self.query}"


@dataclass(frozen=True, slots=True)
class Head:
    """What a public page tells programs of itself.

    `path` is the page's one address on this site, `canonical` the same in full; `card` the address
    of its picture; `feeds` follow it, its own first; `embeds` lead to what embeds it, `search` to how the
    site is searched. Search engines are asked to leave out what is not `is_listed`.
    """

    path: str
    canonical: str
    is_listed: bool
    card: str
    search: str
    feeds: tuple[Feed, ...] = ()
    embeds: tuple[Link, ...] = ()


@dataclass
class Frame:
    """The parts of the frame, each computed when a template asks for it, and once."""

    request: HttpRequest
    is_demo: bool = field(default_factory=lambda: bool(settings.DEMO_MODE))

    @cached_property
    def site(self) -> Site:
        provider = _provider("SITE_PROVIDER")
        found: Site = provider() if provider else default_site()
        return found

    @cached_property
    def navigation(self) -> list[NavItem]:
        return _items(MAIN_NAVIGATION, self.request.path)

    @cached_property
    def footer(self) -> list[NavItem]:
        """Entries of one group follow each other."""
        path = self.request.path
        return [
            item
            for group, entries in FOOTER_NAVIGATION
            for item in _items(entries, path, group=str(group))
        ]

    @cached_property
    def workspace(self) -> list[NavItem]:
        provider = _provider("WORKSPACE_NAVIGATION")
        found: list[NavItem] = provider(self.request) if provider else []
        return found

    @cached_property
    def person(self) -> list[NavItem]:
        """The signed-in person's own places; the inbox with what is unread."""
        counter = _provider("INBOX_COUNTER")
        unread = counter(self.request.user) if counter else None
        path = self.request.path
        return [
            *_items(((_("My desk"), "reporting:desk"),), path),
            *_items(((_("Inbox"), "notifications:inbox"),), path, count=unread),
            *_items(((_("My account"), "accounts:profile"), (_("Security"), "mfa_index")), path),
        ]

    @cached_property
    def demo_accounts(self) -> list[Any]:
        """For the sign-in page of a demonstration; empty anywhere else."""
        provider = _provider("DEMO_ACCOUNTS_PROVIDER") if self.is_demo else None
        found: list[Any] = provider() if provider else []
        return found

    @cached_property
    def home(self) -> str:
        return _address("portal:home") or "/"

    @cached_property
    def direction(self) -> str:
        return _direction(get_language() or settings.LANGUAGE_CODE)

    @cached_property
    def languages(self) -> list[Language]:
        """This page in each language of the State; empty where there is but one."""
        if len(settings.LANGUAGES) < 2:
            return []
        here, active = self.request.get_full_path(), get_language()
        return [
            Language(
                code=code,
                name=_own_name(code, str(name)),
                url=_translated(here, code),
                current=code == active,
                dir=_direction(code),
            )
            for code, name in settings.LANGUAGES
        ]

    @cached_property
    def head(self) -> Head | None:
        """None for a page that is not public."""
        provider = _provider("HEAD_PROVIDER")
        found: Head | None = provider(self.request) if provider else None
        return found

    @cached_property
    def alternates(self) -> list[tuple[str, str]]:
        """(language code, absolute address) for `hreflang`; `x-default` last."""
        path = self.head.path if self.head else self.request.get_full_path()
        found = [
            (language.code, settings.SITE_URL + _translated(path, language.code))
            for language in self.languages
        ]
        default = [("x-default", url) for code, url in found if code == settings.LANGUAGE_CODE]
        return found + default


def site(request: HttpRequest) -> dict[str, Any]:
    """`frame` for the base templates, `site` as a short way to `frame.site` for pages.

    The base templates read `frame.site`, since allauth's pages put another `site` there.
    """
    frame = Frame(request)
    return {"frame": frame, "site": SimpleLazyObject(lambda: frame.site)}


def _translated(address: str, language: str) -> str:
    """This address in another language, query and all."""
    path, mark, query = address.partition("?")
    place = path, get_language(), get_urlconf(), get_script_prefix()
    return _translated_path(language, *place) + mark + query


@lru_cache(maxsize=2048)
def _translated_path(language: str, path: str, *_read_as: str | None) -> str:
    """Kept, as every page asks twice for each language, and a path leads always to the same."""
    return translate_url(path, language)


def default_site() -> Site:
    """The site as the settings know it, for an instance whose mechanism has no row yet."""
    return Site(name=settings.SITE_NAME, is_demo=bool(settings.DEMO_MODE))


def _provider(name: str) -> Callable[..., Any] | None:
    path = getattr(settings, name, "")
    provider: Callable[..., Any] | None = import_string(path) if path else None
    return provider


def _items(
    entries: tuple[tuple[Any, str], ...], path: str, count: int | None = None, group: str = ""
) -> list[NavItem]:
    addresses = [(label, _address(name)) for label, name in entries]
    home = _address("portal:home")
    return [
        NavItem(
            label=str(label),
            url=url,
            current=path == url or (url != home and path.startswith(url)),
            count=count,
            group=group,
        )
        for label, url in addresses
        if url
    ]


def _address(name: str) -> str:
    return _addressed(name, get_language(), get_urlconf(), get_script_prefix())


@cache
def _addressed(name: str, _language: str | None, _urlconf: Any, _prefix: str) -> str:
    """Menus name dozens of places on each page, and these stay where they are."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _own_name(code: str, fallback: str) -> str:
    try:
        return str(get_language_info(code)["name_local"]).capitalize()
    except KeyError:
        return fallback


def _direction(code: str) -> str:
    return "rtl" if code.split("-")[0] in settings.LANGUAGES_BIDI else "ltr"
