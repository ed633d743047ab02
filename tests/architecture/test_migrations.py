"""The migrations build exactly the tables that the models describe."""

from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState


def missing_migrations(described: ProjectState) -> list[str]:
    """Return what would have to change for the migrations to build the described tables of our rooms."""
    loader = MigrationLoader(None)
    changes = MigrationAutodetector(loader.project_state(), described).changes(graph=loader.graph)
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("strongroom.")}
    return [
        f"{label}: {operation.describe()}"
        for label, migrations in changes.items()
        if label in ours
        for migration in migrations
        for operation in migration.operations
    ]


def test_the_rule_sees_a_model_without_migration() -> None:
    described = ProjectState.from_apps(apps)
    described.add_model(ModelState("journal", "Forgotten", [("id", models.BigAutoField(primary_key=True))]))
    assert "journal: Create model Forgotten" in missing_migrations(described)


def test_the_migrations_match_the_models() -> None:
    assert missing_migrations(ProjectState.from_apps(apps)) == []
