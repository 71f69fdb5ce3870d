"""What models declare, the database has: constraints and indexes, by their names."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel

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


def added():
    """(model, field) of each column that a migration gave to a table that was there before."""
    for (app, _name), migration in MigrationLoader(None).disk_migrations.items():
        if app in OURS and not migration.initial:
            made = {one.name_lower for one in migration.operations if isinstance(one, CreateModel)}
            for one in migration.operations:
                if isinstance(one, AddField) and one.model_name_lower not in made:
                    model = apps.get_model(app, one.model_name)
                    yield model, model._meta.get_field(one.name)


def test_code_that_does_not_know_a_new_column_can_still_write():
    """Processes of the version before go on until the new ones have started."""
    found = list(added())
    assert found
    bare = [(model, one) for model, one in found if not (one.null or one.has_db_default())]
    assert bare == []
