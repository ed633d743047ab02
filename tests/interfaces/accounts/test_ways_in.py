"""Every way into an account is written down; no other leads in, and none is there from the beginning."""

import re

import pytest
from django.apps import apps

from strongroom.accounts.models import OperatorRole, User
from tests.architecture.sources import ROOT
from tests.contexts.accounts.given import PASSWORD
from tests.interfaces.accounts.given import Browser, code_in, newest_letter
from tests.interfaces.web.test_proof_needed import WITHOUT_PROOF, forms_of_the_site

pytestmark = pytest.mark.django_db

WAYS_IN = (
    "It is a sign-in.",
    "It begins an account",
    "A mailed code will be the proof.",
    "The address is signed and was",
)
"""How the list of what asks for no proof speaks of what ends in a session."""


def test_every_way_in_is_in_the_reference() -> None:
    written = (ROOT / "docs/reference/ways-in.md").read_text(encoding="utf-8")
    ways = {name for name, reason in WITHOUT_PROOF.items() if reason.startswith(WAYS_IN)}
    # What is different for everybody stands at the end of an address.
    begins = {
        re.split(r"(?<=/)(?:1|none)/", address)[0] for name, address in forms_of_the_site() if name in ways
    }
    assert len(begins) > 6
    assert sorted(begin for begin in begins if f"`{begin}" not in written) == []


def test_a_new_index_has_no_account_and_no_operator() -> None:
    assert not User.objects.exists()
    assert not OperatorRole.objects.exists()


def test_of_nobody_a_hint_a_question_or_a_telephone_number_is_kept() -> None:
    asked = ("hint", "question", "answer", "maiden", "birth", "phone", "mobile", "sms")
    fields = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("accounts").get_models()
        for field in model._meta.get_fields()
    ]
    assert [field for field in fields if any(word in field.lower() for word in asked)] == []


def test_who_registers_sets_no_field_that_the_form_does_not_ask_for(visitor: Browser) -> None:
    more = {
        "is_active": "0",
        "is_superuser": "1",
        "is_staff": "1",
        "roles": "admin",
        "hands_until": "2020-01-01",
    }
    where = visitor.send(
        "/account/signup/",
        username="eve",
        email="eve@example.org",
        password1=PASSWORD,
        password2=PASSWORD,
        **more,
    ).headers["Location"]
    visitor.send(where, code=code_in(newest_letter()))
    eve = User.objects.get(username="eve")
    assert (visitor.name, eve.is_active, eve.hands_until) == ("eve", True, None)
    assert not OperatorRole.objects.exists()
    assert visitor.get("/desk/").status_code == 404
