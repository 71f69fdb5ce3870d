"""How policies open the administration pages; the apps above build their pages on these two."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from nmirf.common.errors import DomainError
from nmirf.common.images import made_anew

from .models import Institution, NationalMechanism
from .policies import can_administer, can_edit_reference
from .services import identity


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


class NationalMechanismForm(forms.ModelForm):
    new_logo = forms.FileField(
        label=gettext_lazy("New logo"),
        required=False,
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 1 MB; shown at most 240 by 56 pixels."),
    )
    without_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)

    def clean(self) -> dict[str, Any] | None:
        """Whether the picture is one, and has its words: said beside the field."""
        found = super().clean() or {}
        file, alt = found.get("new_logo"), found.get("logo_alt", "")
        stays = bool(self.instance.logo_mark) and not found.get("without_logo")
        if (file or stays) and not alt:
            self.add_error("logo_alt", _("Say what the logo shows, for those who do not see it."))
        if file:
            try:
                made_anew(file.read(), width=identity.WIDTH, height=identity.HEIGHT)
            except DomainError as error:
                self.add_error("new_logo", str(error))
        return found


@admin.register(NationalMechanism)
class NationalMechanismAdmin(AdministratorsAdmin):
    form = NationalMechanismForm
    fields = (
        *("name", "name_translations", "acronym"),
        *("state_name", "state_name_translations", "state_code"),
        *("site_title", "site_title_translations"),
        *("legal_basis", "legal_basis_translations", "host", "contact"),
        *("accent", "new_logo", "without_logo", "logo_alt", "logo_alt_translations"),
        "update_length",
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        actor, file = cast("User", request.user), form.cleaned_data.get("new_logo")
        if file:
            file.seek(0)
            identity.set_logo(actor=actor, data=file.read(), alt=obj.logo_alt)
        elif form.cleaned_data.get("without_logo"):
            identity.remove_logo(actor=actor)
