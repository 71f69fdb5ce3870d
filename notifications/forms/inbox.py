from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.choices import (
    DUTY,
    IMMEDIATE_KINDS,
    PREFERENCE_KINDS,
    Channel,
    Frequency,
    NewsKind,
    Weekday,
)
from notifications.services.preferences import label_of


class InboxFilter(forms.Form):
    hides_optional = True

    kind = forms.ChoiceField(
        required=False, label=_("Kind"), choices=[("", _("all")), *NewsKind.choices]
    )
    unread = forms.BooleanField(required=False, label=_("Unread only"))


class PreferencesForm(forms.Form):
    """How often and when the digest goes out, and how each kind of news comes."""

    hides_optional = True

    frequency = forms.ChoiceField(
        choices=Frequency,
        label=_("How often"),
        help_text=_("One message with everything, and none when there is nothing to say."),
    )
    weekday = forms.TypedChoiceField(
        choices=Weekday, coerce=int, label=_("Day of the week"), help_text=_("For a weekly digest.")
    )
    hour = forms.TypedChoiceField(
        choices=[(hour, f"{hour:02d}:00") for hour in range(24)],
        coerce=int,
        label=_("Not before"),
        help_text=_("On your own clock; it goes out within the hour."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in PREFERENCE_KINDS:
            self.fields[kind] = forms.ChoiceField(
                choices=_channels(kind), label=label_of(kind), required=False
            )

    def rhythm(self) -> list[forms.BoundField]:
        return [self[name] for name in ("frequency", "weekday", "hour")]

    def kinds(self) -> list[forms.BoundField]:
        return [self[kind] for kind in PREFERENCE_KINDS]

    def channels(self) -> dict[str, str]:
        """What was chosen for each kind; a kind that was not sent stays as it is."""
        chosen = {kind: self.cleaned_data[kind] for kind in PREFERENCE_KINDS}
        return {kind: channel for kind, channel in chosen.items() if channel}


def _channels(kind: str) -> list[tuple[str, Any]]:
    offered = [Channel.DIGEST, Channel.INBOX]
    if kind in IMMEDIATE_KINDS:
        offered.insert(0, Channel.IMMEDIATE)
    if kind.startswith(DUTY):
        return [
            (Channel.DIGEST.value, Channel.DIGEST.label),
            (Channel.INBOX.value, _("on the desk only")),
        ]
    return [(channel.value, channel.label) for channel in offered]
