"""Codes for free security keys: who gets one, the line, what is given back, and what ends."""

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from strongroom.accounts.errors import ProofNeeded
from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, get_person
from strongroom.accounts.services import (
    HandsCause,
    ProofMethod,
    RecentProof,
    count_sealed,
    freeze,
    prove_by_operator,
    record_hands_change,
    reseal,
)
from strongroom.foundation.names import normalize
from strongroom.infra.crypto.keyring import KeyRing, SealingKey
from strongroom.infra.db import write
from strongroom.infra.journal.models import JournalEntry
from strongroom.infra.journal.queries import list_entries_about
from strongroom.infra.outbox.models import OutgoingMail
from strongroom.infra.throttle.services import TooManyAttempts
from strongroom.mandates.errors import CampaignOver, CampaignUnfit, ClaimUnfit, NotEligible
from strongroom.mandates.models import VoucherCode
from strongroom.mandates.queries import campaign_figures, find_claim, list_claims, voucher_figures
from strongroom.mandates.services import (
    GivenUp,
    Rule,
    close_account,
    default_rule,
    end_campaign,
    give_up_voucher,
    show_voucher,
    tend_vouchers,
    withdraw_codes,
)
from tests.support import given
from tests.support.given import NOON, SETUP, acting
from tests.support.vouchers import OTTO, campaign, claim, codes, maintainer

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = "KEY-0001", "KEY-0002", "KEY-0003"
TWO_WEEKS = timedelta(days=14)


@pytest.fixture
def ada() -> Person:
    return maintainer("ada")


@pytest.fixture
def ben() -> Person:
    return maintainer("ben")


@pytest.fixture
def cleo() -> Person:
    return maintainer("cleo")


def look(somebody: Person, campaign_id: int, *, at: datetime = NOON) -> str:
    """Show somebody their code."""
    proof = prove_by_operator(somebody.username, by=OTTO, now=at)
    return show_voucher(proof, campaign_id, now=at).code


def give_up(somebody: Person, campaign_id: int, *, at: datetime = NOON) -> GivenUp:
    return give_up_voucher(campaign_id, by=acting(somebody), now=at)


def place(somebody: Person, campaign_id: int) -> int | None:
    """Return the place in the line: 0 with a code, None for whoever has not asked."""
    held = find_claim(campaign_id, user_id=somebody.user_id)
    return held.place if held else None


def subjects(somebody: Person) -> list[str]:
    rows = OutgoingMail.objects.filter(recipient=somebody.address, subject__contains="security key")
    return [
        one.removeprefix("[Strongroom] ") for one in rows.order_by("pk").values_list("subject", flat=True)
    ]


def told(somebody: Person) -> list[str]:
    return [one.kind for one in list_entries_about(somebody.username) if one.kind.startswith("voucher.")][
        ::-1
    ]


def test_whoever_asks_first_gets_the_first_code(ada: Person, ben: Person) -> None:
    keys = campaign()
    codes(keys, FIRST, SECOND)
    claim(keys, ada)
    claim(keys, ben)
    assert (look(ada, keys), look(ben, keys)) == (FIRST, SECOND)
    assert look(ada, keys) == FIRST
    assert told(ada) == ["voucher.asked_for", "voucher.assigned", "voucher.shown"]
    assert subjects(ada) == []


def test_a_code_is_shown_after_a_fresh_proof_only(ada: Person) -> None:
    keys = campaign()
    codes(keys, FIRST)
    claim(keys, ada)
    stale = RecentProof(acting(ada), ada.user_id, ProofMethod.PASSWORD, NOON - timedelta(minutes=11))
    with pytest.raises(ProofNeeded):
        show_voucher(stale, keys, now=NOON)


def test_no_code_is_in_the_journal_in_a_mail_or_readable_in_the_database(ada: Person, ben: Person) -> None:
    keys = campaign()
    claim(keys, ada)
    codes(keys, FIRST)
    look(ada, keys)
    assert not any(FIRST in str(vars(row)) for row in JournalEntry.objects.all())
    assert not any(FIRST in row.text + row.subject for row in OutgoingMail.objects.all())
    assert FIRST.encode() not in bytes(VoucherCode.objects.get().sealed_code)


def test_nobody_else_is_shown_it(ada: Person, ben: Person) -> None:
    keys = campaign()
    codes(keys, FIRST)
    claim(keys, ada)
    with pytest.raises(ClaimUnfit):
        look(ben, keys)


def test_one_code_of_a_campaign_for_one_person(ada: Person) -> None:
    keys = campaign()
    codes(keys, FIRST, SECOND)
    claim(keys, ada)
    with pytest.raises(ClaimUnfit, match="already"):
        claim(keys, ada)


def test_a_second_campaign_gives_another_one_unless_it_is_for_those_without(ada: Person) -> None:
    first, second = campaign(), campaign(name="More keys")
    third = campaign(name="First keys", rule=Rule(any_project=True, account_days=0, once_ever=True))
    for number, one in enumerate((first, second, third)):
        codes(one, f"CODE-{number}")
    claim(first, ada)
    claim(second, ada)
    with pytest.raises(NotEligible, match="another campaign"):
        claim(third, ada)


def test_who_waits_in_two_campaigns_for_those_without_gets_one_code(ada: Person) -> None:
    rule = Rule(any_project=True, account_days=0, once_ever=True)
    first, second = campaign(rule=rule), campaign(name="More keys", rule=rule)
    claim(first, ada)
    claim(second, ada)
    codes(first, FIRST)
    codes(second, SECOND)
    assert (place(ada, first), place(ada, second)) == (0, 1)


def test_codes_go_to_those_who_wait_in_the_order_in_which_they_came(
    ada: Person, ben: Person, cleo: Person
) -> None:
    keys = campaign()
    for one in (cleo, ada, ben):
        claim(keys, one)
    assert [place(one, keys) for one in (cleo, ada, ben)] == [1, 2, 3]
    done = codes(keys, FIRST, SECOND)
    assert done.assigned == 2
    assert [place(one, keys) for one in (cleo, ada, ben)] == [0, 0, 1]
    assert (look(cleo, keys), look(ada, keys)) == (FIRST, SECOND)
    assert subjects(cleo) == ["A code for a free security key is there for you"]
    assert subjects(ben) == []


def test_whoever_leaves_the_line_is_no_more_in_anybodys_way(ada: Person, ben: Person) -> None:
    keys = campaign()
    claim(keys, ada)
    claim(keys, ben)
    give_up(ada, keys)
    assert (place(ada, keys), place(ben, keys)) == (None, 1)
    claim(keys, ada)
    assert place(ada, keys) == 2


def test_a_code_given_back_unseen_goes_to_the_next(ada: Person, ben: Person) -> None:
    keys = campaign()
    codes(keys, FIRST)
    claim(keys, ada)
    claim(keys, ben)
    give_up(ada, keys)
    assert look(ben, keys) == FIRST
    assert told(ada)[-1] == "voucher.given_back"


def test_a_code_that_was_shown_is_not_taken_back(ada: Person) -> None:
    keys = campaign()
    codes(keys, FIRST)
    claim(keys, ada)
    look(ada, keys)
    with pytest.raises(ClaimUnfit, match="was shown"):
        give_up(ada, keys)


def test_what_nobody_looked_at_for_two_weeks_goes_to_the_next(ada: Person, ben: Person) -> None:
    keys = campaign()
    codes(keys, FIRST)
    claim(keys, ada)
    claim(keys, ben)
    tend_vouchers(by=SETUP, now=NOON + TWO_WEEKS - timedelta(seconds=1))
    assert place(ada, keys) == 0
    tend_vouchers(by=SETUP, now=NOON + TWO_WEEKS)
    assert (place(ada, keys), place(ben, keys)) == (None, 0)
    assert subjects(ada) == ["Your code for a free security key went to somebody else"]
    assert look(ben, keys, at=NOON + TWO_WEEKS) == FIRST


def test_who_waits_and_may_have_none_takes_no_code_from_anybody(ada: Person, ben: Person) -> None:
    keys = campaign()
    codes(keys, FIRST)
    claim(keys, ada)
    claim(keys, ben)
    freeze(ben.user_id, because="it was stolen", by=OTTO, now=NOON)
    tend_vouchers(by=SETUP, now=NOON + TWO_WEEKS)
    assert (place(ada, keys), place(ben, keys)) == (0, 1)


def test_while_nobody_waits_a_code_waits_for_its_owner(ada: Person, ben: Person) -> None:
    keys = campaign()
    codes(keys, FIRST, SECOND)
    claim(keys, ada)
    look(ada, keys)
    claim(keys, ben)
    tend_vouchers(by=SETUP, now=NOON + TWO_WEEKS)
    assert place(ben, keys) == 0


def test_a_region_without_codes_waits(ada: Person, ben: Person) -> None:
    keys = campaign(regions=("AT", "JP"))
    codes(keys, FIRST, regions=("JP",))
    claim(keys, ada, region="AT")
    claim(keys, ben, region="JP")
    assert (place(ada, keys), place(ben, keys)) == (1, 0)
    codes(keys, SECOND)
    assert look(ada, keys) == SECOND


def test_codes_for_few_regions_are_used_first(ada: Person) -> None:
    keys = campaign()
    codes(keys, FIRST)
    codes(keys, SECOND, regions=("AT",))
    claim(keys, ada, region="AT")
    assert look(ada, keys) == SECOND


@pytest.mark.parametrize("region", ["FR", "XX", ""])
def test_keys_go_to_the_regions_of_the_campaign_only(ada: Person, region: str) -> None:
    keys = campaign(regions=("AT", "JP"))
    with pytest.raises(ClaimUnfit, match="go there"):
        claim(keys, ada, region=region)


def test_expired_codes_are_not_given(ada: Person) -> None:
    keys = campaign()
    codes(keys, FIRST, expires_on=NOON.date())
    claim(keys, ada, at=NOON + timedelta(days=1))
    assert place(ada, keys) == 1
    assert campaign_figures(keys, today=NOON.date() + timedelta(days=1)).expired == 1


def test_a_code_that_expires_unseen_is_taken_back(ada: Person) -> None:
    keys = campaign()
    codes(keys, FIRST, expires_on=NOON.date())
    claim(keys, ada)
    tend_vouchers(by=SETUP, now=NOON + timedelta(days=1))
    assert place(ada, keys) is None


def test_who_has_a_code_is_reminded_once_of_its_last_day(ada: Person) -> None:
    keys = campaign(codes_expire_on=NOON.date() + timedelta(days=40))
    codes(keys, FIRST)
    claim(keys, ada)
    look(ada, keys)
    for days in (25, 26, 27, 39):
        tend_vouchers(by=SETUP, now=NOON + timedelta(days=days))
    assert subjects(ada) == ["Your code for a free security key ends on 11 April 2026"]


def test_a_campaign_gives_codes_in_its_period_only(ada: Person) -> None:
    keys = campaign(opens_on=NOON.date() + timedelta(days=1))
    codes(keys, FIRST)
    with pytest.raises(CampaignOver, match="begins on 3 March 2026"):
        claim(keys, ada)
    claim(keys, ada, at=NOON + timedelta(days=30))
    with pytest.raises(CampaignOver, match="is over"):
        claim(keys, ada, at=NOON + timedelta(days=31))


def test_whoever_gives_up_hears_what_became_of_it(ada: Person, ben: Person) -> None:
    keys = campaign()
    codes(keys, FIRST)
    claim(keys, ada)
    claim(keys, ben)
    assert give_up(ada, keys) is GivenUp.PASSED_ON
    claim(keys, ada)
    assert give_up(ada, keys) is GivenUp.PLACE
    assert give_up(ben, keys) is GivenUp.CODE


def test_whoever_waits_when_it_is_over_is_told(ada: Person) -> None:
    keys = campaign()
    claim(keys, ada)
    tend_vouchers(by=SETUP, now=NOON + timedelta(days=31))
    assert place(ada, keys) is None
    assert subjects(ada) == ["No more free security keys of this campaign"]


def test_the_letter_of_the_end_names_as_enough_only_what_is(ada: Person) -> None:
    """An authenticator app is not, for whom a mandate asks for a security key or passkey."""
    keys = campaign()
    claim(keys, ada)
    end_campaign(keys, by=OTTO, reason="The vendor has no more.", now=NOON)
    [letter] = OutgoingMail.objects.filter(recipient=ada.address, subject__contains="No more")
    assert "a passkey of your phone or computer costs nothing, and is enough for every rule" in letter.text
    assert "unless a security key or passkey is asked of you" in letter.text


def test_an_ended_campaign_gives_none_and_takes_none_away(ada: Person, ben: Person) -> None:
    keys = campaign()
    codes(keys, FIRST)
    claim(keys, ada)
    claim(keys, ben)
    end_campaign(keys, by=OTTO, reason="The vendor has no more.", now=NOON)
    assert look(ada, keys) == FIRST
    assert place(ben, keys) is None
    [letter] = OutgoingMail.objects.filter(recipient=ben.address, subject__contains="No more")
    assert "The vendor has no more." in letter.text
    with pytest.raises(CampaignOver):
        end_campaign(keys, by=OTTO, reason="Once more.", now=NOON)


def test_codes_that_nobody_has_can_be_withdrawn(ada: Person, ben: Person) -> None:
    keys = campaign()
    codes(keys, FIRST, SECOND, THIRD)
    claim(keys, ada)
    assert withdraw_codes(keys, by=OTTO, reason="They were printed twice.", now=NOON) == 2
    claim(keys, ben)
    assert (place(ada, keys), place(ben, keys)) == (0, 1)
    with pytest.raises(CampaignUnfit, match="no code to withdraw"):
        withdraw_codes(keys, by=OTTO, reason="Again.", now=NOON)


def test_a_frozen_account_gets_none_and_keeps_its_place(ada: Person, ben: Person) -> None:
    keys = campaign()
    claim(keys, ada)
    claim(keys, ben)
    freeze(ada.user_id, because="it was stolen", by=OTTO, now=NOON)
    with pytest.raises(NotEligible, match="frozen"):
        claim(campaign(name="More keys"), ada)
    codes(keys, FIRST)
    assert (place(ada, keys), place(ben, keys)) == (1, 0)


def test_an_account_that_changed_hands_gets_none_for_72_hours(ada: Person, cleo: Person) -> None:
    keys, more, seen = campaign(), campaign(name="More keys"), campaign(name="Seen keys")
    codes(keys, FIRST)
    codes(more, SECOND)
    codes(seen, THIRD)
    claim(keys, ada)
    claim(seen, cleo)
    look(cleo, seen)
    with write():
        for user in User.objects.filter(pk__in=[ada.user_id, cleo.user_id]):
            record_hands_change(user, HandsCause.PASSWORD_RESET, by=acting(ada), now=NOON)
    with pytest.raises(NotEligible, match="other hands"):
        claim(more, ada)
    with pytest.raises(NotEligible, match="shown from"):
        look(ada, keys)
    with pytest.raises(NotEligible, match="shown from"):
        look(cleo, seen)
    later = NOON + timedelta(hours=72)
    assert look(ada, keys, at=later) == FIRST
    claim(more, ada, at=later)


def test_a_thousand_accounts_made_for_it_get_none_by_the_default_rule() -> None:
    keys = campaign(rule=default_rule(NOON.date()))
    codes(keys, FIRST)
    mallory = given.person("mallory")
    # One that is bound: it may publish a critical project that is mandated, and is as new as the others.
    given.critical_project(maintainer("ada"), "ada-tools")
    given.mandate()
    given.role(mallory, normalize("ada-tools"))
    names = [f"mallory-{number:03}" for number in range(999)]
    User.objects.bulk_create(User(username=name, date_joined=NOON) for name in names)
    made = User.objects.filter(username__startswith="mallory").values_list("pk", flat=True)
    for user_id in made[:4]:
        one = get_person(user_id)
        with pytest.raises(NotEligible):
            claim(keys, one)
    assert campaign_figures(keys, today=NOON.date()).claimed == 0


def test_the_default_rule_is_met_by_whom_a_mandate_binds(ada: Person, ben: Person) -> None:
    keys = campaign(rule=default_rule(NOON.date()))
    codes(keys, FIRST)
    given.critical_project(ada, "ada-tools")
    given.mandate()
    claim(keys, given.protected(ada, by_key=True))
    with pytest.raises(NotEligible, match="people whom a mandate binds"):
        claim(keys, ben)


def test_critical_since_before_a_day_counts_the_role_and_the_designation(ada: Person, cleo: Person) -> None:
    yesterday = NOON.date() - timedelta(days=1)
    given.downloads(normalize("ada-tools"), 5000, on=yesterday - timedelta(days=1))
    given.designation(on=yesterday)
    given.role(cleo, normalize("ada-tools"))
    keys = campaign(rule=Rule(critical_before=NOON.date(), account_days=0))
    claim(keys, ada)
    with pytest.raises(NotEligible):
        claim(keys, cleo)


def test_asking_and_giving_back_all_day_is_throttled(ada: Person) -> None:
    keys = campaign()
    for _ in range(10):
        claim(keys, ada)
        give_up(ada, keys)
    with pytest.raises(TooManyAttempts):
        claim(keys, ada)


def test_closing_an_account_frees_what_was_not_seen(ada: Person, ben: Person) -> None:
    seen, unseen, waited = campaign(), campaign(name="More keys"), campaign(name="Even more keys")
    codes(seen, FIRST)
    codes(unseen, SECOND)
    for one in (seen, unseen, waited):
        claim(one, ada)
    look(ada, seen)
    claim(unseen, ben)
    given.closed(ben)
    cleo = maintainer("cleo")
    claim(unseen, cleo)
    close_account(RecentProof(acting(ada), ada.user_id, ProofMethod.PASSWORD, NOON), now=NOON)
    assert set(list_claims(ada.user_id)) == {seen}
    assert look(cleo, unseen) == SECOND


def test_the_figures_count_codes_and_people_and_say_when_and_where(
    ada: Person, ben: Person, cleo: Person
) -> None:
    keys = campaign()
    codes(keys, FIRST, SECOND)
    claim(keys, ada)
    look(ada, keys)
    claim(keys, ben, region="JP", at=NOON + timedelta(days=1))
    claim(keys, cleo, region="JP", at=NOON + timedelta(days=1))
    figures = campaign_figures(keys, today=NOON.date())
    assert (figures.imported, figures.claimed, figures.shown, figures.waiting, figures.left) == (
        2,
        2,
        1,
        1,
        0,
    )
    regions = [(one.region, one.claimed, one.shown, one.waiting) for one in figures.by_region]
    assert regions == [("AT", 1, 1, 0), ("JP", 1, 0, 1)]
    assert [(one.imported, one.claimed, one.shown) for one in figures.by_day] == [(2, 1, 1), (0, 1, 0)]
    everything = voucher_figures()
    assert (everything.codes, everything.claimed) == (2, 2)


def test_codes_take_part_in_the_rotation_of_keys(ada: Person, settings: Settings) -> None:
    old, new = SealingKey(1, b"1" * 32), SealingKey(2, b"2" * 32)
    settings.STRONGROOM_KEYRING = KeyRing([old], root_secret=b"r" * 32)
    keys = campaign()
    codes(keys, FIRST, SECOND)
    claim(keys, ada)
    assert count_sealed() == {1: 2}
    settings.STRONGROOM_KEYRING = KeyRing([new, old], root_secret=b"r" * 32)
    reseal(advance=lambda _: None)
    assert count_sealed() == {2: 2}
    settings.STRONGROOM_KEYRING = KeyRing([new], root_secret=b"r" * 32)
    assert look(ada, keys) == FIRST
