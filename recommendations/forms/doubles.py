from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations.models import Recommendation
from recommendations.querysets import RecommendationQuerySet


class ReferenceField(forms.CharField):
    """One reference, which must be in the register."""

    def __init__(self, *, queryset: RecommendationQuerySet | None = None, **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)
        self.queryset = queryset

    def clean(self, value: Any) -> Recommendation:
        typed = super().clean(value).strip()
        rows = self.queryset if self.queryset is not None else Recommendation.objects.all()
        found = rows.filter(reference__iexact=typed).first()
        if found is None:
            raise forms.ValidationError(_("This is not in the register."))
        return found


class OtherForm(forms.Form):
    """The other recommendation of a pair."""

    other = ReferenceField(
        label=_("Reference of the other one"), help_text=_("For example UPR-4-140.253.")
    )


class RepeatForm(forms.Form):
    """The other end of a link between two cycles."""

    other = ReferenceField(
        label=_("Reference of the other one"), help_text=_("For example UPR-4-140.253.")
    )
    direction = forms.ChoiceField(
        label=_("Which is it"),
        choices=[
            ("earlier", _("an earlier one, which this one takes up")),
            ("later", _("a later one, which takes this one up")),
        ],
        widget=forms.RadioSelect,
        initial="earlier",
    )
