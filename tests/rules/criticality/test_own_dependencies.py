"""What the running index is made of."""

from collections.abc import Callable, Iterable, Mapping
from importlib import metadata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.markers import Environment, default_environment
from packaging.requirements import InvalidRequirement

from strongroom.criticality.rules.own_dependencies import closure
from strongroom.foundation.names import NormalizedName, normalize

LINUX: Environment = {
    "implementation_name": "cpython",
    "implementation_version": "3.11.7",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_release": "6",
    "platform_system": "Linux",
    "platform_version": "1",
    "python_full_version": "3.11.7",
    "python_version": "3.11",
    "sys_platform": "linux",
}


def installed(
    distributions: Mapping[str, list[str] | None],
) -> Callable[[NormalizedName], Iterable[str] | None]:
    """Return a look-up that answers as importlib.metadata does."""

    def requirements_of(name: NormalizedName) -> Iterable[str] | None:
        if name not in distributions:
            raise metadata.PackageNotFoundError(name)
        return distributions[name]

    return requirements_of


def behind(root: str, **distributions: list[str] | None) -> set[str]:
    """Return the closure over distributions given by name (an underscore stands for the hyphen)."""
    by_name = {str(normalize(name)): lines for name, lines in distributions.items()}
    return set(closure(root, requirements_of=installed(by_name), environment=LINUX))


def test_requirements_of_requirements_are_followed() -> None:
    assert behind("app", app=["web>=5"], web=["db[fast] ~= 1.0"], db=["sql"], sql=None) == {
        "web",
        "db",
        "sql",
    }


def test_names_are_normalized() -> None:
    assert behind("App", app=["Zope.Interface"], zope_interface=["Other_Thing"]) == {
        "zope-interface",
        "other-thing",
    }


def test_the_root_is_not_its_own_dependency() -> None:
    assert behind("app", app=["plugin", "app[extra]"], plugin=["app"]) == {"plugin"}


def test_a_circle_ends() -> None:
    assert behind("app", app=["a"], a=["b"], b=["c"], c=["a"]) == {"a", "b", "c"}


def test_a_distribution_that_is_not_installed_is_in_with_nothing_behind_it() -> None:
    assert behind("app", app=["missing", "present"], present=[]) == {"missing", "present"}


def test_a_root_that_is_not_installed_needs_nothing() -> None:
    assert behind("app") == set()


@pytest.mark.parametrize(
    "unreadable", ["", "===", "name >= ", "not a requirement!", "x" * 200, "a; no_such_variable == '1'"]
)
def test_a_requirement_that_cannot_be_read_is_passed_over(unreadable: str) -> None:
    assert behind("app", app=[unreadable, "good"]) == {"good"}


def test_a_requirement_for_another_environment_is_not_followed() -> None:
    assert behind("app", app=["colors; sys_platform == 'win32'", "typing; python_version < '3.12'"]) == {
        "typing"
    }


def test_markers_are_evaluated_for_the_given_environment_not_for_this_machine() -> None:
    windows: Environment = {**LINUX, "sys_platform": "win32", "python_version": "3.13"}
    lines = {"app": ["colors; sys_platform == 'win32'", "typing; python_version < '3.12'"]}

    assert closure("app", requirements_of=installed(lines), environment=windows) == {"colors"}


@pytest.mark.parametrize("marker", ["os_name ~= 'posix'", "'x' in extras"])
def test_a_marker_that_cannot_be_evaluated_counts_as_true(marker: str) -> None:
    assert behind("app", app=[f"perhaps; {marker}"]) == {"perhaps"}


def test_an_extra_nobody_asked_for_is_not_followed() -> None:
    assert behind("app", app=["db", "driver; extra == 'postgresql'"], db=["fast; extra == 'speed'"]) == {"db"}


def test_extras_of_a_requirement_are_followed_in_any_spelling() -> None:
    found = behind(
        "app[Postgre.SQL]", app=["db[speed]", "driver; extra == 'postgre-sql'"], db=["fast; extra == 'Speed'"]
    )

    assert found == {"db", "driver", "fast"}


def test_an_extra_that_is_asked_for_later_is_still_followed() -> None:
    found = behind("app", app=["db", "other"], other=["db[speed]"], db=["base", "fast; extra == 'speed'"])

    assert found == {"db", "other", "base", "fast"}


def test_an_extra_may_stand_for_other_extras_of_the_same_distribution() -> None:
    found = behind("app", app=["db[all]"], db=["db[speed]; extra == 'all'", "fast; extra == 'speed'"])

    assert found == {"db", "fast"}


def test_a_root_that_is_no_requirement_is_refused() -> None:
    with pytest.raises(InvalidRequirement):
        behind("not a requirement!")


graphs = st.dictionaries(
    st.sampled_from("abcdef"),
    st.lists(st.sampled_from([*"abcdef", "b[x]", "?", "c; extra == 'x'"]), max_size=4),
)


@given(graphs, st.sampled_from("abcdef"))
def test_whatever_a_dependency_needs_is_a_dependency_too(graph: dict[str, list[str]], root: str) -> None:
    def of(name: str) -> frozenset[NormalizedName]:
        return closure(name, requirements_of=installed(graph), environment=LINUX)

    for dependency in of(root):
        assert of(dependency) <= of(root) | {normalize(root)}


def test_the_distribution_that_is_running_can_be_asked() -> None:
    found = closure("strongroom", requirements_of=metadata.requires, environment=default_environment())

    assert {"django", "asgiref", "webauthn", "cryptography", "cffi", "packaging"} <= found
    assert not {"strongroom", "psycopg", "pytest"} & found
