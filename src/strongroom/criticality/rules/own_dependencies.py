"""What the running index is made of: the transitive closure of a distribution's requirements.

Pure: the caller hands in the look-up of installed metadata and the marker environment, as in
`closure("strongroom", requirements_of=importlib.metadata.requires, environment=default_environment())`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError
from typing import NamedTuple, cast

from packaging.markers import Environment, UndefinedComparison, UndefinedEnvironmentName
from packaging.requirements import InvalidRequirement, Requirement

from strongroom.foundation.names import InvalidName, NormalizedName, normalize

RequirementsOf = Callable[[NormalizedName], Iterable[str] | None]
"""Requirement strings of an installed distribution; may raise PackageNotFoundError."""


class _Wanted(NamedTuple):
    """A distribution, wanted for itself (empty extra) or for one of its extras."""

    name: NormalizedName
    extra: str


def closure(
    root: str, *, requirements_of: RequirementsOf, environment: Environment
) -> frozenset[NormalizedName]:
    """Return every distribution that `root` needs in this environment, directly or not, without `root`.

    A distribution that is not installed is in, with nothing behind it. A requirement that cannot be
    read is passed over. A marker that cannot be evaluated counts as true: better one name too many.
    Source: PyPA specification "Dependency specifiers".

    Args:
        root: A requirement, such as `strongroom` or `strongroom[postgresql]`.
        requirements_of: The look-up of installed metadata.
        environment: Marker variables and their values.

    Raises:
        InvalidRequirement: if `root` is not a requirement.
    """
    wanted = set(_wanted(Requirement(root)))
    own_name = normalize(Requirement(root).name)
    waiting = list(wanted)
    while waiting:
        node = waiting.pop()
        behind = set(_wanted_by(node, requirements_of=requirements_of, environment=environment))
        waiting.extend(behind - wanted)
        wanted |= behind
    return frozenset(node.name for node in wanted) - {own_name}


def _wanted(requirement: Requirement) -> Iterator[_Wanted]:
    name = normalize(requirement.name)
    yield _Wanted(name, "")
    for extra in requirement.extras:
        yield _Wanted(name, extra)


def _wanted_by(
    node: _Wanted, *, requirements_of: RequirementsOf, environment: Environment
) -> Iterator[_Wanted]:
    try:
        lines = requirements_of(node.name) or ()
    except PackageNotFoundError:
        return
    for line in lines:
        try:
            requirement = Requirement(line)
            found = tuple(_wanted(requirement))
        except (InvalidRequirement, InvalidName):
            continue
        if _applies(requirement, extra=node.extra, environment=environment):
            yield from found


def _applies(requirement: Requirement, *, extra: str, environment: Environment) -> bool:
    if requirement.marker is None:
        return True
    variables = cast("Mapping[str, str]", environment)  # a TypedDict with strings only
    try:
        return requirement.marker.evaluate({**variables, "extra": extra})
    except (UndefinedComparison, UndefinedEnvironmentName):
        return True
