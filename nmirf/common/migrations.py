"""What migrations need besides Django's own operations."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.compiler import Trigger


class CreateModels(Operation):
    """Many models at once: as so many `CreateModel`, in a fraction of the time.

    Each of those has every model that is tied to the new one built anew. Here nothing is built before
    all are known, which is also why they may refer to each other in circles.
    """

    reversible = True

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)
        for model in self.models:
            model.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, old: Any, new: Any
    ) -> None:
        for model in self.models:
            model.database_forwards(app_label, editor, old, new)

    def database_backwards(
        self, app_label: str, editor: BaseDatabaseSchemaEditor, old: Any, new: Any
    ) -> None:
        for model in reversed(self.models):
            model.database_backwards(app_label, editor, old, new)

    def describe(self) -> str:
        return f"Create {len(self.models)} models"


class AddTriggers(Operation):
    """Many triggers at once: as so many `pgtrigger.migrations.AddTrigger`, in a fraction of the time.

    Each of those has the models of the whole project built anew; a trigger's own statements are all
    that the database needs. `triggers` are (name of the model, compiled trigger).
    """

    reversible = True

    def __init__(self, triggers: Sequence[tuple[str, Trigger]]) -> None:
        self.triggers = triggers

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for name, trigger in self.triggers:
            options = state.models[app_label, name.lower()].options
            options["triggers"] = [*options.get("triggers", []), trigger]
        names = sorted({(app_label, name.lower()) for name, _trigger in self.triggers})
        state.reload_models(names, delay=True)

    def database_forwards(
        self, _app: str, editor: BaseDatabaseSchemaEditor, _old: Any, _new: Any
    ) -> None:
        for _name, trigger in self.triggers:
            # The statements hold percent signs of their own.
            editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self, _app: str, editor: BaseDatabaseSchemaEditor, _old: Any, _new: Any
    ) -> None:
        for _name, trigger in reversed(self.triggers):
            editor.execute(trigger.uninstall_sql, params=None)

    def describe(self) -> str:
        return f"Create {len(self.triggers)} triggers"
