"""What people upload to import activities."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.parsers.activity_table import LIMITS
from recommendations.parsers.rows import MEGABYTE


class ActivityFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        help_text=gettext_lazy("Excel (.xlsx) or CSV, at most 5 MB; see the template."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIMITS.file:
            raise forms.ValidationError(
                _("The file has more than %(limit)d MB.") % {"limit": LIMITS.file // MEGABYTE}
            )
        return file
