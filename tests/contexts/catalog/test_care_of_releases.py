"""Yank, withdraw, archive, and publishing again afterwards."""

from collections.abc import Callable

import pytest

from strongroom.accounts.queries import Person
from strongroom.catalog.errors import (
    FilenameUsed,
    ProjectNotFound,
    ReleaseNotFound,
    VersionWithdrawn,
)
from strongroom.catalog.models import File
from strongroom.catalog.queries import (
    get_project,
    iterate_population,
    list_files,
    list_releases,
    newest,
    search,
)
from strongroom.catalog.services import archive, is_published, set_active, unyank, withdraw, yank
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.foundation.proofs import FactorStrength, Proof, ProofKind
from strongroom.foundation.reasons import ReasonUnfit
from strongroom.infra.journal.queries import list_entries_of_project
from strongroom.infra.journal.services import latest_serial
from strongroom.mandates.errors import NotAllowed
from strongroom.mandates.services import permit
from tests.support import given
from tests.support.given import NOON, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    return given.person("ada")


@pytest.fixture
def project(ada: Person) -> NormalizedName:
    given.release(ada, "harborlight", "1.0")
    return given.release(ada, "harborlight", "2.0")


def test_a_yanked_release_stays_and_can_come_back(ada: Person, project: NormalizedName) -> None:
    asked = permit(acting(ada), Action.YANK, project, now=NOON)
    yank(asked, version="2.0", reason="Broken on Tuesdays.")
    assert [(file.version, file.yanked, file.yanked_reason) for file in list_files(project)] == [
        ("1.0", False, ""),
        ("2.0", True, "Broken on Tuesdays."),
    ]
    latest = newest(list_releases(project))
    assert latest is not None
    assert latest.version == "1.0"
    unyank(asked, version="2.0")
    assert not any(file.yanked for file in list_files(project))


def test_a_release_that_is_not_there_cannot_be_yanked(ada: Person, project: NormalizedName) -> None:
    with pytest.raises(ReleaseNotFound):
        yank(permit(acting(ada), Action.YANK, project, now=NOON), version="9.9", reason="")


def test_an_operator_says_why(project: NormalizedName) -> None:
    asked = permit(Actor.operator(name="otto"), Action.YANK, project, now=NOON)
    with pytest.raises(ReasonUnfit):
        yank(asked, version="2.0", reason=" ")
    yank(asked, version="2.0", reason="Contains a leaked key.")
    entry = list_entries_of_project(project)[0]
    assert (entry.kind, entry.by, entry.reason) == (
        "release.yanked",
        "operator:otto",
        "Contains a leaked key.",
    )


def test_a_withdrawn_project_is_gone_but_its_name_is_held(ada: Person, project: NormalizedName) -> None:
    withdraw(permit(acting(ada), Action.WITHDRAW, project, now=NOON), reason="Abandoned.")
    with pytest.raises(ProjectNotFound):
        get_project(project)
    assert list_files(project) == []
    assert list(iterate_population()) == []
    assert search("harborlight") == []
    with pytest.raises(NotAllowed):
        permit(acting(given.person("cleo")), Action.UPLOAD, project, now=NOON)


def test_its_owner_brings_it_back_with_new_versions_only(ada: Person, project: NormalizedName) -> None:
    withdraw(permit(acting(ada), Action.WITHDRAW, project, now=NOON), reason="Abandoned.")
    with pytest.raises(FilenameUsed):
        given.release(ada, "harborlight", "2.0")
    assert File.objects.filter(withdrawn_at=None).count() == 0
    given.release(ada, "harborlight", "3.0")
    assert [file.version for file in list_files(project)] == ["3.0"]


def test_a_withdrawn_version_takes_no_file_of_another_name(ada: Person, project: NormalizedName) -> None:
    withdraw(permit(acting(ada), Action.WITHDRAW, project, now=NOON), reason="Abandoned.")
    File.objects.filter(release__version="1.0").update(
        filename="harborlight-1.0-1-py3-none-any.whl", sha256="f" * 64
    )
    with pytest.raises(VersionWithdrawn):
        given.release(ada, "harborlight", "1.0")


def test_withdrawing_needs_a_reason_and_does_nothing_without(ada: Person, project: NormalizedName) -> None:
    before = latest_serial()
    with pytest.raises(ReasonUnfit):
        withdraw(permit(acting(ada), Action.WITHDRAW, project, now=NOON), reason="")
    assert latest_serial() == before
    assert len(list_files(project)) == 2


def test_an_archived_project_is_opened_again(ada: Person, project: NormalizedName) -> None:
    archive(permit(acting(ada), Action.ARCHIVE, project, now=NOON), reason="Finished.")
    assert (get_project(project).status, get_project(project).status_reason) == ("archived", "Finished.")
    set_active(permit(acting(ada), Action.CHANGE_SETTINGS, project, now=NOON))
    assert get_project(project).status == "active"


def test_the_identical_file_is_known_as_published(ada: Person, project: NormalizedName) -> None:
    file = list_files(project)[0]
    assert is_published(filename=file.filename, sha256=file.sha256)
    before = latest_serial()
    given.release(ada, "harborlight", "1.0")
    assert latest_serial() == before


def test_a_release_is_yanked_again_for_another_reason(ada: Person, project: NormalizedName) -> None:
    asked = permit(acting(ada), Action.YANK, project, now=NOON)
    yank(asked, version="2.0", reason="Broken.")
    yank(asked, version="2.0", reason=" Broken on Tuesdays. ")
    assert list_files(project)[1].yanked_reason == "Broken on Tuesdays."


def test_what_is_added_to_a_yanked_release_is_yanked(ada: Person, project: NormalizedName) -> None:
    yank(permit(acting(ada), Action.YANK, project, now=NOON), version="2.0", reason="Broken.")
    first = File.objects.get(release__version="2.0")
    File.objects.filter(pk=first.pk).update(filename="harborlight-2.0.tar.gz", sha256="f" * 64)
    given.release(ada, "harborlight", "2.0")
    assert [file.yanked for file in list_files(project) if file.version == "2.0"] == [True, True]


def test_nothing_is_recorded_of_a_yank_that_was_not_there(ada: Person, project: NormalizedName) -> None:
    before = latest_serial()
    with pytest.raises(ReleaseNotFound, match=r"no yanked release 2\.0"):
        unyank(permit(acting(ada), Action.YANK, project, now=NOON), version="2.0")
    assert latest_serial() == before


def test_a_reason_has_to_fit(ada: Person, project: NormalizedName) -> None:
    asked = permit(acting(ada), Action.YANK, project, now=NOON)
    yank(asked, version="2.0", reason="x" * 500)
    with pytest.raises(ReasonUnfit):
        yank(asked, version="1.0", reason="x" * 501)
    assert [file.yanked for file in list_files(project)] == [False, True]


@pytest.mark.parametrize(
    ("protect", "factor"),
    [
        (lambda somebody: somebody, FactorStrength.NONE),
        (given.protected, FactorStrength.SECOND_FACTOR),
        (lambda somebody: given.protected(somebody, by_key=True), FactorStrength.PHISHING_RESISTANT),
    ],
    ids=list(FactorStrength),
)
def test_with_each_file_is_kept_how_well_its_publisher_was_protected_then(
    protect: Callable[[Person], Person], factor: FactorStrength
) -> None:
    ben = protect(given.person("ben"))
    name = given.release(ben, "brasslatch")
    given.protected(given.person("cleo"), by_key=True)
    assert [file.proof for file in list_files(name)] == [Proof(ProofKind.SIGN_IN, factor)]


def test_a_factor_that_is_enrolled_later_changes_nothing_of_what_was_kept(
    ada: Person, project: NormalizedName
) -> None:
    given.protected(ada, by_key=True)
    assert {file.proof for file in list_files(project)} == {Proof(ProofKind.SIGN_IN, FactorStrength.NONE)}


def test_a_token_proves_otherwise_than_a_sign_in_and_operators_prove_nothing(
    ada: Person, project: NormalizedName
) -> None:
    token = Actor(ActorKind.TOKEN, ada.username, ada.user_id)
    shown = permit(token, Action.UPLOAD, project, now=NOON).proof
    assert shown == Proof(ProofKind.API_TOKEN, FactorStrength.NONE)
    assert permit(Actor.operator(name="otto"), Action.YANK, project, now=NOON).proof is None


def test_of_files_from_before_it_was_kept_the_proof_is_not_known(project: NormalizedName) -> None:
    File.objects.update(proof_kind="", proof_factor="")
    assert {file.proof for file in list_files(project)} == {None}
