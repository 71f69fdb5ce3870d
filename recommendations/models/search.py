"""What helps a search along: terms that mean the same, and the words that published texts use."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from nmirf.common.models import TimeStamped


@pghistory.track()
class Synonym(TimeStamped):
    """An abbreviation and what it stands for: who searches one of the terms finds all of them."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    terms = ArrayField(models.CharField(max_length=200), verbose_name=_("terms"))
    # "" where the terms mean the same in every language.
    language = models.CharField(_("language"), max_length=12, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                name="synonym_of_two_terms_at_least", condition=Q(terms__len__gte=2)
            )
        ]

    def __str__(self) -> str:
        return " = ".join(self.terms)


class SearchWord(models.Model):
    """A word that published texts use, for “did you mean”. Gathered anew from time to time."""

    word = models.CharField(max_length=60)
    # Without accents: what is compared with what was typed.
    folded = models.CharField(max_length=60)
    language = models.CharField(max_length=12)
    # In how many texts it is.
    number = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "language"], name="search_word_once")
        ]
        indexes = [
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="search_word_trigrams")
        ]

    def __str__(self) -> str:
        return self.word
