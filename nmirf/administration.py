"""The administration pages: opened by the same policies as everything else, not by a staff flag."""

from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Administration(AdminSite):
    site_header = _("Administration")
    site_title = _("Administration")
    index_title = _("Reference data, accounts and settings")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """The secretariat for reference data, administrators for the rest too."""
        can_edit = import_string("focalpoints.policies.can_edit_reference")
        return bool(can_edit(request.user))

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one way to sign in, with its second factor and its limits: this leads to it."""
        if not request.user.is_authenticated:
            query = urlencode({"next": request.GET.get("next") or request.path})
            return redirect(f"{resolve_url(settings.LOGIN_URL)}?{query}")
        if not self.has_permission(request):
            raise PermissionDenied(gettext("Only the secretariat and administrators may do this."))
        return redirect("admin:index")


class AdministrationConfig(AdminConfig):
    default_site = "nmirf.administration.Administration"
