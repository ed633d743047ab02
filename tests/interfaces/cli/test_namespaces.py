"""An operator grants and revokes namespaces."""

import pytest

from tests.interfaces.cli.conftest import Strongroom
from tests.support import given, organized

pytestmark = pytest.mark.django_db


def test_a_namespace_is_granted_shown_and_revoked(strongroom: Strongroom) -> None:
    given.person("ada")
    assert strongroom("namespace", "list").output == "No namespace is granted.\n"
    assert "kite-…" in strongroom("namespace", "grant", "Kite", "ada", "--reason", "Hers.").output
    strongroom("namespace", "grant", "kite-tail", "ada", "--reason", "Hers, too.")
    assert strongroom("namespace", "list").output == "kite: ada\nkite-tail: ada, within kite\n"
    assert strongroom("namespace", "revoke", "kite", "--reason", "Given up.").exit_code == 0
    assert strongroom("namespace", "list").output == "kite-tail: ada\n"


def test_what_is_refused_is_said_in_one_line(strongroom: Strongroom) -> None:
    given.person("ada")
    for arguments in (("grant", "kit", "ada"), ("grant", "kite", "nobody"), ("revoke", "kite")):
        result = strongroom("namespace", *arguments, "--reason", "Why not.")
        assert result.exit_code == 1
        assert len(result.stderr.splitlines()) == 1


def test_an_organization_is_named_as_in_the_address_of_its_page(strongroom: Strongroom) -> None:
    organized.organization(given.person("ada"), "harbor-works")
    grant = ("namespace", "grant", "kite", "--organization", "--reason", "Their mark.")
    refused = strongroom(*grant, "Harbor Works")
    assert refused.exit_code == 1
    assert "There is no organization named 'Harbor Works' here. Give its name as in the" in refused.stderr
    assert strongroom(*grant, "Harbor_Works").exit_code == 0
    assert strongroom("namespace", "list").output == "kite: the organization harbor-works\n"


def test_a_reason_is_asked_for(strongroom: Strongroom) -> None:
    given.person("ada")
    assert strongroom("namespace", "grant", "kite", "ada").exit_code == 2
    assert "reason" in strongroom("namespace", "grant", "kite", "ada", "--reason", " ").stderr
