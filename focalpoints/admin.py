"""How policies open the administration pages; the apps above build their pages on these two."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import User

from .models import Institution, NationalMechanism
from .policies import can_administer, can_edit_reference


class ReferenceRights:
    """Reference data: the secretariat and administrators edit it; retiring replaces deleting."""

    can = staticmethod(can_edit_reference)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(self.can(request.user))

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.can(request.user))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.can(request.user))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self.can(request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReferenceAdmin(ReferenceRights, admin.ModelAdmin):
    pass


class ReferenceInline(ReferenceRights, admin.TabularInline):
    extra = 0


class AdministratorsAdmin(ReferenceAdmin):
    """Accounts and settings: administrators alone."""

    can = staticmethod(can_administer)


@admin.register(User)
class UserAdmin(AdministratorsAdmin):
    """Accounts and standing groups; a password is set by its holder, through the mailed link."""

    list_display = ("full_name", "email", "is_active", "is_demo")
    list_filter = ("is_active", "groups")
    search_fields = ("full_name", "email")
    fields = ("email", "full_name", "preferred_language", "time_zone", "is_active", "groups")
    filter_horizontal = ("groups",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Nobody gives oneself a right: who runs the system publishes nothing unless another agrees."""
        return ("groups",) if obj == request.user else ()


@admin.register(Institution)
class InstitutionAdmin(ReferenceAdmin):
    list_display = ("name", "acronym", "kind", "membership", "standing")
    list_filter = ("kind", "membership", "standing")
    search_fields = ("name", "acronym")
    prepopulated_fields = {"slug": ("name",)}
    # Its place in the tree and its end have pages of their own, which say what follows.
    readonly_fields = ("parent", "dissolved_on")


@admin.register(NationalMechanism)
class NationalMechanismAdmin(AdministratorsAdmin):
    fields = (
        *("name", "name_translations", "acronym"),
        *("state_name", "state_name_translations", "state_code"),
        *("site_title", "site_title_translations"),
        *("legal_basis", "legal_basis_translations", "host", "contact"),
        *("accent", "update_length"),
    )
