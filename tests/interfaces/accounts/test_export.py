"""Everything that the index holds about a person: complete, without secrets, and not silent."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from strongroom.accounts import services
from strongroom.accounts.models import User
from strongroom.accounts.queries import get_person_named
from strongroom.accounts.queries.personal_data import PERSONAL_TABLES as OF_ACCOUNTS
from strongroom.catalog.queries.personal_data import PERSONAL_TABLES as OF_CATALOG
from strongroom.criticality.queries import PERSONAL_TABLES as OF_CRITICALITY
from strongroom.infra.journal.personal_data import ABOUT_SOMEBODY, BY_SOMEBODY
from strongroom.infra.outbox.personal_data import LETTERS, RETURNED
from strongroom.interfaces.web.accounts.export import FORMAT
from strongroom.mandates.queries import PERSONAL_TABLES as OF_MANDATES
from tests.contexts.accounts.given import app_of, key_of, mails_to, proof_of, somebody
from tests.interfaces.accounts.given import PROVE, Browser
from tests.support.given import release

EXPORT = "/account/export/"
TABLES = (*OF_ACCOUNTS, *OF_CATALOG, *OF_CRITICALITY, *OF_MANDATES)
SECRET = re.compile(r"password|secret|digest|public_key|credential|session_key|session_data|token\b")


def test_every_table_with_a_key_to_a_person_is_in_the_export() -> None:
    """A new table fails here: declare in its room's `queries.personal_data` what of it is told."""
    keys = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey) and field.related_model is User
    }
    assert keys <= {(table.model, table.person) for table in TABLES}


def test_every_section_has_a_name_of_its_own_and_tells_no_secret() -> None:
    tables = (*TABLES, ABOUT_SOMEBODY, BY_SOMEBODY, LETTERS, RETURNED)
    assert len({table.section for table in tables}) == len(tables)
    assert [
        (table.section, column) for table in tables for column in table.columns if SECRET.search(column)
    ] == []


def test_the_reference_names_every_section() -> None:
    text = (Path(__file__).parents[3] / "docs/reference/account-export.md").read_text("utf-8")
    tables = (*TABLES, ABOUT_SOMEBODY, BY_SOMEBODY, LETTERS, RETURNED)
    assert [table.section for table in tables if f"`{table.section}`" not in text] == []


@pytest.fixture
def exported(visitor: Browser) -> dict[str, Any]:
    ada = somebody("ada")
    secret = app_of(ada)
    services.issue_recovery_codes(proof_of(ada), now=visitor.watch())
    services.issue_token(proof_of(ada), name="laptop", projects=None, expires_at=None, now=visitor.watch())
    release(ada, "harborlight")
    release(somebody("ben"), "tidepool")
    visitor.watch.move(minutes=2)
    visitor.sign_in()
    visitor.give_code(secret)
    answer = visitor.send(EXPORT)
    assert answer.headers["Content-Type"] == "application/json"
    assert 'filename="ada.json"' in answer.headers["Content-Disposition"]
    found: dict[str, Any] = json.loads(answer.getvalue())
    return found


def test_it_tells_everything_about_the_person_and_nothing_about_others(exported: dict[str, Any]) -> None:
    assert exported["format"] == FORMAT
    assert exported["account"][0]["username"] == "ada"
    assert [row["email"] for row in exported["addresses"]] == ["ada@example.org"]
    assert [row["name"] for row in exported["authenticator_apps"]] == ["phone"]
    assert [row["name"] for row in exported["api_tokens"]] == ["laptop"]
    assert [row["project_name"] for row in exported["roles"]] == ["harborlight"]
    assert len(exported["sessions"]) == 1
    assert len(exported["recovery_codes"]) == 10
    assert "account.exported" in {row["kind"] for row in exported["journal_about_you"]}
    assert "file.published" in {row["kind"] for row in exported["journal_by_you"]}
    assert exported["letters"]
    assert not re.search(r"\bben\b", json.dumps(exported)), (
        "as a word: links in letters hold any three letters"
    )


def test_the_download_is_told_by_mail(exported: dict[str, Any]) -> None:
    assert exported
    assert "was downloaded" in mails_to(get_person_named("ada"))[-1]


def test_opening_the_page_downloads_nothing_and_an_old_proof_neither(visitor: Browser) -> None:
    ada = somebody("ada")
    key_of(ada)
    visitor.force_login(User.objects.get(pk=ada.user_id))
    assert visitor.get(EXPORT).headers["Location"].startswith(PROVE)
