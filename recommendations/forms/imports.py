from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mechanisms.models import State


class UploadForm(forms.Form):
    """A file to read; nothing of it is written before someone decides."""

    # The choice without a value is one too: every State.
    hides_optional = True

    file = forms.FileField(
        label=_("File"),
        max_length=300,
        help_text=_("An export of the Universal Human Rights Index, as JSON or Excel (.xlsx)."),
    )
    state_code = forms.ChoiceField(
        label=_("State"),
        required=False,
        help_text=_("Rows of other States are left out."),
    )
    publish = forms.BooleanField(
        label=_("Publish what is new at once"),
        required=False,
        help_text=_("Otherwise new recommendations stay drafts until someone publishes them."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(state.iso3, state.label) for state in State.objects.all()]
        choices = [*sorted(states, key=lambda pair: pair[1]), ("", _("Every State"))]
        self.fields["state_code"].choices = choices  # type: ignore[attr-defined]
        self.fields["state_code"].initial = settings.STATE_CODE

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            raise forms.ValidationError(too_large())
        return file


def too_large() -> str:
    megabytes = settings.IMPORT_MAX_BYTES // (1024 * 1024)
    return str(_("The file is larger than %(limit)s MB.") % {"limit": megabytes})
