"""The rows of the demo State, so that two seedings can be held against each other."""

import re

from django.apps import apps
from django.db import models

from mechanisms.models import Review

LATER = 400
# What differs between two seedings: made by chance, or named after a row's number.
FREE = {"reference", "series", "file", "password", "sealed", "sections", "section", "search_vector"}
FREE_OF = {
    "draftversion": {"sha256"},
    # Days stand in it as text.
    "planversion": {"sha256", "content"},
    "recommendation": {"addressed_to"},
    "collectionround": {"choice"},
    # Named by other rows' keys; half-yearly rounds end on fixed days of the year.
    "handoveritem": {"subject", "path", "due_on"},
    "renderedfile": {"options", "title"},
    "budgetline": {"year"},
    # Periods are years, whatever the day; a value is entered some weeks after its own.
    "indicator": {"baseline_year", "target_year"},
    "indicatorvalue": {"period_from", "period_to", "created_at", "updated_at"},
}
# Lists that stand before the demo State is written.
LISTS = {"theme", "affectedgroup", "sdggoal", "sdgtarget", "objective"}
LISTS |= {"unit", "category", "rightattribute"}


def seeded_models():
    for app in (
        "accounts",
        "documents",
        "focalpoints",
        "recommendations",
        "activities",
        "reporting",
    ):
        for model in apps.get_app_config(app).get_models():
            if not hasattr(model, "pgh_tracked_model") and model._meta.model_name not in LISTS:
                yield model
    yield Review


def snapshot():
    """Every row of the demo State: (values of its columns), years in texts and all keys relative."""
    kept = {}
    first = {
        model: model.objects.order_by("pk").values_list("pk", flat=True).first()
        for model in seeded_models()
    }
    for model in seeded_models():
        name = model._meta.model_name
        columns = [
            column
            for column in model._meta.concrete_fields
            if column.name not in FREE | FREE_OF.get(name, set()) and not column.primary_key
        ]
        kept[name] = [
            {
                column.name: _relative(getattr(row, column.attname), column, first)
                for column in columns
            }
            for row in model.objects.order_by("pk")
        ]
    return kept


def _relative(value, column, first):
    if isinstance(column, models.ForeignKey) and value is not None:
        return value - (first.get(column.related_model) or 0)
    if isinstance(value, str):
        return re.sub(r"\b20\d\d\b", "year", value)
    if isinstance(value, dict):
        return {
            key: re.sub(r"\b20\d\d\b", "year", text) if isinstance(text, str) else text
            for key, text in value.items()
        }
    return value
