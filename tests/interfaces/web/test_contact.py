"""Where people reach the operators: at the foot of every page, and in every link that says so."""

import pytest
from django.test import Client
from pytest_django import Settings

from strongroom.config.env import SettingInvalid, read_environment
from strongroom.interfaces.web.contact import contact_url


def test_every_page_leads_to_a_letter_to_the_operators(client: Client, db: None, settings: Settings) -> None:
    settings.STRONGROOM_CONTACT = "operators@index.example"
    page = client.get("/help/critical-projects/").content.decode()
    assert page.count('<a href="mailto:operators@index.example">Write to the operators') == 1


def test_a_letter_about_something_says_so_in_its_subject(settings: Settings) -> None:
    settings.STRONGROOM_CONTACT = "operators@index.example"
    assert contact_url("Custody: a name") == "mailto:operators@index.example?subject=Custody%3A%20a%20name"


def test_operators_who_have_a_page_are_reached_there(settings: Settings) -> None:
    settings.STRONGROOM_CONTACT = "https://help.example/index"
    assert contact_url("Custody: a name") == contact_url() == "https://help.example/index"


@pytest.mark.parametrize("contact", ["", "operators@index.example", "https://help.example/index?topic=1"])
def test_a_mail_address_or_a_page_or_nothing_is_given(contact: str) -> None:
    assert read_environment({"STRONGROOM_CONTACT": contact})["STRONGROOM_CONTACT"] == contact


@pytest.mark.parametrize(
    "contact", ["ring the bell", "javascript:alert(1)", "Ada <ada@index.example>", "https://"]
)
def test_nothing_else_is(contact: str) -> None:
    with pytest.raises(SettingInvalid, match="a mail address, such as"):
        read_environment({"STRONGROOM_CONTACT": contact})
