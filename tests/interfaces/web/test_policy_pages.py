"""The public ledger of policies, and the desk where other numbers are tried and announced."""

import html
import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.accounts.services import Role
from strongroom.criticality.models import DesignationRun
from strongroom.criticality.queries import get_policy, list_policies, policy_as_plain, policy_on
from strongroom.criticality.services import announce_policy, withdraw_policy
from strongroom.downloads.queries import CLIENT_CLASSES
from strongroom.foundation.actors import Actor
from strongroom.interfaces.web.client_classes import CLASS_WORDS
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.desk import operator
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

OTTO = Actor.operator(name="otto")
FIRST_DAY = NOON.date() + timedelta(days=20)
WHY = "A library that many need is worth protecting."
ASKED = {
    "downloads_rule": "on",
    "share": "1",
    "window_days": "183",
    "minimum_downloads": "1000",
    "keep_factor": "1.25",
    "candidate_share": "90",
    "counted_classes": "installer",
    "own_dependencies_rule": "on",
    "named_rule": "on",
    "dependents_top": "100",
    "dependents_minimum": "10",
    "lapse_days": "365",
}
"""The form with the numbers of the first version."""


@pytest.fixture(autouse=True)
def harborlight(ada: Person) -> None:
    given.critical_project(ada)


def text(client: Client, path: str, *, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def what_if(**others: str) -> str:
    return f"/desk/what-if/?{urlencode({**ASKED, **others})}"


def test_clients_are_called_the_same_where_they_are_chosen_and_where_they_are_told(
    sign_in: SignIn, client: Client
) -> None:
    chosen = text(operator(sign_in), "/desk/what-if/")
    told = text(client, "/project/harborlight/critical/")
    for client_class in CLIENT_CLASSES:
        assert CLASS_WORDS[client_class] in chosen
        assert CLASS_WORDS[client_class] in told


class TestTheLedger:
    def test_every_version_says_what_it_changed_when_by_whom_and_why(self, client: Client) -> None:
        announce_policy({"share": "0.005"}, by=OTTO, reason=WHY, in_force_from=FIRST_DAY, now=NOON)
        page = text(client, "/help/policy/")
        for words in (
            "Version 2, announced",
            "22 March 2026",
            "otto, operator",
            WHY,
            "<del>1%</del>",
            "<ins>0.5%</ins>",
        ):
            assert words in page
        assert "Version 1, in force" in page

    def test_a_withdrawn_version_stays_with_the_reason(self, client: Client) -> None:
        announce_policy({"share": "0.005"}, by=OTTO, reason=WHY, in_force_from=FIRST_DAY, now=NOON)
        withdraw_policy(2, by=OTTO, reason="Too few.", now=NOON)
        page = text(client, "/help/policy/")
        assert "Version 2, withdrawn" in page
        assert "otto, operator: Too few." in page

    def test_programs_read_the_same(self, client: Client) -> None:
        announce_policy({"share": "0.005"}, by=OTTO, reason=WHY, in_force_from=FIRST_DAY, now=NOON)
        content = client.get("/help/policy.json").json()
        assert content["in_force"] == 1
        first, second = content["versions"]
        assert (first["in_force_from"], first["changed"], first["rules"]["share"]) == (None, [], "0.01")
        assert second["in_force_from"] == FIRST_DAY.isoformat()
        assert (second["announced_by"], second["reason"], second["withdrawn"]) == ("operator:otto", WHY, None)
        assert second["changed"] == [
            {"field": "share", "label": "Share of the projects", "before": "1%", "after": "0.5%"}
        ]


class TestWhatIf:
    @pytest.mark.parametrize("role", Role)
    def test_every_operator_looks_and_only_admins_are_offered_to_announce(
        self, sign_in: SignIn, role: Role
    ) -> None:
        page = text(operator(sign_in, role), what_if(lapse_days="100"))
        assert "Compared with version 1, which is in force:" in page
        assert "Lapses: after 100 days in a row outside every rule (was after 365" in page
        assert ("Announce these rules" in page) is (role is Role.ADMIN)

    def test_the_form_begins_with_the_numbers_of_the_newest_version(self, sign_in: SignIn) -> None:
        browser = operator(sign_in)
        page = text(browser, "/desk/what-if/")
        assert "Those of version 1, which is in force." in page
        assert 'name="candidate_share" value="90"' in page
        assert "What it would do" not in page
        announce_policy({"share": "0.005"}, by=OTTO, reason=WHY, in_force_from=FIRST_DAY, now=NOON)
        page = text(browser, "/desk/what-if/")
        assert "Those of version 2, which is announced for" in page
        assert 'name="share" value="0.5"' in page

    def test_those_numbers_change_nothing(self, sign_in: SignIn) -> None:
        page = text(operator(sign_in), what_if())
        for words in (
            "These are the numbers of version 1, which is in force.",
            "No project comes in.",
            "No project falls out.",
        ):
            assert words in page
        assert "Announce these rules" not in page

    def test_it_says_who_falls_out_and_stores_nothing(self, sign_in: SignIn) -> None:
        page = text(operator(sign_in), what_if(minimum_downloads="6000"))
        for words in (
            "Fall out: 1",
            "/desk/projects/harborlight/",
            "Come in: 0",
            "that person holds no second factor now",
            "critical projects at first",
            "1 now; 0 after the lapses",
        ):
            assert words in page
        assert (DesignationRun.objects.count(), len(list_policies())) == (1, 1)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"share": "101"},
            {"share": "0"},
            {"share": "x"},
            {"window_days": "0"},
            {"counted_classes": "robot"},
            {"share": "0.00001"},
            {"window_days": "3661"},
        ],
        ids=str,
    )
    def test_numbers_that_are_none_are_told_at_the_form(self, sign_in: SignIn, wrong: dict[str, str]) -> None:
        assert "What it would do" not in text(operator(sign_in), what_if(**wrong), status=400)

    def test_a_number_out_of_range_is_told_at_its_field_in_its_unit(self, sign_in: SignIn) -> None:
        browser = operator(sign_in)
        page = text(browser, what_if(window_days="9999"), status=400)
        assert "This has to be a whole number from 1 to 3,660." in page
        page = text(browser, what_if(share="0"), status=400)
        assert "This has to be above 0% and at most 100%, with up to 4 decimal places." in page


class TestAnnouncingAtTheDesk:
    def numbers(self, **others: object) -> str:
        return json.dumps({**policy_as_plain(policy_on(NOON.date())), **others})

    def test_what_was_tried_is_announced(self, sign_in: SignIn) -> None:
        browser = operator(sign_in)
        asked = f"/desk/policy/next/announce/?{urlencode({'numbers': self.numbers(share='0.005')})}"
        assert "Share of the projects: 0.5% (was 1%)" in text(browser, asked)
        form = {"numbers": self.numbers(share="0.005"), "in_force_from": FIRST_DAY.isoformat(), "reason": WHY}
        answer = browser.post("/desk/policy/next/announce/", form)
        assert (answer.status_code, answer["Location"]) == (302, "/help/policy/")
        record = get_policy(2)
        assert (record.in_force_from, record.reason, record.announced_by) == (FIRST_DAY, WHY, "operator:otto")
        page = text(browser, "/desk/what-if/")
        assert "/desk/policy/2/withdraw/" in page
        browser.post("/desk/policy/2/withdraw/", {"reason": "Too few."})
        assert get_policy(2).withdrawn_because == "Too few."

    def test_what_was_tried_on_an_announced_version_takes_nothing_of_it_back(self, sign_in: SignIn) -> None:
        announce_policy({"dependents_rule": True}, by=OTTO, reason=WHY, in_force_from=FIRST_DAY, now=NOON)
        browser = operator(sign_in)
        page = text(browser, what_if(share="0.5", dependents_rule="on"))
        assert "Compared with version 2, which is announced for" in page
        found = re.search(r'href="(/desk/policy/next/announce/[^"]+)"', page)
        assert found is not None
        page = text(browser, found[1])
        assert "Compared with version 2, which is announced for" in page
        assert re.findall(r"<li>([^<]*\(was [^<]*)</li>", page) == ["Share of the projects: 0.5% (was 1%)"]
        [numbers] = parse_qs(urlsplit(found[1]).query)["numbers"]
        form = {"numbers": numbers, "in_force_from": FIRST_DAY.isoformat(), "reason": WHY}
        browser.post("/desk/policy/next/announce/", form)
        record = get_policy(3)
        assert [change.field for change in record.changed] == ["share"]
        assert record.policy.dependents_rule

    def test_what_was_tried_on_a_version_that_is_no_longer_the_newest_is_tried_again(
        self, sign_in: SignIn
    ) -> None:
        announce_policy({"dependents_rule": True}, by=OTTO, reason=WHY, in_force_from=FIRST_DAY, now=NOON)
        browser = operator(sign_in)
        words = "These numbers were tried on version 1, but the newest is version 2 now."
        numbers = self.numbers(share="0.005")
        assert words in text(browser, f"/desk/policy/next/announce/?{urlencode({'numbers': numbers})}")
        form = {"numbers": numbers, "in_force_from": FIRST_DAY.isoformat(), "reason": WHY}
        answer = browser.post("/desk/policy/next/announce/", form)
        assert (answer.status_code, words in answer.content.decode()) == (400, True)
        assert len(list_policies()) == 2

    @pytest.mark.parametrize("numbers", ["", "[]", "{", '{"color": 1}', '{"share": "2"}', "{}"])
    def test_numbers_that_are_none_are_refused(self, sign_in: SignIn, numbers: str) -> None:
        form = {"numbers": numbers, "in_force_from": FIRST_DAY.isoformat(), "reason": WHY}
        answer = operator(sign_in).post("/desk/policy/next/announce/", form)
        assert answer.status_code == 400
        assert len(list_policies()) == 1

    def test_a_day_too_soon_is_refused_with_the_earliest(self, sign_in: SignIn) -> None:
        form = {"numbers": self.numbers(lapse_days=100), "in_force_from": "2026-03-03", "reason": WHY}
        answer = operator(sign_in).post("/desk/policy/next/announce/", form)
        assert answer.status_code == 400
        assert "Give 2026-03-16 or a later day." in answer.content.decode()

    def test_there_is_no_other_version_to_act_on(self, sign_in: SignIn) -> None:
        browser = operator(sign_in)
        for subject in ("9", "x"):
            assert browser.get(f"/desk/policy/{subject}/withdraw/").status_code == 404
        assert browser.post("/desk/policy/next/withdraw/", {"reason": WHY}).status_code == 404
