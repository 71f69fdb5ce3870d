"""People of the fictional State, and a browser that walks the site in their names."""

import re
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core.management import call_command
from django.urls import resolve
from django.utils import translation
from django.utils.translation import get_language_from_path
from playwright.sync_api import expect

from accounts.choices import StandingGroup
from focalpoints.choices import InstitutionKind, Role
from tests import factories as make

# For machines that have more to do than this test; nothing waits longer than it has to.
PATIENCE = 60_000  # milliseconds


class Walk:
    """A browser in which people take turns; every page that they come to is looked at once."""

    def __init__(self, page, address, sign_in, check_accessibility) -> None:
        self.page, self.address = page, address
        self._sign_in, self._check = sign_in, check_accessibility
        self.looked_at: set[str] = set()
        # Whether no page may be wider than the window.
        self.fits = False
        page.set_default_timeout(PATIENCE)

    # Who walks.

    def sign_in_as(self, person, path: str = "/workspace/") -> None:
        self._sign_in(self.page, person)
        self.open(path)

    def leave_as_stranger(self) -> None:
        self.page.context.clear_cookies()

    # Where to.

    def open(self, path: str) -> None:
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        self.look()

    def follow(self, name: str, *, within=None, first: bool = False) -> None:
        """A link, by its words or their beginning."""
        found = (within or self.page).get_by_role("link", name=_beginning(name))
        self._go(found.first if first else found)

    def press(self, name: str, *, within=None) -> None:
        """A button, by exactly its words."""
        self._go((within or self.page).get_by_role("button", name=name, exact=True))

    def unfold(self, name: str, *, within=None) -> None:
        scope = within or self.page
        scope.locator("summary").filter(has_text=_beginning(name)).first.click()

    def look(self) -> None:
        """Each kind of page is examined once."""
        self.page.wait_for_load_state()
        if self.fits:
            wider = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wider <= 0, f"{self.page.url} is {wider} pixels too wide"
        path = urlsplit(self.page.url).path
        with translation.override(get_language_from_path(path) or settings.LANGUAGE_CODE):
            kind = resolve(path).view_name
        if kind not in self.looked_at:
            self.examine()
            self.looked_at.add(kind)

    def examine(self) -> None:
        """Any finding of axe fails the test."""
        self._check(self.page)

    def _go(self, control) -> None:
        with self.page.expect_navigation():
            control.click()
        self.look()

    # What to write and what to read.

    def fill(self, fields: dict[str, str]) -> None:
        """Fields by their labels, or else the beginning of these; a choice by its words."""
        for label, value in fields.items():
            whole = self.page.get_by_label(label, exact=True)
            field = whole if whole.count() else self.page.get_by_label(_beginning(label))
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def attach(self, label: str, path) -> None:
        self.page.get_by_label(_beginning(label)).set_input_files(path)

    def tick(self, *names: str) -> None:
        for name in names:
            self.page.get_by_label(_beginning(name)).check()

    def reads(self, *texts: str, within=None) -> None:
        scope = within or self.page.locator("main")
        for text in texts:
            expect(scope).to_contain_text(text, timeout=PATIENCE)

    def does_not_read(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("body")).not_to_contain_text(text, timeout=PATIENCE)


def _beginning(words: str) -> re.Pattern:
    return re.compile(rf"^\s*{re.escape(words)}")


@pytest.fixture
def walk(page, live_server, sign_in, check_accessibility):
    page.set_viewport_size({"width": 1280, "height": 900})
    return Walk(page, live_server.url, sign_in, check_accessibility)


@pytest.fixture
def marisola(transactional_db, settings):
    """The State with its lists, two ministries and everyone who has a part in the cycle."""
    call_command("load_reference", verbosity=0)
    make.NationalMechanismFactory()
    make.StateFactory()
    interior = make.InstitutionFactory(name="Ministry of the Interior", slug="interior")
    labour = make.InstitutionFactory(name="Ministry of Labour", slug="labour")
    society = make.InstitutionFactory(
        name="Children First", slug="children-first", kind=InstitutionKind.CSO, membership="none"
    )
    principal = _appoint("Ilse Brandt", interior, Role.FOCAL_POINT)
    minister = _appoint("Rosa Lindqvist", interior, Role.VALIDATING_AUTHORITY)
    # A code stays good while a slow machine shows the next page.
    settings.MFA_TOTP_TOLERANCE = 2
    secret = generate_totp_secret()
    TOTP.activate(minister.user, secret)
    return SimpleNamespace(
        officer=make.UserFactory(full_name="Ana Petek", groups=[StandingGroup.SECRETARIAT]),
        focal_point=principal.user,
        deputy=_appoint("Tomas Oduya", interior, Role.DEPUTY, deputises=principal).user,
        minister=minister.user,
        minister_secret=secret,
        other_focal_point=_appoint("Vera Sandoval", labour, Role.FOCAL_POINT).user,
        society=_appoint("Jonas Karimi", society, Role.REPRESENTATIVE).user,
        interior=interior,
        labour=labour,
    )


def _appoint(name, institution, role, **more):
    return make.AppointmentFactory(
        user=make.UserFactory(full_name=name), institution=institution, role=role, **more
    )
