"""Files of codes, as vendors send them; regions; the calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from strongroom.mandates.errors import CampaignUnfit
from strongroom.mandates.rules.regions import REGIONS, covers, offered, regions_of
from strongroom.mandates.rules.vouchers import (
    LARGEST_FILE_BYTES,
    MOST_CODES,
    CampaignPhase,
    CodeRow,
    phase_on,
    read_codes,
    reminder_due,
)

CODES = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789-", min_size=4, max_size=40)
DAY = date(2026, 7, 8)


@given(st.lists(CODES, min_size=1, max_size=30), st.integers(0, 3))
def test_each_code_of_a_text_comes_once_in_its_order(codes: list[str], blanks: int) -> None:
    file = read_codes("\r\n".join([*codes, *[" "] * blanks]).encode())
    assert [row.code for row in file.rows] == list(dict.fromkeys(codes))
    assert file.repeated == len(codes) - len(set(codes))
    assert file.blank == blanks


def test_a_table_says_more_about_each_code() -> None:
    text = '\ufeffRegions,Code,expires_on,note\n"AT, de",AAAA-1,2027-01-31,first\n,"BBBB-2",,\n\n'
    first, second = read_codes(text.encode()).rows
    assert first == CodeRow("AAAA-1", ("AT", "DE"), date(2027, 1, 31))
    assert second == CodeRow("BBBB-2")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no codes"),
        (b"\n \n", "no codes"),
        (b"code\n", "no codes"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"AAAA-1\nabc", "Line 2 is not a code"),
        (b"two words", "Line 1 is not a code"),
        (b"x" * 201, "Line 1 is not a code"),
        (b"x" * 200_000, "Line 1 is not a code"),
        (b"code\n" + b"x" * 200_000, "Line 2 is not a code"),
        (b"voucher,region\nAAAA-1,AT", "Line 1 is not a code"),
        (b"code;regions\nAAAA-1;AT", "Line 1 is not a code"),
        (b"AAAA-1\nBB\x00BB", "Line 2 is not a code"),
        (b"code,regions\nAAAA-1,XX", "Line 2: 'XX' is not a region.* Nothing was imported: mend the line"),
        (b"code,expires_on\n\nAAAA-1,soon", "Line 3 has no day .* Nothing was imported: mend the line"),
        (b"x" * (LARGEST_FILE_BYTES + 1), "larger than 2 MiB"),
        ("\n".join(f"CODE-{number}" for number in range(MOST_CODES + 1)).encode(), "more than 20,000"),
    ],
)
def test_what_is_not_understood_is_refused_without_quoting_a_code(content: bytes, words: str) -> None:
    with pytest.raises(CampaignUnfit, match=words) as refused:
        read_codes(content)
    assert "AAAA-1" not in refused.value.message


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        assert read_codes(content).rows
    except CampaignUnfit as refused:
        assert refused.what


def test_there_are_the_regions_of_the_standard() -> None:
    assert len(REGIONS) == 249
    assert all(len(code) == 2 and code.isupper() for code in REGIONS)
    assert regions_of("de, at AT") == ("AT", "DE")
    assert regions_of(" ") == ()


@given(st.frozensets(st.sampled_from(sorted(REGIONS)), max_size=5), st.sampled_from(sorted(REGIONS)))
def test_a_region_is_covered_exactly_where_it_is_offered(regions: frozenset[str], region: str) -> None:
    assert covers(regions, region) == (region in dict(offered(regions)))


@given(st.integers(-40, 40), st.integers(0, 40), st.booleans())
def test_a_campaign_is_open_from_its_first_to_its_last_day(begins: int, lasts: int, ended: bool) -> None:
    opens = DAY + timedelta(days=begins)
    phase = phase_on(opens, opens + timedelta(days=lasts), ended=ended, today=DAY)
    assert (phase is CampaignPhase.OPEN) == (not ended and begins <= 0 <= begins + lasts)
    assert (phase is CampaignPhase.COMING) == (not ended and begins > 0)


@pytest.mark.parametrize(
    ("days_left", "assigned_days_left", "due"),
    [(15, 90, False), (14, 90, True), (0, 90, True), (-1, 90, False), (10, 14, False), (10, 15, True)],
)
def test_the_reminder_comes_in_the_last_two_weeks(
    days_left: int, assigned_days_left: int, *, due: bool
) -> None:
    last = DAY + timedelta(days=days_left)
    assigned = last - timedelta(days=assigned_days_left)
    assert reminder_due(last, assigned_on=assigned, today=DAY) == due
