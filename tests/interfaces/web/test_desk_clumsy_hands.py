"""An operator at the desk who types nothing, too much, or nonsense: each act answers with a word, never with an error."""

from collections.abc import Iterator
from itertools import cycle
from time import process_time

import pytest
from django.forms import Form
from django.test import Client
from django.urls import reverse

from strongroom.accounts.queries import Person
from strongroom.infra.journal.models import JournalEntry
from strongroom.interfaces.web.desk.acting import ROOMS
from strongroom.interfaces.web.desk.announcement_acts import DemandForm
from tests.interfaces.web.conftest import SignIn
from tests.interfaces.web.desk import operator
from tests.support import given, vouchers

pytestmark = pytest.mark.django_db

NONSENSE = {
    "nothing": "",
    "nul": "a\x00b",
    "long": "9" * 6000,
    "negative": "-1",
    "exponent": "1E+999999999",
    "unicode": "\u202e٣\u0301\ufeff😀",
    "braces": "{0.__class__}%s",
    "deep": "[" * 1500,
    "day": "9999-12-31",
}
SUBJECTS = ("9" * 30, "9" * 5000, "a\x00b")


SUBJECT_IN = {"people": "ada", "projects": "harborlight", "names": "harborlight"}
NEW_IN = {
    "banners": "desk_act_for_all",
    "vouchers": "desk_voucher_new",
    "announcements": "desk_announcement_new",
}


@pytest.fixture
def desk(sign_in: SignIn, ada: Person) -> Client:
    """The browser of an admin; there are a project and a campaign to be clumsy about."""
    given.critical_project(ada)
    vouchers.campaign()
    return operator(sign_in)


def acts() -> Iterator[tuple[str, type[Form], str]]:
    """Yield room, form and slug of every act."""
    for room in ROOMS.values():
        for act in room.acts:
            yield room.slug, act.form, act.slug


@pytest.mark.on_postgresql
def test_no_form_errs(desk: Client) -> None:
    """Each field of each act is given another nonsense in turn."""
    nonsense = cycle(NONSENSE.values())
    for room, form, slug in acts():
        at = reverse("desk_act", args=[room, SUBJECT_IN.get(room, "1"), slug])
        fields = {name: next(nonsense) for name in form.base_fields}
        assert desk.post(at, fields).status_code < 500, at
        assert desk.get(at, fields).status_code < 500, at
        next(nonsense)


def test_no_subject_errs(desk: Client) -> None:
    for room, _, slug in acts():
        for subject in SUBJECTS:
            assert desk.get(reverse("desk_act", args=[room, subject, slug])).status_code < 500


def test_a_character_that_no_name_has_leads_nowhere(desk: Client) -> None:
    for address in ("people/%00/", "people/?q=%00", "announcements/1/?user=%00", "?q=%00", "projects/%00/"):
        assert desk.get(f"/desk/{address}").status_code == 404, address
    assert desk.get("/account/letters/%00/").status_code == 404


def test_what_is_done_to_one_is_not_done_to_none(desk: Client) -> None:
    before = JournalEntry.objects.count()
    for room, name in NEW_IN.items():
        for act in ROOMS[room].acts:
            answer = desk.post(reverse(name, args=[act.slug]), {"reason": "A slip."})
            assert answer.status_code == (400 if act.makes else 404)
    assert JournalEntry.objects.count() == before


def test_no_question_about_the_policy_errs(desk: Client) -> None:
    fields = ("share", "window_days", "keep_factor", "candidate_share", "counted_classes", "lapse_days")
    nonsense = cycle(NONSENSE.values())
    for _ in NONSENSE:
        answer = desk.get(reverse("desk_what_if"), {field: next(nonsense) for field in fields})
        assert answer.status_code in {400, 404}
    for field in fields:
        answer = desk.get(reverse("desk_what_if"), {**dict.fromkeys(fields, "1"), field: "1E+999999999"})
        assert answer.status_code == 400


def test_days_of_rehearsal_are_read_at_once_however_odd() -> None:
    """A nested repetition would try every way to cut the digits apart."""
    began = process_time()
    with pytest.raises(Exception, match="separated by commas"):
        DemandForm.base_fields["brown_out_days"].clean("1" * 190 + "x")
    assert process_time() - began < 1
    assert DemandForm.base_fields["brown_out_days"].clean("14, 7 ") == "14, 7 "
