"""The demonstration, prepared as a whole, shows what its guide promises."""

from datetime import UTC, datetime, timedelta

import pytest

from demo.population import populate
from strongroom.accounts.queries import Protection, get_person_named
from strongroom.accounts.services import authenticate_token
from strongroom.catalog.queries import extent, list_offered_places, list_people_who_may_publish
from strongroom.criticality.queries import find_latest_run, list_critical, list_policies
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.mandates.errors import SecondFactorRequired
from strongroom.mandates.queries import figures_now, heirs_of, list_figures, list_terms
from strongroom.mandates.services import permit

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HARBOR_WORKS = NormalizedName("harbor-works")
HARBORLIGHT, BRASSLATCH = NormalizedName("harborlight"), NormalizedName("brasslatch")


@pytest.mark.timeout(400)
@pytest.mark.django_db(transaction=True)
def test_ada_is_protected_ben_is_warned_and_dora_is_refused() -> None:
    days = []
    secrets = populate(NOW, advance=lambda: days.append(1))
    assert len(days) == 301

    run = find_latest_run()
    assert run is not None
    assert (run.population, run.cohort_size, run.candidates) == (400, 4, ("lanternfile", "quietqueue"))
    by_rank = [one.name for one in list_critical() if "downloads" in one.rules]
    assert by_rank == ["brasslatch", "fernpath", "mossgrid", "harborlight"]
    assert extent().projects == 400

    term = next(iter(list_terms([HARBORLIGHT])), None)
    assert term is not None
    assert term.deadline.date() - NOW.date() == timedelta(days=12)

    ada, ben, dora = (authenticate_token(secrets.tokens[name], now=NOW) for name in ("ada", "ben", "dora"))
    assert permit(ada, Action.UPLOAD, HARBORLIGHT, now=NOW).warnings == ()
    assert "ben has not enrolled one" in permit(ben, Action.UPLOAD, HARBORLIGHT, now=NOW).warnings[0]
    with pytest.raises(SecondFactorRequired, match="dora has not enrolled"):
        permit(dora, Action.UPLOAD, BRASSLATCH, now=NOW)

    assert [one.username for one in list_offered_places(organization=HARBOR_WORKS)] == ["cleo"]
    people = {one.username: one.through for one in list_people_who_may_publish(names=[HARBORLIGHT])}
    assert people == {"ada": "direct", "ben": "direct", "thea": "team releases", "vera": "team releases"}

    assert set(secrets.totp) >= {"ada", "otto"}
    owner = get_person_named("ada")
    assert owner.protection is Protection.TOTP, "a visitor can prove to be her"
    assert heirs_of(owner, HARBORLIGHT, now=NOW) == ("vera",)
    opened = (NOW - timedelta(days=300)).date()
    assert [one.announced_at.date() for one in list_policies()][:2] == [opened, opened]
    assert not get_person_named("cleo").is_protected
    shares = [figures.bound_protected / figures.people_bound for _, figures in list_figures()]
    assert len(shares) > 120
    assert shares[0] < 0.4
    assert 0.75 < shares[-1] < 1
    assert figures_now().voluntary > 5
    watched = {figures.domains_watched for _, figures in list_figures()}
    assert (watched, figures_now().domains_lapsed) == ({0}, 1), (
        "no name server is asked here, and the page says so"
    )
