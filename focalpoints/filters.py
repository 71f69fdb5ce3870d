"""What narrows the directory and the list of vacancies."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nmirf.common.dates import today
from nmirf.common.forms import set_choices

from .choices import PostLevel, Role
from .models import Appointment, Institution
from .querysets import AppointmentQuerySet, InstitutionQuerySet


class DirectoryFilter(forms.Form):
    """Name, institution or role in words; role; level; away today; vacant."""

    hides_optional = True

    q = forms.CharField(required=False, max_length=100, label=_("Name, institution or role"))
    role = forms.ChoiceField(required=False, label=_("Role"))
    level = forms.ChoiceField(required=False, label=_("Level"))
    away = forms.BooleanField(required=False, label=_("Away today"))
    vacant = forms.BooleanField(required=False, label=_("Without a focal point"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("role", Role.choices), ("level", PostLevel.choices)):
            set_choices(self, name, [("", _("All")), *choices])

    def values(self) -> dict[str, Any]:
        """What was asked for; what makes no sense is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def appointments(self) -> AppointmentQuerySet:
        """Those in force today that are asked for."""
        asked, on = self.values(), today()
        rows = Appointment.objects.in_force(on)
        if "q" in asked:
            rows = rows.filter(_matches(asked["q"]))
        if "role" in asked:
            rows = rows.role(asked["role"])
        if "level" in asked:
            rows = rows.filter(level=asked["level"])
        return rows.absent(on) if "away" in asked else rows

    def institutions(self, seen: InstitutionQuerySet) -> InstitutionQuerySet:
        """Of those that the reader sees, the ones with people asked for, or asked for themselves."""
        asked = self.values()
        shown = seen.with_people(today(), self.appointments())
        if "vacant" in asked:
            shown = shown.filter(lacks_focal_point=True)
        of_people = {"role", "level", "away"} & set(asked)
        if not of_people and "q" not in asked:
            return shown
        found = Q(pk__in=self.appointments().values("institution"))
        if not of_people:
            found |= Q(pk__in=_called(asked["q"]).values("pk"))
        return shown.filter(found)


def _called(words: str) -> InstitutionQuerySet:
    return Institution.objects.called(words) | Institution.objects.filter(slug=words)


def _matches(words: str) -> Q:
    roles = [role for role, label in Role.choices if words.lower() in str(label).lower()]
    return (
        Q(user__full_name__icontains=words)
        | Q(user__email__iexact=words)
        | Q(portfolio__icontains=words)
        | Q(role__in=roles)
        | Q(institution__in=_called(words).values("pk"))
    )
