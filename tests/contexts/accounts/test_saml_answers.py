"""Every answer of a SAML provider that was forged, tampered with, wrapped or misdirected is refused, and the journal says why."""

from base64 import b64encode
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given as given_any
from hypothesis import strategies as some

from strongroom.accounts.errors import AnswerRefused
from strongroom.accounts.models import AcceptedAssertion
from strongroom.accounts.services import Fault, bring_answer, take_answer
from strongroom.accounts.upstream.saml import provider as asked
from strongroom.accounts.upstream.saml.answers import read_answer
from strongroom.infra.journal.models import JournalEntry
from tests.contexts.accounts.given import NOW
from tests.contexts.accounts.saml import OURS, brought, known, provider_at
from tests.support.saml_provider import SHA_1, SamlProvider, certificate_of, let_signxml_be_found, new_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def works() -> SamlProvider:
    """The provider of Harbor Works."""
    return provider_at(NOW)


def refused_for(works: SamlProvider, provider: asked.SamlProvider | None = None) -> str:
    """Check that the answer is refused in the words that are always said; return what the journal says of it."""
    with pytest.raises(AnswerRefused, match="not in order"):
        brought(works, provider)
    assert not AcceptedAssertion.objects.exists()
    entry = JournalEntry.objects.get(kind="provider.answer_refused")
    return str(entry.data["fault"])


@pytest.mark.parametrize("signs", [["assertion"], ["answer"], ["assertion", "answer"]], ids=str)
def test_the_assertion_or_what_is_around_it_is_signed(works: SamlProvider, signs: list[str]) -> None:
    works.signs = signs
    assert take_answer(brought(works), now=NOW).known_by == "somebody-7"


def test_while_the_provider_changes_its_key_both_certificates_count(works: SamlProvider) -> None:
    assert brought(works, known(works, works.metadata(new_key(1), works.key)))


def forged(text: str) -> str:
    """Return an assertion that names somebody else."""
    return text.replace("somebody-7", "somebody-8")


def assertion_in(text: str) -> str:
    """Return the assertion of an answer, as it stands there."""
    begin, end = text.index("<saml:Assertion"), text.index("</saml:Assertion>") + len("</saml:Assertion>")
    return text[begin:end]


def signature_in(text: str) -> str:
    """Return the first signature, as it stands there."""
    return text[text.index("<ds:Signature ") : text.index("</ds:Signature>") + len("</ds:Signature>")]


def beside(text: str) -> str:
    """Put a forged assertion before the signed one."""
    original = assertion_in(text)
    unsigned = forged(original).replace(signature_in(original), "").replace("_assertion-1", "_forged")
    return text.replace(original, unsigned + original)


def around(text: str) -> str:
    """Put the signed assertion into a forged one."""
    original = assertion_in(text)
    unsigned = forged(original).replace(signature_in(original), "").replace("_assertion-1", "_forged")
    return text.replace(original, unsigned.replace("</saml:Assertion>", f"{original}</saml:Assertion>"))


def within_the_signature(text: str, *, forged_id: str) -> str:
    """Let a forged assertion carry the signature, and the signature what it was made over."""
    original = assertion_in(text)
    signature = signature_in(original)
    bare = original.replace(signature, "")
    carrying = signature.replace("</ds:Signature>", f"<ds:Object>{bare}</ds:Object></ds:Signature>")
    fake = forged(bare).replace('ID="_assertion-1"', f'ID="{forged_id}"')
    return text.replace(original, fake.replace("</saml:Issuer>", f"</saml:Issuer>{carrying}", 1))


def answer_within(text: str) -> str:
    """Let a forged answer carry the signed one, which the signature is over."""
    signature = signature_in(text)
    bare = text.replace(signature, "")
    carrying = signature.replace("</ds:Signature>", f"<ds:Object>{bare}</ds:Object></ds:Signature>")
    fake = forged(bare).replace("_assertion-1", "_forged").replace("_answer-1", "_outer")
    return fake.replace("</saml:Issuer>", f"</saml:Issuer>{carrying}", 1)


def laughing(text: str) -> str:
    """Define entities that grow beyond all bounds, and use them."""
    grows = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE r [<!ENTITY e0 "ha">{grows}]>' + text.replace("somebody-7", "somebody-7&e9;")


def fetching(text: str) -> str:
    """Use an entity that is a file of the machine."""
    return '<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/hostname">]>' + text.replace("somebody-7", "&f;")


def encrypted(text: str) -> str:
    """Put something encrypted in the place of the assertion."""
    hidden = '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"/>'
    return text.replace(assertion_in(text), hidden)


BENT: dict[str, tuple[Callable[[str], str], Fault]] = {
    "somebody else's name": (forged, Fault.WRONGLY_SIGNED),
    "the signature cut out": (lambda text: text.replace(signature_in(text), ""), Fault.UNSIGNED),
    "a forged assertion beside": (beside, Fault.SEVERAL),
    "a forged assertion around": (around, Fault.SEVERAL),
    "the original in the signature": (
        lambda text: within_the_signature(text, forged_id="_forged"),
        Fault.SEVERAL,
    ),
    "the original in the signature, of one ID": (
        lambda text: within_the_signature(text, forged_id="_assertion-1"),
        Fault.SEVERAL,
    ),
    "one ID twice": (lambda text: text.replace('ID="_answer-1"', 'ID="_assertion-1"'), Fault.SEVERAL),
    "a comment in the name": (
        lambda text: text.replace("somebody-7", "somebody<!---->-7"),
        Fault.MARKED_UP,
    ),
    "an instruction": (lambda text: text.replace("somebody-7", "somebody<?x?>-7"), Fault.MARKED_UP),
    "a comment before": (lambda text: f"<!-- -->{text}", Fault.MARKED_UP),
    "entities that grow": (laughing, Fault.UNREADABLE),
    "an entity of a file": (fetching, Fault.MARKED_UP),
    "encrypted": (encrypted, Fault.ENCRYPTED),
    "no XML": (lambda _: "not even close", Fault.UNREADABLE),
    "nothing": (lambda _: "", Fault.UNREADABLE),
    "another document": (lambda _: "<a/>", Fault.UNREADABLE),
    "deeper than anything": (lambda _: "<a>" * 20_000, Fault.UNREADABLE),
    "much too long": (lambda text: text + " " * 300_000, Fault.TOO_LONG),
}


@pytest.mark.parametrize("bent", BENT.values(), ids=BENT)
def test_an_answer_that_was_tampered_with_is_refused(
    works: SamlProvider, bent: tuple[Callable[[str], str], Fault]
) -> None:
    works.bend, fault = bent
    assert refused_for(works) == fault


def test_a_forged_answer_around_the_signed_one_is_refused(works: SamlProvider) -> None:
    works.signs, works.bend = ["answer"], answer_within
    assert refused_for(works) == Fault.SEVERAL


def test_a_name_that_was_cut_by_a_comment_before_it_was_signed_is_refused_too(works: SamlProvider) -> None:
    works.says["name"] = "somebody-7<!---->.elsewhere"
    assert refused_for(works) == Fault.MARKED_UP


SAID: dict[str, tuple[dict[str, str], Fault]] = {
    "made by another provider": ({"issuer": "https://elsewhere.example"}, Fault.OF_OTHERS),
    "for another service": ({"audience": "https://elsewhere.example"}, Fault.FOR_OTHERS),
    "to be sent elsewhere": ({"recipient": "https://elsewhere.example"}, Fault.SENT_ELSEWHERE),
    "sent elsewhere": ({"destination": "https://elsewhere.example"}, Fault.SENT_ELSEWHERE),
    "of yesterday": ({"until": "2020-01-01T00:00:00Z"}, Fault.LATE),
    "of tomorrow": ({"since": "2039-01-01T00:00:00Z"}, Fault.EARLY),
    "for years": ({"until": "2039-01-01T00:00:00Z"}, Fault.TOO_LASTING),
    "at no time": ({"until": "soon"}, Fault.UNREADABLE),
    "in no time zone": ({"until": "2039-01-01T00:00:00"}, Fault.UNREADABLE),
    "to no question": ({"asked": ""}, Fault.NOT_ASKED_FOR),
    "for who holds a key": ({"method": "urn:oasis:names:tc:SAML:2.0:cm:holder-of-key"}, Fault.INCOMPLETE),
    "with a condition of its own": (
        {"condition": '<x:Only xmlns:x="urn:x">on Mondays</x:Only>'},
        Fault.NOT_UNDERSTOOD,
    ),
    "no": ({"status": "Responder"}, Fault.FAILED),
}


@pytest.mark.parametrize("said", SAID.values(), ids=SAID)
def test_an_answer_that_is_not_for_this_sign_in_is_refused(
    works: SamlProvider, said: tuple[dict[str, str], Fault]
) -> None:
    says, fault = said
    works.says.update(says)
    assert refused_for(works) == fault


@pytest.mark.parametrize("signs", [["assertion"], ["answer"]], ids=str)
def test_an_answer_that_somebody_else_has_signed_is_refused(works: SamlProvider, signs: list[str]) -> None:
    provider = known(works)
    works.key, works.signs = new_key(1), signs
    assert refused_for(works, provider) == Fault.WRONGLY_SIGNED


def test_a_signature_over_sha_1_is_refused(works: SamlProvider) -> None:
    works.digest = SHA_1
    assert refused_for(works) == Fault.WRONGLY_SIGNED


def test_an_expired_certificate_counts_no_more(works: SamlProvider) -> None:
    expired = certificate_of(works.key, until=NOW - timedelta(hours=1))
    provider = asked.SamlProvider(works.issuer, f"{works.url}/sign-in", (expired,), OURS)
    assert refused_for(works, provider) == Fault.WRONGLY_SIGNED


@pytest.mark.parametrize("posted", ["", "YQ", "Y!Q=", "é", "\x00"])
def test_what_is_not_even_posted_as_it_should_be_is_refused(works: SamlProvider, posted: str) -> None:
    with pytest.raises(AnswerRefused):
        bring_answer(posted, known(works), now=NOW)
    assert JournalEntry.objects.get().data["fault"] == Fault.UNREADABLE


@given_any(some.binary(max_size=200) | some.text(max_size=200).map(str.encode))
def test_no_document_breaks_the_reader(document: bytes) -> None:
    let_signxml_be_found()
    with pytest.raises(AnswerRefused):
        read_answer(b64encode(document).decode(), (), now=NOW)
