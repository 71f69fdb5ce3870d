from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .i18n import translated


class TimeStamped(models.Model):
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True


def validate_translations(value: Any) -> None:
    """Accept a mapping of language code to text, nothing else."""
    if not isinstance(value, dict) or not all(
        isinstance(code, str) and isinstance(text, str) for code, text in value.items()
    ):
        raise ValidationError(_("Give one text per language code."))


def translations() -> models.JSONField:
    """The column of translations that stands beside a label: {"fr": "…", "ar": "…"}."""
    return models.JSONField(
        _("translations"), default=dict, blank=True, validators=[validate_translations]
    )


class Named(TimeStamped):
    """A row known by a name that has translations."""

    name = models.CharField(_("name"), max_length=300)
    name_translations = translations()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the page."""
        return translated(self, "name")
