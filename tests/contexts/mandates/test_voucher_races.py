"""A hundred at the same instant, on real connections, for ten codes."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from django.db import connection

from strongroom.accounts.models import User
from strongroom.accounts.queries import Person, get_person
from strongroom.foundation.errors import Refusal
from strongroom.mandates.models import VoucherClaim, VoucherCode
from strongroom.mandates.queries import campaign_figures
from strongroom.mandates.services import Rule, claim_voucher, give_up_voucher
from tests.support.given import NOON, acting
from tests.support.vouchers import campaign, claim, codes, maintainer

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, CODES = 100, 10


def at_once(attempts: Sequence[Callable[[], object]]) -> Counter[str]:
    """Run these in threads that start together, each on its own connection; count how they ended."""
    outcomes: Counter[str] = Counter()
    start = threading.Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> None:
        try:
            start.wait()
            attempt()
            outcomes["accepted"] += 1
        except Refusal as refusal:
            outcomes[refusal.code] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[attempt]) for attempt in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def crowd(size: int) -> list[Person]:
    """Return people whom the rule names, as rows: a hundred projects take long to publish."""
    User.objects.bulk_create(User(username=f"person-{number:03}", date_joined=NOON) for number in range(size))
    return [get_person(pk) for pk in User.objects.order_by("pk").values_list("pk", flat=True)]


def test_a_hundred_claims_for_ten_codes_end_with_ten_people_and_ninety_in_line() -> None:
    people = crowd(PEOPLE)
    named = frozenset(one.username for one in people)
    keys = campaign(rule=Rule(named=named, account_days=0))
    codes(keys, *[f"KEY-{number:04}" for number in range(CODES)])

    def claiming(somebody: Person) -> Callable[[], object]:
        return lambda: claim_voucher(keys, region="AT", by=acting(somebody), now=NOON)

    assert at_once([claiming(one) for one in people]) == {"accepted": PEOPLE}
    given_to = dict(VoucherCode.objects.values_list("claim__user_id", "digest"))
    assert len(given_to) == CODES
    assert len({bytes(digest) for digest in given_to.values()}) == CODES
    in_line = VoucherClaim.objects.order_by("pk").values_list("assigned_at", flat=True)
    assert [one is None for one in in_line] == [False] * CODES + [True] * (PEOPLE - CODES)
    assert campaign_figures(keys, today=NOON.date()).waiting == PEOPLE - CODES


def test_one_person_in_ten_windows_gets_one_code() -> None:
    ada = maintainer("ada")
    keys = campaign()
    codes(keys, "KEY-0001", "KEY-0002", "KEY-0003")
    assert at_once([lambda: claim(keys, ada)] * 10) == {"accepted": 1, "claim_unfit": 9}
    assert VoucherCode.objects.filter(claim__isnull=False).count() == 1


def test_a_code_that_is_given_back_twice_at_once_goes_to_one() -> None:
    ada, ben, cleo = map(maintainer, ("ada", "ben", "cleo"))
    keys = campaign()
    codes(keys, "KEY-0001")
    for one in (ada, ben, cleo):
        claim(keys, one)
    back = [lambda: give_up_voucher(keys, by=acting(ada), now=NOON)] * 6
    assert at_once(back) == {"accepted": 1, "claim_unfit": 5}
    assert VoucherCode.objects.get().claim == VoucherClaim.objects.get(user_id=ben.user_id)
