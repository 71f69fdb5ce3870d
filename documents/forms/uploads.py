"""Uploads as a form takes them: several files at once, each examined before anything is written."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.choices import ALLOWED_TYPES, Classification
from documents.parsers import FileRefusedError, examine

ACCEPT = ",".join(f".{extension}" for extension in ALLOWED_TYPES)


def _accepted() -> str:
    return _("%(kinds)s; at most %(most)s each.") % {
        "kinds": ", ".join(extension.upper() for extension in sorted(ALLOWED_TYPES)),
        "most": filesizeformat(settings.EVIDENCE_MAX_BYTES),
    }


accepted = lazy(_accepted, str)


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; the cleaned value is a list. Each refusal names its file."""

    def __init__(self, *, most: int = 10, **kwargs: Any) -> None:
        self.most = most
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ACCEPT}))
        kwargs.setdefault("help_text", accepted())
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [file for file in (data if isinstance(data, (list, tuple)) else [data]) if file]
        if not files:
            super().clean(None, initial)
            return []
        if len(files) > self.most:
            raise ValidationError(_("Choose at most %(most)s files.") % {"most": self.most})
        errors = []
        for file in files:
            try:
                examine(file)
            except FileRefusedError as error:
                errors.append(str(error))
        if errors:
            raise ValidationError(errors)
        return files


class UploadForm(forms.Form):
    """Evidence: files and who may read them."""

    uploads = FilesField(label=gettext_lazy("Files"), required=False)
    classification = forms.ChoiceField(
        label=gettext_lazy("Who may read these files"),
        choices=Classification.choices,
        initial=Classification.INTERNAL,
        required=False,
        help_text=gettext_lazy(
            "Public files can be read by everyone once the update is published, not before."
        ),
    )

    def clean_classification(self) -> str:
        return self.cleaned_data["classification"] or Classification.INTERNAL
