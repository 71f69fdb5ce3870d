"""What the library is asked for, and what is said of a document."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from documents.belonging import citers
from documents.choices import LIBRARY_KINDS, Classification, Kind
from documents.parsers import FileRefusedError, examine
from nmirf.common.forms import set_choices
from nmirf.common.languages import language_choices, language_name

from .uploads import ACCEPT, accepted

Counts = list[tuple[str, int]]


class OneFileField(forms.FileField):
    """A file, examined before anything is written."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("File"))
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPT}))
        kwargs.setdefault("help_text", accepted())
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        if data in self.empty_values:
            return None
        try:
            examine(data)
        except FileRefusedError as error:
            raise ValidationError(str(error)) from error
        return data


class LibraryFilter(forms.Form):
    """What narrows the list. Options carry how many documents they would leave."""

    hides_optional = True

    q = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "dir": "auto"}),
        help_text=gettext_lazy("In titles and in the text of the files."),
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    classification = forms.ChoiceField(label=gettext_lazy("Who may read it"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    belongs = forms.ChoiceField(label=gettext_lazy("Belongs to"), required=False)
    institution = forms.ChoiceField(label=gettext_lazy("Institution"), required=False)

    def __init__(
        self,
        *args: Any,
        counts: dict[str, Counts],
        institutions: Iterable[tuple[int, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        words: dict[str, dict[str, Any]] = {
            "kind": dict(Kind.choices),
            "classification": dict(Classification.choices),
        }
        for name, counted in counts.items():
            labels = words.get(name) or {code: language_name(code) for code, _n in counted}
            options = [(key, f"{labels[key]} ({n})") for key, n in counted if key]
            self._offer(name, options if len(counted) > 1 else [])
        kinds = [(citer.key, citer.label) for citer in citers()]
        self._offer("belongs", [*kinds, ("none", gettext_lazy("nothing"))])
        self._offer("institution", [(str(key), name) for key, name in institutions])

    def _offer(self, name: str, options: list[Any]) -> None:
        """A field of which there is nothing to choose is left out."""
        if not options:
            del self.fields[name]
            return
        set_choices(self, name, [("", gettext_lazy("All")), *options])

    @property
    def asked(self) -> dict[str, str]:
        """What was chosen; a value that is not offered narrows nothing."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AboutForm(forms.Form):
    """What is said of every document that stands in the library."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    classification = forms.ChoiceField(
        label=gettext_lazy("Who may read it"),
        choices=Classification.choices,
        initial=Classification.INTERNAL,
        help_text=gettext_lazy("A public document can be read by everyone from now on."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the text"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "language", [("", "—"), *language_choices()])

    def clean_classification(self) -> Classification:
        return Classification(self.cleaned_data["classification"])


class FileForm(AboutForm):
    """A file that is put into the library, and what is said of it."""

    upload = OneFileField()

    def offer_again(self) -> None:
        """The same file is there: let the person say that a second copy is meant."""
        self.fields["again"] = forms.BooleanField(
            label=gettext_lazy("Keep a second copy all the same"), required=False
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get("again"):
            self.offer_again()


class DocumentForm(AboutForm):
    """With its kind, where nothing else says of what kind it is."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[(kind.value, kind.label) for kind in LIBRARY_KINDS]
    )

    field_order = ["title", "kind", "classification", "language"]

    def clean_kind(self) -> Kind:
        return Kind(self.cleaned_data["kind"])


class NewDocumentForm(FileForm, DocumentForm):
    field_order = ["upload", "title", "kind", "classification", "language"]


class DescribeForm(DocumentForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("Kept in the history, with your name."),
    )


class VersionForm(forms.Form):
    upload = OneFileField(label=gettext_lazy("The newer file"))


class ReaderForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the person’s account"), max_length=254
    )
