"""The rows of a model, by its name: for querysets, which lie below the models that they ask about."""

from typing import Any

from django.apps import apps


def rows(model: str) -> Any:
    """A fresh queryset of `app.Model`, with the methods of that model's own queryset."""
    return apps.get_model(model)._default_manager.all()
