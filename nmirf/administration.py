"""The administration pages: opened by the same policies as everything else, not by a staff flag."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest
from django.utils.module_loading import import_string
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


class AdministrationConfig(AdminConfig):
    default_site = "nmirf.administration.Administration"
