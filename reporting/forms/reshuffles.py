"""What people type about a reshuffle: who there was, who follows, by which act and from which day."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from focalpoints.choices import ReshuffleKind
from focalpoints.forms.common import RowChoice, name_fields, translations_of
from focalpoints.models import Institution
from nmirf.common.dates import today
from nmirf.common.forms import DateInput
from recommendations.forms.pickers import Picker
from recommendations.models import Theme
from reporting.services.reshuffles import Plan, Target

MOST_PARTS = 4


class ReshuffleForm(forms.Form):
    """What every kind asks for; `plan()` once it is valid."""

    kind: ReshuffleKind

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_own()
        self.fields["effective_on"] = forms.DateField(
            label=_("In force from"),
            initial=today,
            widget=DateInput(),
            help_text=_("The first day of what is new. Carry it out on that day or later."),
        )
        self.fields["act"] = forms.CharField(
            max_length=200,
            label=_("Law or decree"),
            help_text=_("Kept in the history of everything that moves."),
        )

    def add_own(self) -> None:
        """The fields of this kind alone."""

    def before(self) -> tuple[Institution, ...]:
        """Who there was."""
        raise NotImplementedError

    def after(self) -> tuple[Target, ...]:
        """Who follows."""
        raise NotImplementedError

    def plan(self) -> Plan:
        data = self.cleaned_data
        return Plan(
            kind=self.kind,
            effective_on=data["effective_on"],
            act=data["act"].strip(),
            before=self.before(),
            after=self.after(),
            new_address=data.get("new_address", False),
        )


class OneForm(ReshuffleForm):
    """Of the kinds that begin with one institution."""

    institution = RowChoice(
        Institution.objects.existing(), label=_("Institution"), empty_label=_("Choose one")
    )

    def before(self) -> tuple[Institution, ...]:
        return (self.cleaned_data["institution"],)


class RenameForm(OneForm):
    kind = ReshuffleKind.RENAME

    def add_own(self) -> None:
        name_fields(self, gettext("New name (%(language)s)"))
        self.fields["acronym"] = forms.CharField(
            max_length=30, required=False, label=gettext("New acronym")
        )
        self.fields["new_address"] = forms.BooleanField(
            required=False,
            label=gettext("Give its pages a new address"),
            help_text=gettext("The old address leads on to the new one."),
        )

    def after(self) -> tuple[Target, ...]:
        return (_new(self.cleaned_data),)


class MergeForm(ReshuffleForm):
    kind = ReshuffleKind.MERGE
    institutions = forms.ModelMultipleChoiceField(
        Institution.objects.existing(),
        to_field_name="slug",
        widget=Picker,
        label=_("Institutions that are merged"),
    )

    def add_own(self) -> None:
        self.fields["into"] = RowChoice(
            Institution.objects.approved().existing(),
            required=False,
            label=gettext("Into one that exists"),
            empty_label=gettext("No, into a new one"),
            help_text=gettext("It may be one of those that are merged."),
        )
        name_fields(self, gettext("Name of the new one (%(language)s)"), required=False)
        self.fields["acronym"] = forms.CharField(
            max_length=30, required=False, label=gettext("Acronym of the new one")
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("into")) == bool(data.get("name", "").strip()):
            self.add_error("into", gettext("Choose one that exists, or name a new one."))
        return data

    def before(self) -> tuple[Institution, ...]:
        return tuple(self.cleaned_data["institutions"])

    def after(self) -> tuple[Target, ...]:
        into = self.cleaned_data["into"]
        return (Target(institution=into) if into else _new(self.cleaned_data),)


class SplitForm(OneForm):
    """Up to four parts; the institution itself may be one of them and goes on."""

    kind = ReshuffleKind.SPLIT

    def add_own(self) -> None:
        themes = Theme.objects.offered().filter(parent=None)
        for place in range(1, MOST_PARTS + 1):
            number = {"number": place}
            self.fields[f"part_{place}"] = RowChoice(
                Institution.objects.approved().existing(),
                required=False,
                label=gettext("Part %(number)d: one that exists") % number,
                empty_label=gettext("A new one, or no such part"),
            )
            self.fields[f"name_{place}"] = forms.CharField(
                max_length=300,
                required=False,
                label=gettext("Part %(number)d: name of a new one") % number,
            )
            self.fields[f"acronym_{place}"] = forms.CharField(
                max_length=30, required=False, label=gettext("Part %(number)d: acronym") % number
            )
            self.fields[f"themes_{place}"] = forms.ModelMultipleChoiceField(
                themes,
                required=False,
                to_field_name="code",
                widget=Picker,
                label=gettext("Part %(number)d: themes that it answers for") % number,
                help_text=gettext(
                    "By them the open things are proposed to it; you decide on each."
                ),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for place in range(1, MOST_PARTS + 1):
            if data.get(f"part_{place}") and data.get(f"name_{place}", "").strip():
                self.add_error(
                    f"part_{place}", gettext("Choose one that exists, or name a new one.")
                )
        return data

    def after(self) -> tuple[Target, ...]:
        data = self.cleaned_data
        return tuple(
            Target(
                institution=data[f"part_{place}"],
                name=data[f"name_{place}"].strip(),
                acronym=data[f"acronym_{place}"].strip(),
                themes=frozenset(theme.pk for theme in data[f"themes_{place}"]),
            )
            for place in range(1, MOST_PARTS + 1)
            if data[f"part_{place}"] or data[f"name_{place}"].strip()
        )


class DissolveForm(OneForm):
    kind = ReshuffleKind.DISSOLVE

    def add_own(self) -> None:
        self.fields["successor"] = RowChoice(
            Institution.objects.approved().existing(),
            required=False,
            label=gettext("Who follows"),
            empty_label=gettext("Nobody yet: what is open is to be assigned"),
        )

    def after(self) -> tuple[Target, ...]:
        successor = self.cleaned_data["successor"]
        return (Target(institution=successor),) if successor else ()


def _new(data: dict[str, Any]) -> Target:
    typed = dict(data)
    translations = translations_of(typed)
    return Target(
        name=data["name"].strip(), name_translations=translations, acronym=data["acronym"].strip()
    )


FORMS: dict[str, type[ReshuffleForm]] = {
    form.kind: form for form in (RenameForm, MergeForm, SplitForm, DissolveForm)
}


class ConfirmForm(forms.Form):
    """The last word before it is done."""

    document = forms.FileField(
        required=False,
        label=_("Text of the act"),
        help_text=_("A file that everyone may read, if you have it."),
    )
    waits = forms.BooleanField(
        label=_("Updates that wait to be signed may wait until an authority is appointed"),
    )
    understood = forms.BooleanField(label=_("I know that it cannot be taken back by a click"))

    def __init__(self, *args: Any, asks_for_authority: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_for_authority:
            del self.fields["waits"]


class GiveForm(forms.Form):
    """To whom work is given that waits."""

    institution = RowChoice(
        Institution.objects.reporting(),
        label=_("Give what is ticked to"),
        empty_label=_("Choose one"),
    )
