"""Foreign keys point downward, as imports do; import contracts cannot see a key given as a string."""

from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

FLOORS = {
    "accounts": 1,
    "downloads": 2,
    "catalog": 2,
    "criticality": 3,
    "mandates": 4,
    "readpath": 4,
    "publishing": 5,
    "simulation": 6,
}
"""Height of each room; `infra` and everything that is not ours lies at the bottom."""


def upward(keys: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a sentence for each pair (module of the key, module it points to) not pointing downward."""
    for source, target in keys:
        room, other = _room(source), _room(target)
        if room != other and FLOORS.get(room, 0) <= FLOORS.get(other, 0) and _is_ours(target):
            yield f"a key of {source} points to {target}, which does not lie below"


def keys_of(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Yield the pair of modules for each relation that a model declares itself."""
    for field in model._meta.get_fields():
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type):
            yield model.__module__, field.related_model.__module__


def _is_ours(module: str) -> bool:
    return module.startswith("strongroom.")


def _room(module: str) -> str:
    return module.split(".")[1] if _is_ours(module) else "infra"


@pytest.mark.parametrize(
    ("source", "target"),
    [("accounts", "catalog"), ("downloads", "catalog"), ("readpath", "mandates"), ("infra", "accounts")],
)
def test_the_rule_catches_a_key_that_points_up_or_sideways(source: str, target: str) -> None:
    assert list(upward([(f"strongroom.{source}.models", f"strongroom.{target}.models")]))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("strongroom.catalog.models", "strongroom.accounts.models"),
        ("strongroom.publishing.models", "strongroom.mandates.models"),
        ("strongroom.catalog.models", "strongroom.catalog.models"),
        ("strongroom.accounts.models", "strongroom.infra.journal.models"),
        ("strongroom.accounts.models", "django.contrib.auth.models"),
        ("allauth.account.models", "strongroom.infra.journal.models"),
    ],
)
def test_the_rule_lets_pass_what_points_down(source: str, target: str) -> None:
    assert list(upward([(source, target)])) == []


@isolate_apps("strongroom.catalog")
def test_keys_given_as_strings_are_seen() -> None:
    class Below(models.Model):
        class Meta:
            app_label = "catalog"

    class Above(models.Model):
        below = models.ForeignKey("catalog.Below", models.PROTECT)

        class Meta:
            app_label = "catalog"

    assert list(keys_of(Above)) == [(__name__, __name__)]
    assert list(keys_of(Below)) == []


def test_every_foreign_key_points_downward() -> None:
    ours = [model for model in apps.get_models(include_auto_created=True) if _is_ours(model.__module__)]
    assert ours
    assert list(upward(key for model in ours for key in keys_of(model))) == []
