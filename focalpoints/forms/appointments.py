import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from focalpoints.choices import PostLevel, Role
from focalpoints.models import Appointment, Institution
from focalpoints.querysets import AppointmentQuerySet
from focalpoints.services.checks import Seen
from focalpoints.services.succession import Succession
from nmirf.common.dates import today
from nmirf.common.forms import DateInput, set_choices, set_rows

from .common import DaysForm, LetterField, ReasonForm

MOVES_UP, OTHER, NOBODY = "deputy", "other", "nobody"


class PrincipalField(forms.ModelChoiceField):
    """A focal point, named with its institution."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Deputises for"))
        kwargs.setdefault("empty_label", gettext_lazy("All focal points of the institution"))
        super().__init__(Appointment.objects.none(), required=False, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.user}, {obj.institution.label}"


def principals() -> AppointmentQuerySet:
    """Focal points in office or to come."""
    rows = Appointment.objects.not_over(today()).role(Role.FOCAL_POINT)
    return rows.select_related("user", "institution").order_by("institution__name", "pk")


class AppointmentForm(DaysForm):
    """Whom to appoint, by name and address: who has no account yet is invited."""

    may_stay = True

    institution = forms.ModelChoiceField(
        Institution.objects.all(), label=gettext_lazy("Institution")
    )
    role = forms.ChoiceField(choices=Role, label=gettext_lazy("Role"))
    full_name = forms.CharField(max_length=200, label=gettext_lazy("Full name"))
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy(
            "Who has an account is appointed at once; who has none is invited by e-mail."
        ),
    )
    language = forms.ChoiceField(
        choices=settings.LANGUAGES,
        label=gettext_lazy("Language of an invitation"),
        initial=settings.LANGUAGE_CODE,
        required=False,
    )
    level = forms.ChoiceField(
        choices=PostLevel, label=gettext_lazy("Level"), initial=PostLevel.TECHNICAL, required=False
    )
    portfolio = forms.CharField(max_length=300, required=False, label=gettext_lazy("Portfolio"))
    deputises = PrincipalField(
        help_text=gettext_lazy(
            "For a deputy: the focal point of the same institution; without one, all of them."
        )
    )
    starts_on = forms.DateField(label=gettext_lazy("First day"), initial=today, widget=DateInput())
    ends_on = forms.DateField(required=False, label=gettext_lazy("Last day"), widget=DateInput())
    letter = LetterField()
    reason = forms.CharField(
        max_length=300,
        required=False,
        label=gettext_lazy("Why it is dated back"),
        help_text=gettext_lazy("Wanted where the first day lies more than 31 days back."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_rows(self, "deputises", principals())
        # Others are refused in words, by the service.
        offered = Institution.objects.working(today()).order_by("name", "pk")
        set_choices(
            self,
            "institution",
            [
                ("", _("Choose one")),
                *((row.pk, row.label) for row in offered),
            ],
        )

    def clean_level(self) -> str:
        return self.cleaned_data["level"] or PostLevel.TECHNICAL


class ExtendForm(DaysForm, ReasonForm):
    may_stay = True

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    ends_on = forms.DateField(
        required=False,
        label=gettext_lazy("New last day"),
        help_text=gettext_lazy("Empty: no end is set."),
        widget=DateInput(),
    )
    field_order = ("ends_on", "reason", "seen")

    def clean(self) -> dict[str, Any]:
        return with_seen(super().clean())


class ChangeForm(ReasonForm):
    portfolio = forms.CharField(max_length=300, required=False, label=gettext_lazy("Portfolio"))
    level = forms.ChoiceField(choices=PostLevel, label=gettext_lazy("Level"))
    deputises = PrincipalField()
    letter = LetterField(
        help_text=gettext_lazy("Without a new one, the old letter stays. Members alone read it.")
    )
    field_order = ("portfolio", "level", "deputises", "letter", "reason")

    def __init__(self, *args: Any, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if appointment.role == Role.DEPUTY:
            at_home = principals().of(appointment.institution_id)
            set_rows(self, "deputises", at_home)
        else:
            del self.fields["deputises"]


class EndForm(ReasonForm):
    """The last day, and who follows: always asked. At once there is no day to choose."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    ends_on = forms.DateField(label=gettext_lazy("Last day"), initial=today, widget=DateInput())
    follows = forms.ChoiceField(label=gettext_lazy("Who follows?"), widget=forms.RadioSelect)
    full_name = forms.CharField(
        max_length=200, required=False, label=gettext_lazy("Full name of somebody else")
    )
    email = forms.EmailField(
        required=False,
        label=gettext_lazy("E-mail address of somebody else"),
        help_text=gettext_lazy("An account is opened if there is none."),
    )
    field_order = ("ends_on", "follows", "full_name", "email", "reason", "seen")

    def __init__(
        self,
        *args: Any,
        appointment: Appointment,
        deputies: Sequence[Appointment],
        others: Sequence[Appointment],
        at_once: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if at_once:
            del self.fields["ends_on"]
        words = _("%(name)s, the deputy, becomes focal point from the next day on")
        if at_once:
            words = _("%(name)s, the deputy, becomes focal point today")
        set_choices(
            self,
            "follows",
            [
                *((f"{MOVES_UP}:{row.pk}", words % {"name": row.user}) for row in deputies),
                (OTHER, _("Somebody else, whom I name below")),
                (NOBODY, _nobody(appointment, others)),
            ],
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        answer = data.pop("follows", "")
        name, email = data.pop("full_name", ""), data.pop("email", "")
        if answer == OTHER:
            for field, value in (("full_name", name), ("email", email)):
                if not value and field not in self.errors:
                    self.add_error(field, _("Say who follows."))
            data["follows"] = Succession(full_name=name, email=email)
        elif answer.startswith(f"{MOVES_UP}:"):
            data["follows"] = Succession(deputy=int(answer.partition(":")[2]))
        else:
            data["follows"] = Succession()
        return with_seen(data)


def _nobody(appointment: Appointment, others: Sequence[Appointment]) -> str:
    names = ", ".join(str(row.user) for row in others)
    if others:
        return _("Nobody new: %(names)s stay") % {"names": names}
    if appointment.role == Role.VALIDATING_AUTHORITY:
        return _("Nobody signs for now: verified updates wait, and the secretariat is told")
    return _("Nobody for now: the post is vacant, and the secretariat is told")


def with_seen(data: dict[str, Any]) -> dict[str, Any]:
    """`seen` as the service takes it."""
    try:
        data["seen"] = Seen(dt.date.fromisoformat(data["seen"]) if data.get("seen") else None)
    except ValueError:
        data["seen"] = None
    return data
