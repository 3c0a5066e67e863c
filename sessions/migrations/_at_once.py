"""Making an app's first tables in one go, and changing several tables in one go.

Django renders the models that are related to a changed one anew after every operation. Everything here is related to
``User``, so hundreds of operations took minutes for what the database does in a second. What they amount to is known
when the last of them is read: these tables, their constraints and their triggers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import AddField
from django.db.migrations.operations.models import CreateModel
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class _Several(Operation):
    """Stands for ``operations``, which describe the models in their order."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # what is not rendered yet need not be rendered anew
        for operation in self.operations:
            operation.state_forwards(app_label, state)


class AtOnce(_Several):
    """Stands for ``operations`` on an app that has no tables yet: they describe the models, the tables follow."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        apps: Apps = to_state.apps
        for model in apps.get_app_config(app_label).get_models():
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.create_model(model)
        for operation in self.operations:
            if isinstance(operation, AddTrigger):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        apps: Apps = from_state.apps
        for model in reversed(list(apps.get_app_config(app_label).get_models())):
            if self.allow_migrate_model(schema_editor.connection.alias, model):
                schema_editor.delete_model(model)

    def describe(self) -> str:
        return f"Make the tables of {sum(hasattr(each, 'fields') for each in self.operations)} models at once"


class Together(_Several):
    """Stands for ``operations`` that depend on each other in nothing but their order: each sees the models as they were
    before the first and as they are after the last, so that they are rendered twice and not once for each.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self._of_the_database():
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        made = self._made()
        for operation in reversed(self._of_the_database()):
            if isinstance(operation, AddTrigger) and operation.model_name.lower() in made:
                continue  # it goes with its table
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Carry out {len(self.operations)} changes at once"

    def _of_the_database(self) -> list[Operation]:
        """A table that is made comes with all of its columns, also with those that are added to it below."""
        made = self._made()
        return [
            each
            for each in self.operations
            if not (isinstance(each, AddField) and each.model_name_lower in made)
        ]

    def _made(self) -> set[str]:
        return {each.name_lower for each in self.operations if isinstance(each, CreateModel)}
