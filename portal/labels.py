"""Names of rows of many models at once, as far as one reader may know of them."""

from django.apps import apps
from django.db import models
from django.db.models import CharField, JSONField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.translation import get_language

from accounts.models import User
from activities.models import Activity, ImplementationUpdate
from focalpoints.models import Institution
from mechanisms.models import Mechanism, Review, State, StatusGrade
from recommendations.models import (
    AffectedGroup,
    Cluster,
    Objective,
    Recommendation,
    SdgGoal,
    SdgTarget,
    Theme,
)

from .reader import Reader

# What names a row of each model, and its translations where it has them.
NAMES: dict[type[models.Model], tuple[str, str]] = {
    AffectedGroup: ("name", "name_translations"),
    Activity: ("title", "title_translations"),
    Cluster: ("title", "title_translations"),
    ImplementationUpdate: ("headline", "headline_translations"),
    Institution: ("name", "name_translations"),
    Mechanism: ("short_name", ""),
    Objective: ("name", "name_translations"),
    Recommendation: ("reference", ""),
    Review: ("title", "title_translations"),
    SdgGoal: ("name", "name_translations"),
    SdgTarget: ("name", "name_translations"),
    State: ("name", "name_translations"),
    StatusGrade: ("name", "name_translations"),
    Theme: ("name", "name_translations"),
    User: ("full_name", ""),
}


def labels(
    reader: Reader, mentioned: dict[type[models.Model], set[int]]
) -> dict[tuple[type[models.Model], int], str]:
    """By model and key, in one query; rows that the reader may not see have no name."""
    scopes: dict[type[models.Model], QuerySet] = {
        Activity: reader.activities,
        Cluster: reader.clusters,
        ImplementationUpdate: reader.updates,
        Recommendation: reader.recommendations,
    }
    queries = []
    for model, keys in mentioned.items():
        if not keys or model not in NAMES:
            continue
        if model is User and not reader.rights.reads_internal:
            continue
        label, translations = NAMES[model]
        rows = scopes.get(model, model._default_manager.all()).order_by()
        queries.append(
            rows.filter(pk__in=keys)
            .annotate(
                of=Value(model._meta.label),
                words=Cast(label, CharField()),
                others=Cast(translations, JSONField())
                if translations
                else Value({}, output_field=JSONField()),
            )
            .values_list("of", "pk", "words", "others")
        )
    if not queries:
        return {}
    language = (get_language() or "").split("-")[0]
    return {
        (apps.get_model(of), pk): others.get(language) or words
        for of, pk, words, others in queries[0].union(*queries[1:], all=True)
    }
