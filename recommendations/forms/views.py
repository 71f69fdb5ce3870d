"""Saving a search of the register, and what becomes of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focalpoints.models import Institution
from focalpoints.policies import Person, standing
from nmirf.common.forms import set_choices
from recommendations.choices import ViewDigest

_SECRETARIAT = "secretariat"


class NewViewForm(forms.Form):
    name = forms.CharField(
        max_length=120,
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("For example: Children, without an activity."),
    )


class ViewForm(forms.Form):
    """The name, who else sees it, and how often its owner hears of it."""

    hides_optional = True

    name = forms.CharField(max_length=120, label=gettext_lazy("Name"))
    shared_with = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Shared with"),
        help_text=gettext_lazy(
            "Colleagues get the search; what it finds for them follows from their own rights."
        ),
    )
    digest = forms.ChoiceField(
        choices=ViewDigest,
        label=gettext_lazy("Tell me what is new in it"),
        help_text=gettext_lazy("In your daily digest, and in your messages here."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rights = standing(person)
        choices = [("", _("Nobody"))]
        if rights.is_secretariat:
            choices.append((_SECRETARIAT, _("The secretariat")))
        own = Institution.objects.filter(pk__in=rights.institutions)
        choices += [(str(row.pk), row.label) for row in own]
        set_choices(self, "shared_with", choices)

    @staticmethod
    def shared_as(*, is_shared: bool, institution: int | None) -> str:
        """The choice that stands for how a view is shared."""
        if not is_shared:
            return ""
        return _SECRETARIAT if institution is None else str(institution)

    @property
    def facts(self) -> dict[str, Any]:
        shared = self.cleaned_data["shared_with"]
        return {
            "name": self.cleaned_data["name"],
            "digest": self.cleaned_data["digest"],
            "is_shared": bool(shared),
            "institution": int(shared) if shared.isdigit() else None,
        }
