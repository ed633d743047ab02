"""What everybody can read about a project."""

import pytest
from django.test import Client

from strongroom.accounts.queries import Person
from strongroom.catalog import services as catalog
from strongroom.catalog.models import File, Project, Release
from strongroom.foundation.actors import Actor
from strongroom.foundation.names import NormalizedName
from strongroom.foundation.permits import Action, Permit
from strongroom.interfaces.web.projects.releases import license_of, links_of
from strongroom.mandates.services import permit
from strongroom.readpath.rules.pages import file_url
from tests.interfaces.web.conftest import SignIn
from tests.support import given
from tests.support.given import NOON

pytestmark = pytest.mark.django_db


def text(client: Client, path: str, *, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response
    return response.content.decode()


def allowed(by: Person, action: Action, name: NormalizedName) -> Permit:
    return permit(given.acting(by), action, name, now=NOON)


PAGES = ("", "files/", "history/", "critical/")


def test_a_project_says_how_to_install_it_and_who_stands_behind_it(
    client: Client, ada: Person, ben: Person
) -> None:
    name = given.release(ada, "Harborlight", "1.2")
    given.role(ben, name)
    page = text(client, "/project/harborlight/")
    assert "pip install --index-url http://localhost:8000/simple/ harborlight" in page
    assert "What Harborlight does" in page
    assert "<h1>Harborlight" in page
    assert "ada" in page
    assert "maintainer" in page
    assert "Not critical" in page


def test_the_newest_final_release_is_what_a_visitor_means(client: Client, ada: Person) -> None:
    for version in ("1.0", "1.1", "2.0rc1"):
        given.release(ada, "harborlight", version)
    assert '<span class="version">1.1</span>' in text(client, "/project/harborlight/")


def test_the_description_is_shown_as_it_was_made_safe(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    Release.objects.update(description_html="<h2>A <em>light</em></h2>")
    assert "<h2>A <em>light</em></h2>" in text(client, "/project/harborlight/")


@pytest.mark.parametrize("page", PAGES)
def test_other_spellings_lead_to_the_normal_one(client: Client, ada: Person, page: str) -> None:
    given.release(ada, "Harbor.Light")
    response = client.get(f"/project/Harbor_Light/{page}")
    assert response.status_code == 301
    assert response["Location"] == f"/project/harbor-light/{page}"


@pytest.mark.parametrize("name", ["nothing-here", "-no-name-", "%C3%A4"])
def test_what_does_not_exist_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/project/{name}/").status_code == 404


def test_files_have_their_size_hash_and_address(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    file = File.objects.get()
    page = text(client, "/project/harborlight/files/")
    assert f'href="{file_url(file.sha256, file.filename)}"' in page
    assert file.sha256 in page
    assert "1.0 kB" in page
    assert "Wheel for Python 3" in page


def test_a_yank_is_shown_with_its_reason_everywhere(client: Client, ada: Person) -> None:
    name = given.release(ada, "harborlight", "1.0")
    given.release(ada, "harborlight", "0.9")
    catalog.yank(allowed(ada, Action.YANK, name), version="1.0", reason="Burns the cable")
    for page in ("files/", "history/"):
        assert "Burns the cable" in text(client, f"/project/harborlight/{page}")
    assert '<span class="version">0.9</span>' in text(client, "/project/harborlight/")


def test_a_project_whose_releases_are_all_yanked_says_so(client: Client, ada: Person) -> None:
    name = given.release(ada, "harborlight", "1.0")
    catalog.yank(allowed(ada, Action.YANK, name), version="1.0", reason="Burns the cable")
    page = text(client, "/project/harborlight/")
    assert "Every release is yanked" in page
    assert "Burns the cable" in page


def test_the_journal_tells_who_did_what_and_why(client: Client, ada: Person, ben: Person) -> None:
    name = given.release(ada, "harborlight")
    catalog.invite(allowed(ada, Action.MANAGE_PEOPLE, name), username="ben", role="maintainer")  # type: ignore[arg-type]
    catalog.archive(allowed(ada, Action.ARCHIVE, name), reason="Finished")
    page = text(client, "/project/harborlight/history/")
    for words in (
        "ben invited as maintainer",
        "Archived",
        "Finished",
        "harborlight-1.0-py3-none-any.whl published",
    ):
        assert words in page


def test_an_archived_project_says_so_and_stays_installable(client: Client, ada: Person) -> None:
    name = given.release(ada, "harborlight")
    catalog.archive(allowed(ada, Action.ARCHIVE, name), reason="Finished")
    page = text(client, "/project/harborlight/")
    assert "Archived by its owners" in page
    assert "The reason given: Finished" in page
    assert "pip install" in page


def test_a_deprecated_project_says_why_and_is_found_as_such(client: Client, ada: Person) -> None:
    name = given.release(ada, "harborlight")
    catalog.deprecate(allowed(ada, Action.CHANGE_SETTINGS, name), reason="Use <lamplight>")
    for page in ("", "files/", "1.0/"):
        shown = text(client, f"/project/harborlight/{page}")
        assert "Deprecated by its owners" in shown
        assert "The reason given: Use &lt;lamplight&gt;" in shown
    assert "badge-deprecated" in text(client, "/search/?q=harbor")
    assert "Deprecated" in text(client, "/project/harborlight/history/")


def test_a_quarantined_project_offers_no_files(client: Client, ada: Person) -> None:
    given.release(ada, "harborlight")
    Project.objects.update(status="quarantined")
    Release.objects.update(
        description_html="<p>Come to the trap</p>", metadata={"home_page": "https://trap.example/"}
    )
    page = text(client, "/project/harborlight/")
    assert "Quarantined by the operators" in page
    for hidden in ("pip install", "Come to the trap", "trap.example"):
        assert hidden not in page
    assert ".whl" not in text(client, "/project/harborlight/files/")
    assert "Nothing found" in text(client, "/search/?q=harborlight")


@pytest.mark.parametrize("page", [*PAGES, "manage/", "manage/leave/"])
def test_a_withdrawn_project_says_so_and_lists_no_files(
    client: Client, ada: Person, cleo: Person, sign_in: SignIn, page: str
) -> None:
    name = given.release(ada, "harborlight")
    catalog.withdraw(allowed(ada, Action.WITHDRAW, name), reason="Moved elsewhere")
    shown = text(sign_in(cleo), f"/project/harborlight/{page}", status=410)
    for words in ("was withdrawn on", "2 March 2026", "Moved elsewhere", "is held"):
        assert words in shown
    assert ".whl" not in shown


def test_a_withdrawn_critical_project_keeps_its_designation(client: Client, ada: Person) -> None:
    name = given.critical_project(ada)
    catalog.withdraw(allowed(ada, Action.WITHDRAW, name), reason="Moved elsewhere")
    assert "critical since" in text(client, "/project/harborlight/", status=410)


def test_links_are_web_addresses_only() -> None:
    metadata = {
        "project_urls": [["Source", "https://source.example/"], ["Trap", "javascript:alert(1)"]],
        "home_page": "https://home.example/",
        "download_url": "https://source.example/",
    }
    assert links_of(metadata) == [
        ("Source", "https://source.example/"),
        ("Homepage", "https://home.example/"),
    ]
    assert links_of({"project_urls": {"Source": "https://source.example/"}}) == [
        ("Source", "https://source.example/")
    ]
    assert links_of({}) == []


def test_a_license_fits_a_line() -> None:
    assert license_of({"license_expression": "MIT", "license": "other"}) == "MIT"
    assert license_of({"license": "Line one\nLine two"}) == "Line one"
    assert license_of({}) == ""


def test_only_its_people_are_shown_the_way_to_manage_it(ada: Person, cleo: Person, sign_in: SignIn) -> None:
    given.release(ada, "harborlight")
    assert "/manage/" in text(sign_in(ada), "/project/harborlight/")
    assert "/manage/" not in text(sign_in(cleo), "/project/harborlight/")
    assert "/manage/" not in text(Client(), "/project/harborlight/")


@pytest.mark.parametrize("page", PAGES)
def test_a_project_says_in_whose_namespace_it_lies(
    client: Client, ada: Person, ben: Person, page: str
) -> None:
    given.release(ada, "kite-tail")
    given.release(ben, "kite-old")
    assert "namespace" not in text(client, f"/project/kite-tail/{page}")
    otto = Actor.operator(name="otto")
    catalog.grant_namespace(NormalizedName("kite"), username="ada", by=otto, reason="Hers.", now=NOON)
    assert "namespace kite, and belongs to its owner" in text(client, f"/project/kite-tail/{page}")
    assert "namespace kite, and does not belong to its owner" in text(client, f"/project/kite-old/{page}")
