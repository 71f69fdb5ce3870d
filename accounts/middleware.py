"""What holds for every signed-in request: a second factor, and the person's own time zone."""

import zoneinfo
from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]

# Pages that show a second factor, and the way out: what a session may reach that gave none. And what
# a browser fetches for every page by itself: led to the page that sets one up, it would change the
# secret there behind the person's back.
OPEN_NAMES = {
    "portal:brand",
    "web:favicon",
    "web:icon",
    "web:manifest",
    "account_logout",
    "account_reauthenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
# Besides these, where its person has none: the pages that set one up.
SETTING_UP = OPEN_NAMES | {
    "mfa_activate_totp",
    "mfa_index",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
}

# Pages whose form adds or takes away a factor; a form that waited for the password anew is carried
# out by the page that asked for it.
CHANGING = OPEN_NAMES | {
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_deactivate_totp",
    "mfa_remove_webauthn",
}
GIVEN = "has_second_factor"

# Read once: finding them walks a directory of files.
TIME_ZONES = frozenset(zoneinfo.available_timezones())


class SecondFactorMiddleware:
    """Let a session on once its person gave a second factor in it, or set the first one up there.

    That somebody has one is not enough: a session begun with a password alone, before it was set
    up, may be a stranger's. Demonstration accounts pass in demo mode; everybody else holds a
    right to change something.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or (user.is_demo and settings.DEMO_MODE):
            return self.get_response(request)
        name = _name_of(request)
        had_one = bool(request.session.get(GIVEN)) or is_mfa_enabled(user)
        if not had_one and name not in SETTING_UP:
            return _lead_to_set_up(request)
        if had_one and name not in OPEN_NAMES and not self._was_given(request):
            return _ask_for_it(request)
        response = self.get_response(request)
        if request.method == "POST" and name in CHANGING and request.user.is_authenticated:
            has_one = is_mfa_enabled(user)
            if has_one and not had_one:
                request.session[GIVEN] = True
            elif had_one and not has_one:
                request.session.pop(GIVEN, None)
        return response

    def _was_given(self, request: HttpRequest) -> bool:
        """Kept in the session, so that pages need no query to know."""
        if request.session.get(GIVEN):
            return True
        records = get_authentication_records(request, request.user)
        if not any(record["method"] == "mfa" for record in records):
            return False
        request.session[GIVEN] = True
        return True


def _name_of(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""


def _lead_to_set_up(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Set up your second factor to go on."))
    return redirect("mfa_activate_totp")


def _ask_for_it(request: HttpRequest) -> HttpResponse:
    query = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return redirect(f"{reverse('mfa_reauthenticate')}?{query}")


class PreferencesMiddleware:
    """Show times in the zone that the person chose."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name = getattr(request.user, "time_zone", "")
        if name in TIME_ZONES:
            with timezone.override(zoneinfo.ZoneInfo(name)):
                return self.get_response(request)
        return self.get_response(request)
