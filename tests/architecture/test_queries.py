"""Queries are in the contexts: the interfaces ask the database nothing by themselves, and know no table.

So the tests of the contexts show what a query does on each database. Which rooms know the models says .importlinter;
here it is what else leads to the database. The one row that the site fetches is that of an account, to hand to allauth.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, python_files

CONNECTIONS = ("connection", "close_old_connections", "OperationalError", "ProgrammingError", "DatabaseError")
"""What an interface may know of django.db: that there are connections to be closed, and that they fail."""

LEADING_THERE = ("objects", "_default_manager", "_base_manager", "cursor")
ACCOUNT = "django.contrib.auth.get_user_model"


def queries_of_its_own(source: Source) -> Iterator[str]:
    """Yield `path:line` of everything that leads an interface to the database, past the queries of the contexts."""
    for line, name in source.imports():
        if name.startswith("django.db") and name not in {f"django.db.{one}" for one in CONNECTIONS}:
            yield f"{source.path}:{line} imports {name}"
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Attribute) or node.attr not in LEADING_THERE:
            continue
        if not _is_the_account(source, node):
            yield f"{source.path}:{node.lineno} asks by .{node.attr}"


def _is_the_account(source: Source, node: ast.Attribute) -> bool:
    model = node.value
    return isinstance(model, ast.Call) and source.meaning(model.func) == ACCOUNT


@pytest.mark.parametrize(
    "text",
    [
        "from django.db import models",
        "from django.db.models import Count",
        "from django.db import transaction",
        "import django.db.models",
        "rows = Project.objects.all()",
        "rows = EmailAddress.objects.filter(user=user)",
        "from django.db import connection\nwith connection.cursor() as cursor: pass",
    ],
)
def test_the_rule_catches_every_way_to_the_database(text: str) -> None:
    assert list(queries_of_its_own(Source("src/strongroom/interfaces/web/pages.py", text)))


@pytest.mark.parametrize(
    "text",
    [
        "from django.db import close_old_connections",
        "from django.contrib.auth import get_user_model\nuser = get_user_model().objects.get(pk=1)",
        "from strongroom.catalog.queries import find_project\nproject = find_project(name)",
    ],
)
def test_the_rule_lets_pass_what_the_interfaces_may(text: str) -> None:
    assert list(queries_of_its_own(Source("src/strongroom/interfaces/web/pages.py", text))) == []


def test_the_interfaces_ask_the_database_nothing_by_themselves() -> None:
    sources = python_files("src/strongroom/interfaces")
    assert [finding for source in sources for finding in queries_of_its_own(source)] == []
