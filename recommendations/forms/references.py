"""References that people type: found in the register, led on where a record was merged away."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Upper
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recommendations.models import Recommendation
from recommendations.services.imports.identity import lead_on


@dataclass
class Meant:
    """Which records are meant by what was typed; `led_on` names those that became another one."""

    records: list[Recommendation] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    led_on: list[tuple[str, str]] = field(default_factory=list)


def meant_by(typed: Iterable[str], rows: QuerySet[Recommendation]) -> Meant:
    """What is meant among `rows`, in the order in which it was typed, each once, in any case.

    A record that was merged stands for the one that it became, if that one is among `rows`. What
    was never published leads on only where it is among `rows` itself: whoever may not read it does
    not learn that it was there.
    """
    spelled: dict[str, str] = {}
    for one in typed:
        spelled.setdefault(one.upper(), one)
    everything = Recommendation.objects.alias(upper=Upper("reference"))
    reader = Exists(rows.filter(pk=OuterRef("pk")))
    readable = everything.filter(reader | Q(merged_into__isnull=False, published_at__isnull=False))
    found = {row.reference.upper(): row for row in readable.filter(upper__in=spelled)}
    onward = lead_on([row.pk for row in found.values()])
    ends = {row.pk: row for row in rows.filter(pk__in=set(onward.values()))}
    answer = Meant()
    for key, one in spelled.items():
        end = ends.get(onward[found[key].pk]) if key in found else None
        if end is None:
            answer.missing.append(one)
            continue
        if end.pk != found[key].pk:
            answer.led_on.append((found[key].reference, end.reference))
        if end not in answer.records:
            answer.records.append(end)
    return answer


def in_words(led_on: Iterable[tuple[str, str]]) -> str:
    """Which references were taken for another one; "" if none was."""
    words = _("%(old)s was merged into %(new)s: the change is about that one.")
    return " ".join(words % {"old": old, "new": new} for old, new in led_on)


def told_of(form: forms.Form) -> str:
    """The same, of all that was typed into a form that was validated."""
    fields = [one for one in form.fields.values() if isinstance(one, _Typed)]
    return in_words(pair for one in fields for pair in one.meant.led_on)


class _Typed(forms.CharField):
    """`queryset`: what may be named, anything in the register if it is left out."""

    refusal: str | Promise = gettext_lazy("Not in the register: %(references)s.")

    def __init__(self, *, queryset: QuerySet[Recommendation] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.queryset = queryset
        self.meant = Meant()

    def find(self, typed: Iterable[str]) -> Meant:
        rows = Recommendation.objects.all() if self.queryset is None else self.queryset
        self.meant = meant_by(typed, rows)
        if self.meant.missing:
            named = ", ".join(self.meant.missing)
            raise forms.ValidationError(str(self.refusal) % {"references": named})
        return self.meant


class ReferenceField(_Typed):
    """One reference."""

    refusal = gettext_lazy("This is not in the register.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=80, **kwargs)

    def clean(self, value: Any) -> Recommendation:
        return self.find([super().clean(value).strip()]).records[0]


class ReferencesField(_Typed):
    """References, one a line or separated by commas or spaces."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, *, refusal: str | Promise | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.refusal = refusal or self.refusal

    def clean(self, value: Any) -> list[Recommendation]:
        typed = re.split(r"[\s,;]+", super().clean(value) or "")
        return self.find(part for part in typed if part).records
