"""What people type about institutions, and by what they narrow the tree."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from focalpoints.choices import Branch, InstitutionKind, Membership, Standing
from focalpoints.models import Institution
from nmirf.common.forms import set_choices, set_rows

from .common import VersionField, name_fields, translations_of

FACTS = (
    *("acronym", "kind", "branch", "parent", "territory"),
    *("membership", "mailbox", "website"),
)


class InstitutionForm(forms.ModelForm):
    """An institution with its name in every language of the instance."""

    parent = forms.ModelChoiceField(
        Institution.objects.none(),
        required=False,
        label=_("Belongs to"),
        empty_label=_("Nothing: it stands on top"),
    )
    website = forms.URLField(required=False, label=_("Website"), assume_scheme="https")
    reason = forms.CharField(
        max_length=300,
        label=_("Reason for the change"),
        help_text=_("Kept in the history. A new name by law is a reshuffle, not a correction."),
    )
    version = VersionField()

    class Meta:
        model = Institution
        fields = FACTS
        help_texts = {
            "territory": _("The region or municipality; empty for the whole State."),
            "mailbox": _("Shown to the public instead of people’s own addresses."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        row = kwargs.get("instance")
        if row is not None:
            names = {f"name_{code}": text for code, text in row.name_translations.items()}
            known = {"name": row.name, "version": row.updated_at, **names}
            kwargs["initial"] = known | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        name_fields(self, gettext("Name (%(language)s)"))
        names_first = [name for name in self.fields if name == "name" or name.startswith("name_")]
        self.order_fields([*names_first, *FACTS, "reason", "version"])
        above = Institution.objects.existing()
        if row is None:
            del self.fields["reason"], self.fields["version"]
        else:
            above = above.exclude(pk=row.pk)
        set_rows(self, "parent", above.order_by("name", "pk"))

    def values(self) -> dict[str, Any]:
        """Columns to values, as the service takes them."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in ("reason", "version")}
        return data | {"name_translations": translations_of(data)} if data else data


class InstitutionFilter(forms.Form):
    """What of the tree is shown; nothing chosen shows all that exists."""

    hides_optional = True
    q = forms.CharField(max_length=100, required=False, label=_("Name, acronym or former name"))
    kind = forms.ChoiceField(required=False, label=_("Kind"))
    branch = forms.ChoiceField(required=False, label=_("Branch of power"))
    membership = forms.ChoiceField(required=False, label=_("Membership"))
    territory = forms.ChoiceField(required=False, label=_("Territory"))
    standing = forms.ChoiceField(required=False, label=_("Standing"))
    gone = forms.ChoiceField(
        required=False,
        label=_("Dissolved ones"),
        choices=[
            ("", _("Not shown")),
            ("with", _("Shown with the others")),
            ("only", _("Shown alone")),
        ],
    )

    def __init__(self, *args: Any, territories: list[str], officer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists: dict[str, Any] = {
            "kind": InstitutionKind.choices,
            "branch": Branch.choices,
            "membership": Membership.choices,
            "standing": Standing.choices,
            "territory": [(name, name) for name in territories],
        }
        for name, choices in lists.items():
            set_choices(self, name, [("", gettext("Any")), *choices])
        if not officer:
            del self.fields["standing"]
