"""What models declare, the database has: constraints and indexes, by their names."""

import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db
OURS = ("accounts", "documents", "notifications", "focalpoints", "mechanisms")
OURS += ("recommendations", "activities", "reporting")


def names(statement: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {name for (name,) in cursor.fetchall()}


def declared(kind: str) -> set[str]:
    models = [model for model in apps.get_models() if model._meta.app_label in OURS]
    return {one.name for model in models for one in getattr(model._meta, kind)}


def test_every_constraint_is_in_the_database():
    there = names("SELECT conname FROM pg_constraint UNION SELECT relname FROM pg_class")
    wanted = declared("constraints")
    assert len(wanted) > 50
    assert wanted - there == set()


def test_every_index_is_in_the_database():
    there = names("SELECT relname FROM pg_class WHERE relkind = 'i'")
    wanted = declared("indexes")
    assert len(wanted) > 10
    assert wanted - there == set()
