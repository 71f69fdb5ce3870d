from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from nmirf.common.forms import DateInput
from notifications.choices import Weekday
from notifications.parsers.holidays import MOST_BYTES


class HolidayForm(forms.Form):
    on = forms.DateField(label=_("Day"), widget=DateInput())
    name = forms.CharField(max_length=300, label=_("Name"))


class WeekendForm(forms.Form):
    weekend = forms.TypedMultipleChoiceField(
        choices=Weekday,
        coerce=int,
        required=False,
        label=_("Days of the weekend"),
        widget=forms.CheckboxSelectMultiple,
    )


class HolidayFileForm(forms.Form):
    file = forms.FileField(
        label=_("CSV or iCalendar file"),
        help_text=_("CSV: a date such as 2027-01-01 and a name on each row. At most 512 kB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.ics,text/csv,text/calendar"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large for a list of holidays."))
        return file
