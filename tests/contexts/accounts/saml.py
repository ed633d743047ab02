"""A SAML provider as an index of these tests knows it, and how its answers are brought."""

from datetime import datetime

from strongroom.accounts.services import bring_answer
from strongroom.accounts.upstream.saml import provider as asked
from tests.contexts.accounts.given import NOW
from tests.support.saml_provider import SamlProvider, let_signxml_be_found

OURS = asked.Ours("https://index.example/metadata/", "https://index.example/answer/")


def provider_at(now: datetime) -> SamlProvider:
    """Return the provider of Harbor Works, whose clock stands still."""
    let_signxml_be_found()
    provider = SamlProvider("http://127.0.0.1:9")
    provider.now = lambda: now
    return provider


def known(works: SamlProvider, metadata: bytes = b"") -> asked.SamlProvider:
    """Return the provider as the index knows it, by what its operators gave."""
    issuer, url, certificates = asked.read_metadata(metadata or works.metadata())
    return asked.SamlProvider(issuer, url, certificates, OURS)


def brought(works: SamlProvider, provider: asked.SamlProvider | None = None) -> str:
    """Ask the provider, and bring its answer; return the ticket."""
    provider = provider or known(works)
    return bring_answer(answer_of(works, provider), provider, now=NOW)


def answer_of(works: SamlProvider, provider: asked.SamlProvider) -> str:
    """Ask the provider; return its answer."""
    return works.answer_to(provider.question_url("_question", asks_again=False, now=NOW).partition("?")[2])[1]


def answer_of_a_provider(*, now: datetime) -> tuple[str, asked.SamlProvider]:
    """Return an answer that is in order, and whose it is."""
    works = provider_at(now)
    provider = known(works)
    return answer_of(works, provider), provider
