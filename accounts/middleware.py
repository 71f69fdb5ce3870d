"""What holds for every signed-in request: a second factor, and the person's own time zone."""

import zoneinfo
from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve
from django.utils import timezone
from django.utils.translation import gettext as _

Handler = Callable[[HttpRequest], HttpResponse]

# Pages that a person without a second factor may reach: those that set one up, and the way out.
OPEN_NAMES = {
    "account_logout",
    "account_reauthenticate",
    "mfa_activate_totp",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
}

# Read once: finding them walks a directory of files.
TIME_ZONES = frozenset(zoneinfo.available_timezones())


class SecondFactorMiddleware:
    """Lead every signed-in person without a second factor to the page that sets one up.

    Demonstration accounts pass in demo mode; everybody else holds a right to change something.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._must_set_up(request):
            messages.info(request, _("Set up your second factor to go on."))
            return redirect("mfa_activate_totp")
        return self.get_response(request)

    def _must_set_up(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or (user.is_demo and settings.DEMO_MODE):
            return False
        if request.session.get("has_second_factor") or request.path.startswith("/static/"):
            return False
        if is_mfa_enabled(user):
            request.session["has_second_factor"] = True
            return False
        try:
            return resolve(request.path_info).url_name not in OPEN_NAMES
        except LookupError:
            return False


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
