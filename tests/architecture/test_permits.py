"""Only `mandates` makes a permit: whoever holds one has asked the one question."""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.sources import Source, python_files

PERMITS = {
    "strongroom.foundation.permits.Permit",
    "strongroom.foundation.organization_permits.OrganizationPermit",
}
MAKER = "strongroom.mandates"


def permits_made(source: Source) -> Iterator[str]:
    """Yield `path:line` of each call outside `mandates` that makes a permit, or alters one by `replace`."""
    if source.within(MAKER):
        return
    calls = [node for node in ast.walk(source.tree) if isinstance(node, ast.Call)]
    for call in calls:
        if source.meaning(call.func) in PERMITS or _alters_a_permit(source, call):
            yield f"{source.path}:{call.lineno} makes a Permit; ask mandates.services.permit"


def _alters_a_permit(source: Source, call: ast.Call) -> bool:
    replaces = source.meaning(call.func) == "dataclasses.replace" and bool(call.args)
    return replaces and "permit" in ast.unparse(call.args[0]).lower()


@pytest.mark.parametrize(
    "text",
    [
        "from strongroom.foundation.permits import Permit\nyes = Permit(by, action, project, at)",
        "from strongroom.foundation.permits import Permit as Yes\nyes = Yes(by, action, project, at)",
        "from strongroom.foundation import permits\nyes = permits.Permit(by, action, project, at)",
        "import strongroom.foundation.permits as p\nyes = p.Permit(by, action, project, at)",
        "import strongroom.foundation.permits\nyes = strongroom.foundation.permits.Permit(by, at=at)",
        "from dataclasses import replace\nyes = replace(permit, project=other)",
        "from strongroom.foundation.organization_permits import OrganizationPermit as P\nyes = P(by, change, at)",
    ],
)
def test_the_rule_catches_a_permit_of_one_s_own(text: str) -> None:
    assert len(list(permits_made(Source("src/strongroom/catalog/services.py", text)))) == 1


def test_the_rule_lets_mandates_answer_and_others_take_the_answer() -> None:
    made = "from strongroom.foundation.permits import Permit\nyes = Permit(by, action, project, at)"
    taken = "from strongroom.foundation.permits import Permit\ndef yank(permit: Permit) -> None: ..."
    assert list(permits_made(Source("src/strongroom/mandates/services/permit.py", made))) == []
    assert list(permits_made(Source("src/strongroom/catalog/services.py", taken))) == []


def test_nobody_but_mandates_makes_a_permit() -> None:
    assert [finding for source in python_files("src/strongroom") for finding in permits_made(source)] == []
