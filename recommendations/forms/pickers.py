"""Choosing some of a long list with tick boxes; a filter by script makes it quick, no script is needed."""

from typing import Any

from django import forms
from django.db.models import Model


class Picker(forms.CheckboxSelectMultiple):
    template_name = "components/picker.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """With how many are ticked, and whether the list is long enough to be folded."""
        context = super().get_context(name, value, attrs)
        options = [
            option for _group, some, _index in context["widget"]["optgroups"] for option in some
        ]
        context["widget"]["ticked"] = sum(bool(option["selected"]) for option in options)
        return context


class TermsField(forms.ModelMultipleChoiceField):
    """Terms of one list; `methods` says beside a term who linked it, by key."""

    widget = Picker

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, required=False, **kwargs)
        self.methods: dict[int, str] = {}

    def label_from_instance(self, obj: Model) -> str:
        method = self.methods.get(obj.pk)
        return f"{obj} ({method})" if method else str(obj)
