import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mechanisms.models import Mechanism, State
from nmirf.common.forms import set_choices, set_rows
from recommendations.choices import RowChoice, RowOutcome, TermChoice
from recommendations.models import ImportBatch, ImportMapping
from recommendations.parsers import FIELDS, used_twice

PAGE_SIZES = (25, 50, 100, 200)


class StatedForm(forms.Form):
    """What a file does not say of itself; what its rows say goes before it."""

    hides_optional = True

    symbol = forms.CharField(
        label=_("Document symbol"),
        required=False,
        max_length=80,
        help_text=_("Only where the file does not say it: A/HRC/59/15."),
    )
    session = forms.IntegerField(
        label=_("Session of the Universal Periodic Review"),
        required=False,
        min_value=1,
        max_value=200,
    )
    published_on = forms.DateField(
        label=_("Date of the document"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    language = forms.ChoiceField(
        label=_("Language of the texts"),
        required=False,
        choices=[("", _("As the file shows"))],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = [("", _("As the file shows")), *settings.LANGUAGES]
        set_choices(self, "language", languages)

    def stated(self) -> dict[str, Any]:
        """The facts that were given, as JSON holds them."""
        names = ("symbol", "session", "published_on", "language")
        found = {name: self.cleaned_data.get(name) for name in names}
        return {
            name: value.isoformat() if isinstance(value, dt.date) else value
            for name, value in found.items()
            if value
        }


class UploadForm(StatedForm):
    """A file to read; nothing of it is written before someone decides."""

    file = forms.FileField(
        label=_("File"),
        max_length=300,
        help_text=_(
            "An export of the Universal Human Rights Index (JSON, Excel) or of UPR Info, a thematic"
            " list of OHCHR (Word), or any table (Excel, CSV)."
        ),
    )
    state_code = forms.ChoiceField(
        label=_("State"),
        required=False,
        help_text=_("Rows of other States are left out."),
    )
    mapping = forms.ModelChoiceField(
        label=_("Mapping of columns"),
        required=False,
        queryset=ImportMapping.objects.none(),
        empty_label=_("None: the file is a known export, or I map it next"),
    )
    publish = forms.BooleanField(
        label=_("Publish what is new at once"),
        required=False,
        help_text=_("Otherwise new recommendations stay drafts until someone publishes them."),
    )
    field_order = ("file", "state_code", "publish", "mapping")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(state.iso3, state.label) for state in State.objects.all()]
        choices = [*sorted(states, key=lambda pair: pair[1]), ("", _("Every State"))]
        set_choices(self, "state_code", choices)
        self.fields["state_code"].initial = settings.STATE_CODE
        set_rows(self, "mapping", ImportMapping.objects.all())

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(too_large())
        return file


def too_large() -> str:
    megabytes = settings.IMPORT_MAX_BYTES // (1024 * 1024)
    return str(_("The file is larger than %(limit)s MB.") % {"limit": megabytes})


class MappingForm(StatedForm):
    """Which column of a table is which field; kept under a name for the next file of its kind."""

    # In the order in which the columns are asked for; each has a field `column-NAME`.
    name = forms.CharField(label=_("Name of the mapping"), max_length=120)
    body = forms.ModelChoiceField(
        label=_("Mechanism of every row"),
        required=False,
        queryset=Mechanism.objects.none(),
        to_field_name="code",
        empty_label="–",
        help_text=_("Only where no column says it."),
    )
    day_first = forms.TypedChoiceField(
        label=_("How dates are read"),
        choices=[("1", _("31/12/2024: day first")), ("", _("12/31/2024: month first"))],
        coerce=bool,
        empty_value=False,  # type: ignore[arg-type]
        required=False,
        initial="1",
    )
    separator = forms.CharField(
        label=_("What divides several terms in one cell"),
        required=False,
        max_length=3,
        help_text=_(
            "Besides new lines, which always do. Empty: each list by its own rule; a theme such as"
            " “Children: definition; general principles” then stays whole."
        ),
    )

    def __init__(self, *args: Any, titles: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "body", Mechanism.objects.all())
        choices = [("", _("not in this table")), *((title, title) for title in titles)]
        for one in FIELDS:
            self.fields[f"column-{one.name}"] = forms.ChoiceField(
                label=str(one.title),
                help_text=str(one.meaning),
                choices=choices,
                required=one.name == "text",
            )
        self.order_fields(["name", *(f"column-{one.name}" for one in FIELDS)])

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if ImportMapping.objects.filter(name=name).exists():
            raise forms.ValidationError(_("There is a mapping of this name. Choose another name."))
        return name

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not (values.get("column-body") or values.get("body")):
            self.add_error("body", _("Say which mechanism: here, or by a column."))
        if twice := used_twice(self._columns()):
            titles = {one.name: one.title for one in FIELDS}
            words = _("This column is that of “%(name)s” already.") % {"name": titles[twice[1]]}
            self.add_error(f"column-{twice[0]}", words)
        return values

    def _columns(self) -> dict[str, str]:
        """Field → title of each that has a column."""
        found = {one.name: self.cleaned_data.get(f"column-{one.name}") for one in FIELDS}
        return {name: title for name, title in found.items() if title}

    def mapping(self, sheet: str = "") -> dict[str, Any]:
        """Fields of an ImportMapping; `sheet` if the table is to be read from that one alone."""
        values = self.cleaned_data
        body = values["body"]
        return {
            "name": values["name"],
            "columns": self._columns(),
            "constants": {"body": body.code} if body else {},
            "reading": {
                "day_first": values["day_first"],
                "separator": values["separator"],
                **({"sheet": sheet} if sheet else {}),
            },
        }


class RowFilterForm(forms.Form):
    """Which rows of an import are looked at, and by how many."""

    outcome = forms.ChoiceField(choices=RowOutcome.choices, required=False)
    q = forms.CharField(label=_("Search in the rows"), required=False, max_length=200)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("all rows")),
            ("unknown", _("with terms that no list knows")),
            ("candidates", _("that may be the same as one in the register")),
            ("bundled", _("that hold several recommendations")),
            ("decided", _("decided")),
            ("undecided", _("not decided")),
        ],
    )
    reason = forms.CharField(required=False, max_length=500)
    size = forms.TypedChoiceField(
        label=_("Rows on a page"),
        choices=[(size, str(size)) for size in PAGE_SIZES],
        coerce=int,
        empty_value=PAGE_SIZES[0],  # type: ignore[arg-type]
        required=False,
    )

    def rows_of(self, batch: ImportBatch) -> Any:
        """What is asked for; a value that is none of the choices asks for nothing."""
        self.full_clean()
        asked = self.cleaned_data
        rows = (
            batch.rows.filter(outcome=asked["outcome"])
            if asked.get("outcome")
            else batch.rows.all()
        )
        narrowed: dict[str, Any] = {
            "unknown": rows.with_unknown_terms,
            "candidates": rows.with_candidates,
            "bundled": rows.bundled,
            "decided": lambda: rows.decided(batch),
            "undecided": lambda: rows.undecided(batch),
        }
        rows = narrowed.get(asked.get("show") or "", rows.all)()
        if asked.get("reason"):
            rows = rows.filter(message=asked["reason"])
        return rows.matching(asked["q"]) if asked.get("q") else rows


class DecisionForm(forms.Form):
    """One decision, of one row or of all that match; an empty choice takes decisions back."""

    choice = forms.ChoiceField(
        choices=[("", _("Take the decision back")), *RowChoice.choices], required=False
    )
    position = forms.IntegerField(required=False, min_value=1)
    target = forms.CharField(required=False, max_length=80)


TERM_CHOICES = [("", _("Not decided: rows come in without it")), *TermChoice.choices]
