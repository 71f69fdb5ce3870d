"""A spreadsheet of objectives, and what was read of it on its way to the confirmation."""

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from activities.parsers.objectives import MOST_BYTES, read_objectives
from recommendations.parsers import BadFile, PlainRow, PlainTable
from recommendations.parsers.rows import MEGABYTE

# A person may look at the preview for so long.
SECONDS = 24 * 60 * 60


class ObjectiveFileForm(forms.Form):
    """Answers with the table that was read."""

    file = forms.FileField(
        label=gettext_lazy("CSV or XLSX file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> PlainTable:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            words = _("The file is too large: at most %(most)s MB.")
            raise forms.ValidationError(words % {"most": MOST_BYTES // MEGABYTE})
        try:
            return _read(file)
        except BadFile as error:
            raise forms.ValidationError(str(error)) from error


def _read(file: UploadedFile) -> PlainTable:
    with NamedTemporaryFile(suffix=".upload") as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        return read_objectives(Path(copy.name))


class ReadTableForm(forms.Form):
    """What was read, signed: it comes back as it went out, to this person and this plan alone."""

    table = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, purpose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purpose = purpose

    def clean_table(self) -> PlainTable:
        try:
            said = signing.loads(self.cleaned_data["table"], salt=self.purpose, max_age=SECONDS)
        except signing.BadSignature as error:
            raise forms.ValidationError(
                _("The preview is too old, or was changed on its way. Choose the file again.")
            ) from error
        rows = [PlainRow(number, values) for number, values in said["rows"]]
        return PlainTable(said["titles"], said["ignored"], rows)


def sealed(table: PlainTable, purpose: str) -> str:
    """The table as `ReadTableForm` takes it; rows that could not be read are not sealed."""
    rows = [[row.number, row.values] for row in table.rows]
    said = {"titles": table.titles, "ignored": table.ignored, "rows": rows}
    return signing.dumps(said, salt=purpose, compress=True)
