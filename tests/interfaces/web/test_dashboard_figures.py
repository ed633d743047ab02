"""Each figure of the dashboard: over time, as a table, and as data."""

import csv
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from strongroom.accounts.queries import Person
from strongroom.foundation import clock
from strongroom.foundation.names import normalize
from strongroom.interfaces.web.dashboard.definitions import FIGURES
from strongroom.mandates.models import ProtectionFigure
from strongroom.mandates.services import record_figures
from tests.interfaces.web.conftest import SignIn
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

TODAY = NOON.date()


@pytest.fixture
def history(ada: Person, ben: Person) -> None:
    """Harborlight, of ada and ben, is critical; figures of two years are kept, and nothing else of the first."""
    given.role(ben, given.critical_project(ada))
    record_figures(on=TODAY)
    today = ProtectionFigure.objects.values().get()
    recent = {**today, "files": 8, "files_by_token_with_key": 7, "files_by_sign_in": 0}
    recent |= {"files_by_token_with_factor": 0, "files_by_token_alone": 0}
    recent |= {"refused_for_factor": 2, "refused_for_rights": 1}
    old = {
        name: value if ProtectionFigure._meta.get_field(name).null is False else None
        for name, value in today.items()
    }
    ProtectionFigure.objects.bulk_create(
        ProtectionFigure(
            **{**(recent if days < 365 else old), "id": None, "on": TODAY - timedelta(days=days)}
        )
        for days in range(1, 730)
    )


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def table(shown: str) -> list[str]:
    """Return the days of the table's rows."""
    return re.findall(r'<th scope="row"><time datetime="([^"]+)">', shown)


@pytest.mark.parametrize("slug", FIGURES)
def test_every_figure_has_a_page_json_and_csv_also_when_the_index_is_empty(client: Client, slug: str) -> None:
    figure = FIGURES[slug]
    shown = page(client, f"/dashboard/{slug}/")
    assert f"<h1>{figure.title}</h1>" in shown
    for kind in ("csv", "json"):
        assert f'href="/dashboard/{slug}.{kind}"' in shown
    answer: dict[str, Any] = client.get(f"/dashboard/{slug}.json").json()
    assert list(answer["parts"]) == [part.name for part in figure.parts]
    assert [one["on"] for one in answer["days"]] == ["2026-03-02"]


@pytest.mark.usefixtures("history")
def test_a_year_is_shown_by_week_and_can_be_made_shorter_and_longer(client: Client) -> None:
    assert len(table(page(client, "/dashboard/people-bound/"))) == 54
    assert len(table(page(client, "/dashboard/people-bound/?days=90"))) == 91
    assert len(table(page(client, "/dashboard/people-bound/?days=all"))) == 106
    assert page(client, "/dashboard/people-bound/?days=%00") == page(client, "/dashboard/people-bound/")


@pytest.mark.usefixtures("history")
def test_the_numbers_of_a_day_are_those_of_its_last_week_day_and_stand_behind_the_picture(
    client: Client,
) -> None:
    shown = page(client, "/dashboard/people-bound/")
    assert table(shown)[:2] == ["2026-03-02", "2026-03-01"], "the newest first"
    assert "On 2 March 2026: Security key or passkey: 1, Authenticator app only: 0," in shown
    assert (
        '>2026-03-02</time></th><td class="number">1</td><td class="number">0</td>'
        '<td class="number">0</td><td class="number">1</td><td class="number">2</td>' in shown
    )
    assert "As it was at the end of each week." in shown


@pytest.mark.usefixtures("history")
def test_what_happens_is_added_up_by_week_and_days_before_it_was_kept_are_left_out(client: Client) -> None:
    shown = page(client, "/dashboard/uploads-refused/?days=all")
    assert (
        '>2026-02-23</time></th><td class="number">14</td><td class="number">7</td>'
        '<td class="number">56</td>' in shown
    )
    assert table(shown)[0] == "2026-02-23", "the present week is not over"
    assert table(shown)[-1] == "2025-03-03"
    assert "Added up by week; the present week is left out." in shown


@pytest.mark.usefixtures("history")
def test_the_data_have_every_day_and_today_so_far(client: Client) -> None:
    lines = list(csv.DictReader(client.get("/dashboard/people-bound.csv").content.decode().splitlines()))
    assert (len(lines), lines[0]["on"], lines[-1]["on"]) == (730, "2024-03-03", "2026-03-02")
    assert lines[0]["bound_with_provider_only"] == "", "not kept then"
    assert lines[-1] == {
        "on": "2026-03-02",
        "bound_with_phishing_resistant": "1",
        "bound_with_totp_only": "0",
        "bound_with_provider_only": "0",
        "bound_without": "1",
        "people_bound": "2",
    }
    days = client.get("/dashboard/files-by-proof.json").json()["days"]
    assert len(days) == 365
    assert days[0]["files_by_token_with_key"] == 7
    assert (days[0]["files_unknown"], days[0]["files_by_trusted_publisher"], days[0]["files_attested"]) == (
        1,
        0,
        0,
    )
    assert days[-1]["files_by_sign_in"] == 1


def test_no_trusted_publishers_and_attestations_are_said_to_be_none_and_why(client: Client) -> None:
    shown = page(client, "/dashboard/files-by-proof/")
    assert "No trusted publishers and no attestations yet: this index takes neither." in shown


@pytest.mark.parametrize(
    ("servers", "said"),
    [
        (("192.0.2.53",), "Watched are the domains of people who may publish"),
        (None, "The watch is off on this index"),
    ],
)
def test_whether_mail_domains_are_watched_is_said_wherever_the_figure_is(
    client: Client, settings: Settings, servers: tuple[str, ...] | None, said: str
) -> None:
    settings.STRONGROOM_DNS = servers
    for path in ("/dashboard/", "/dashboard/domain-watch/"):
        shown = page(client, path)
        assert said in shown
        assert "Domains watched: 0" in shown, "it is in the picture"
    assert said in client.get("/dashboard/domain-watch.json").json()["about"]


@pytest.mark.parametrize("path", ["/dashboard/vouchers.json", "/dashboard/vouchers.csv", "/dashboard.json"])
def test_data_are_for_every_cache_and_sent_once(sign_in: SignIn, ada: Person, path: str) -> None:
    given.critical_project(ada)
    answer = sign_in(ada).get(path)
    assert "public" in answer["Cache-Control"]
    assert "Cookie" not in answer.headers.get("Vary", "")
    clock.install(lambda: NOON + timedelta(minutes=1))
    again = Client().get(path, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    given.release(ada, normalize("harborlight"), "1.1")
    given.protected(given.person("cleo"))
    if path == "/dashboard.json":
        assert Client().get(path, headers={"If-None-Match": answer["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", ["nothing/", "nothing.csv", "nothing.json"])
def test_a_figure_that_is_none_is_not_found(client: Client, path: str) -> None:
    answer = client.get(f"/dashboard/{path}")
    assert answer.status_code == 404
    assert b"The dashboard has no such figure." in answer.content
