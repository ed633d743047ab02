"""The page of one release: what is offered, who published it how, and what changed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.catalog import services as catalog
from strongroom.catalog.models import File, Project, Release
from strongroom.catalog.queries import Look, Subject
from strongroom.foundation.actors import Actor, ActorKind
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action
from strongroom.foundation.proofs import FactorStrength, Proof, ProofKind
from strongroom.interfaces.web.projects.compared import LOOKS, SUBJECTS
from strongroom.interfaces.web.projects.proofs import shown_proof
from strongroom.mandates.services import permit
from strongroom.readpath.rules.pages import file_url
from tests.interfaces.web.conftest import SignIn
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db

HARBORLIGHT = NormalizedName("harborlight")


def text(client: Client, version: str, *, status: int = 200) -> str:
    response = client.get(f"/project/harborlight/{version}/")
    assert response.status_code == status, response
    return response.content.decode()


def plain(page: str) -> str:
    """Return what is read of the main part of a page, in one line."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def said(version: str, **metadata: Any) -> None:
    Release.objects.filter(version=version).update(metadata=metadata)


@pytest.fixture
def two(ada: Person) -> None:
    """Ada's harborlight 1.0, and 1.1 a month later."""
    given.release(ada, "Harborlight", "1.0", at=NOON - timedelta(days=30))
    given.release(ada, "Harborlight", "1.1")


def test_each_file_has_its_size_hashes_tags_and_addresses(client: Client, ada: Person) -> None:
    given.release(ada, "Harborlight")
    File.objects.update(blake2_256="b" * 64, metadata_sha256="c" * 64, requires_python=">=3.9")
    file = File.objects.get()
    page = text(client, "1.0")
    assert f'href="{file_url(file.sha256, file.filename)}"' in page
    assert f'href="{file_url(file.sha256, file.filename)}.metadata"' in page
    for shown in (
        file.sha256,
        "b" * 64,
        "1.0 kB",
        "Wheel for Python 3",
        "py3-none-any",
        "2 March 2026, 12:00 UTC",
    ):
        assert shown in page
    assert "&gt;=3.9" in page
    assert "harborlight==1.0 \\\n    --hash=sha256:" in page
    assert "pip install --index-url http://localhost:8000/simple/ harborlight==1.0" in page


def test_it_says_who_published_and_with_which_proof(client: Client, ada: Person) -> None:
    given.release(ada, "Harborlight")
    page = plain(text(client, "1.0"))
    assert "Published by ada. Phishing-resistant With a sign-in of an account" in page
    File.objects.update(proof_kind="", proof_factor="")
    assert "With which proof is not known" in plain(text(client, "1.0"))


def test_files_of_several_publishers_say_it_each(client: Client, ada: Person, ben: Person) -> None:
    given.release(ada, "Harborlight")
    given.role(ben, HARBORLIGHT)
    File.objects.update(filename="harborlight-1.0.tar.gz", filetype="sdist", sha256="f" * 64)
    given.release(ben, "Harborlight")
    page = plain(text(client, "1.0"))
    assert "All published by" not in page
    assert "by ada Proof Phishing-resistant" in page
    assert "by ben Proof No second factor" in page


@pytest.mark.parametrize("kind", ProofKind)
@pytest.mark.parametrize("factor", FactorStrength)
def test_every_proof_has_a_badge_and_a_sentence(kind: ProofKind, factor: FactorStrength) -> None:
    shown = shown_proof(Proof(kind, factor))
    assert shown.state in {"protected", "unprotected"}
    assert shown.sentence.endswith("at that time.")


def test_every_difference_has_its_words() -> None:
    assert SUBJECTS.keys() == set(Subject)
    assert LOOKS.keys() == set(Look)


@pytest.mark.usefixtures("two")
def test_what_changed_is_shown_side_by_side_and_what_deserves_a_look_first(client: Client) -> None:
    said(
        "1.0",
        requires_dist=["seachart>=1", "tide"],
        classifiers=["A", "B"],
        author_email="ada@people.example",
    )
    said(
        "1.1",
        requires_dist=["seachart>=2", "rope<3"],
        classifiers=["B", "C"],
        author_email="m@lapsed.example",
    )
    page = plain(text(client, "1.1"))
    assert "What changed since 1.0 2 changes deserve a look" in page
    assert "New dependency: rope &lt;3" in page
    assert "New mail address m@lapsed.example" in page
    assert "Dependency seachart &gt;=1 &gt;=2" in page
    assert "Dependency tide any version gone" in page
    assert "Classifiers A C" in page
    assert page.index("New mail address") < page.index("Dependency seachart")


@pytest.mark.usefixtures("two")
def test_a_weaker_proof_than_before_is_marked(client: Client) -> None:
    File.objects.filter(release__version="1.1").update(proof_factor="none")
    page = plain(text(client, "1.1"))
    assert "1 change deserves a look" in page
    assert "Published with a weaker proof a phishing-resistant second factor became no second factor" in page


@pytest.mark.usefixtures("two")
def test_what_a_release_says_is_shown_as_text(client: Client) -> None:
    said("1.1", requires_dist=["<script>alert(1)</script>"], project_urls=[["<b>", "javascript:alert(1)"]])
    page = text(client, "1.1")
    assert "<script>alert" not in page
    assert "<b>" not in page
    assert 'href="javascript' not in page


@pytest.mark.usefixtures("two")
def test_nothing_changed_is_said_and_the_first_has_nothing_before_it(client: Client) -> None:
    assert "Nothing of what it says of itself" in text(client, "1.1")
    assert "no earlier release to compare with" in text(client, "1.0")


@pytest.mark.usefixtures("two")
def test_a_yanked_release_says_so_and_is_not_compared_with(client: Client, ada: Person) -> None:
    given.release(ada, "Harborlight", "1.2")
    asked = permit(given.acting(ada), Action.YANK, HARBORLIGHT, now=NOON)
    catalog.yank(asked, version="1.1", reason="Burns <the> cable")
    page = text(client, "1.1")
    assert "This release is yanked" in page
    assert "The reason given: Burns &lt;the&gt; cable" in page
    assert "What changed since 1.0" in text(client, "1.2")


def test_its_people_yank_it_from_there_and_back(
    client: Client, ada: Person, ben: Person, sign_in: SignIn
) -> None:
    given.release(ada, "Harborlight", "1!1.0")
    given.release(ada, "Harborlight", "0.9")
    browser = sign_in(ada)
    for slug, reason in (("yank", "Burns"), ("unyank", "")):
        page = text(browser, "1!1.0")
        [link] = re.findall(rf'href="(/project/harborlight/manage/{slug}/\?version=[^"]+)"', page)
        assert '<option value="1!1.0" selected>' in browser.get(link).content.decode()
        browser.post(link, {"version": "1!1.0", "reason": reason})
        assert Release.objects.get(version="1!1.0").yanked_reason == reason
    assert "/manage/" not in text(sign_in(ben), "1!1.0")


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(("raw", "version"), [("1.1.0", "1.1"), ("v1.1", "1.1"), ("01.0", "1.0")])
def test_other_spellings_of_a_version_lead_to_its_own(client: Client, raw: str, version: str) -> None:
    response = client.get(f"/project/harborlight/{raw}/")
    assert (response.status_code, response["Location"]) == (301, f"/project/harborlight/{version}/")


@pytest.mark.usefixtures("two")
def test_other_spellings_of_the_project_lead_there_too(client: Client) -> None:
    response = client.get("/project/Harbor.Light/1.1/")
    assert response["Location"] == "/project/harbor-light/1.1/"
    assert client.get("/project/HARBORLIGHT/1.1/")["Location"] == "/project/harborlight/1.1/"


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("version", ["9.9", "latest", "no%20version", "%00"])
def test_what_was_not_released_is_not_found(client: Client, version: str) -> None:
    assert "has no release" in text(client, version, status=404)


@pytest.mark.usefixtures("two")
def test_of_a_quarantined_project_nothing_is_offered_or_told(
    client: Client, ada: Person, sign_in: SignIn
) -> None:
    said("1.1", project_urls=[["Trap", "https://trap.example/"]])
    Project.objects.update(status="quarantined", status_reason="It asks for passwords.")
    for browser in (client, sign_in(ada)):
        page = text(browser, "1.1")
        assert "It asks for passwords." in page
        for hidden in (".whl", "pip install", "trap.example", "sha256"):
            assert hidden not in page


@pytest.mark.usefixtures("two")
def test_a_withdrawn_project_answers_there_as_everywhere(client: Client) -> None:
    Project.objects.update(withdrawn_at=NOON)
    assert "was withdrawn on" in text(client, "1.1", status=410)


@pytest.mark.usefixtures("two")
def test_all_releases_are_drawn_and_linked(client: Client) -> None:
    assert "2 releases from 31 January 2026 to 2 March 2026" in text(client, "1.1")
    for page in ("", "files/", "history/"):
        assert (
            'href="/project/harborlight/1.1/"' in client.get(f"/project/harborlight/{page}").content.decode()
        )


def test_a_page_costs_the_same_however_many_files_there_are(
    client: Client, ada: Person, django_assert_num_queries: Callable[..., Any]
) -> None:
    given.release(ada, "Harborlight")
    given.release(ada, "Harborlight", "1.1")
    client.get("/project/harborlight/1.1/")
    with django_assert_num_queries(8):
        text(client, "1.1")
    for number in range(5):
        given.release(ada, "Harborlight", f"0.{number}")
    with django_assert_num_queries(8):
        text(client, "1.1")


def test_a_token_is_named_by_nothing(client: Client, ada: Person) -> None:
    given.release(ada, "Harborlight")
    token = Actor(ActorKind.TOKEN, "ada", ada.user_id, token_id="0123abcd")
    File.objects.update(uploaded_by=str(token), proof_kind="api-token")
    page = text(client, "1.0")
    assert "With an API token of an account that had a phishing-resistant second factor" in plain(page)
    assert "0123abcd" not in page
