"""What people type about a term of a list."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from focalpoints.forms.common import VersionField
from nmirf.common.forms import set_choices
from recommendations.choices import GroupRole, Needs
from recommendations.models import LISTINGS, Term
from recommendations.services.taxonomy.shown import languages, main_language


class LinesField(forms.CharField):
    """One text a line; empty lines count for nothing."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in super().clean(value).splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class TermForm(forms.Form):
    """A term of one list; which fields there are follows from the list and the languages."""

    code = forms.CharField(max_length=60, label=_("Code"))
    name = forms.CharField(max_length=300)
    aliases = LinesField(
        required=False,
        max_length=20_000,
        label=_("Other spellings"),
        help_text=_("One a line. Imports recognise the term by its code, its labels and these."),
    )
    order = forms.IntegerField(
        min_value=1,
        max_value=32_000,
        required=False,
        label=_("Order"),
        help_text=_("A smaller number stands first."),
    )
    reason = forms.CharField(max_length=300, label=_("Reason for the change"))
    version = VersionField()

    def __init__(self, *args: Any, list_name: str, term: Term | None = None, **kwargs: Any) -> None:
        self.list_name, self.term = list_name, term
        if term is not None:
            kwargs.setdefault("initial", _initial(list_name, term))
        super().__init__(*args, **kwargs)
        listing = LISTINGS[list_name]
        self._label_fields("name", gettext("Label (%(language)s)"), 300)
        if "description" in listing.own:
            self.fields["description"] = forms.CharField(max_length=300, required=False)
            self._label_fields("description", gettext("Description (%(language)s)"), 300)
        for column, field in self._own_fields().items():
            if column in listing.own:
                self.fields[column] = field
        del self.fields["code" if term else "version"]
        if listing.is_fixed or term is None:
            del self.fields["order"]
        names = [name for name in self.fields if name.startswith(("code", "name", "description"))]
        self.order_fields([*names, *(name for name in self.fields if name not in _LAST), *_LAST])

    def _label_fields(self, column: str, title: str, most: int) -> None:
        """The column itself in the main language, then one field a further language."""
        names = dict(settings.LANGUAGES)
        main = self.fields[column]
        main.label = title % {"language": gettext(names.get(main_language(), main_language()))}
        main.widget.attrs |= _written_in(main_language())
        for code in languages():
            if code != main_language():
                self.fields[f"{column}_{code}"] = forms.CharField(
                    max_length=most,
                    required=False,
                    label=title % {"language": gettext(names[code])},
                    widget=forms.TextInput(attrs=_written_in(code)),
                )

    def _own_fields(self) -> dict[str, forms.Field]:
        return {
            "parent": forms.ChoiceField(
                choices=self._parents, required=False, label=_("Stands below")
            ),
            "role": forms.ChoiceField(choices=GroupRole, label=_("Role")),
            "is_noise": forms.BooleanField(
                required=False,
                label=_("Left out of charts"),
                help_text=_(
                    "The source attaches it to almost everything, so that it says nothing."
                ),
            ),
            "needs_parliament": forms.ChoiceField(choices=Needs, label=_("Needs parliament")),
            "verified": forms.BooleanField(required=False, label=_("Checked against a source")),
        }

    def _parents(self) -> list[tuple[str, str]]:
        rows = LISTINGS[self.list_name].model.objects.offered()
        if self.term is not None:
            rows = rows.exclude(pk=self.term.pk)
        # What stands on the third level can be no parent.
        rows = rows.filter(parent__parent=None)
        known = [(row.code, row.label) for row in rows.select_related("parent")]
        if (above := getattr(self.term, "parent", None)) and not above.is_active:
            known.append((above.code, above.label))
        return [("", gettext("Nothing: it stands on top")), *known]

    def values(self) -> dict[str, Any]:
        """Columns to values, as the service takes them; labels in other languages stay."""
        data = {
            column: value
            for column, value in self.cleaned_data.items()
            if column not in {"code", "reason", "version"}
        }
        for stem in ("name", "description"):
            if stem not in data:
                continue
            column = f"{stem}_translations"
            texts = dict(getattr(self.term, column)) if self.term else {}
            for code in languages():
                if code != main_language():
                    texts[code] = data.pop(f"{stem}_{code}")
            data[column] = {code: text for code, text in texts.items() if text}
        if data.get("order", 0) is None:
            del data["order"]
        return data


_LAST = ("verified", "reason", "version")


def _written_in(code: str) -> dict[str, str]:
    return {"lang": code, "dir": "rtl" if get_language_info(code)["bidi"] else "ltr"}


def _initial(list_name: str, term: Any) -> dict[str, Any]:
    known = {
        "name": term.name,
        "aliases": term.aliases,
        "order": term.order,
        "version": term.updated_at,
    }
    own = {column: getattr(term, column) for column in LISTINGS[list_name].own}
    if own.get("parent"):
        own["parent"] = own["parent"].code
    for stem in ("name", "description"):
        texts = getattr(term, f"{stem}_translations", {})
        known |= {f"{stem}_{code}": text for code, text in texts.items()}
    return known | own


class AliasesForm(forms.Form):
    """All other spellings of a State or a mechanism."""

    aliases = LinesField(
        required=False,
        max_length=20_000,
        label=_("Other spellings"),
        help_text=_("One a line, as imports and older documents write it."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    reason = forms.CharField(max_length=300, label=_("Reason for the change"))
    version = VersionField()


class MergeChoiceForm(forms.Form):
    """Which term stays."""

    into = forms.ChoiceField(label=_("The term that stays"))

    def __init__(self, *args: Any, list_name: str, term: Term, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = LISTINGS[list_name].model.objects.offered().exclude(pk=term.pk)
        choices = [("", gettext("Choose one")), *((row.code, row.label) for row in rows)]
        set_choices(self, "into", choices)


class DeedForm(forms.Form):
    """Why; and, of a merge, into what."""

    reason = forms.CharField(max_length=300, label=_("Reason"))
