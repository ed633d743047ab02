"""How a SAML provider is named to an installation."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from strongroom.config.env import SettingInvalid, read_environment
from strongroom.config.saml import saml_provider_of
from tests.contexts.accounts.given import NOW
from tests.support.saml_provider import SamlProvider, certificate_of, let_signxml_be_found, new_key

WORKS = SamlProvider("http://127.0.0.1:9")


@pytest.fixture
def said(tmp_path: Path) -> dict[str, str]:
    """The settings, as the provider's operators would have them."""
    let_signxml_be_found()
    file = tmp_path / "works.xml"
    file.write_bytes(WORKS.metadata())
    return {"STRONGROOM_SAML": str(file), "STRONGROOM_URL": "https://index.example"}


def test_there_is_none_by_default() -> None:
    assert saml_provider_of(read_environment({})) is None


def test_it_is_known_by_its_metadata(said: dict[str, str]) -> None:
    provider = saml_provider_of(read_environment(said))
    assert provider is not None
    assert (provider.issuer, provider.sign_in_url) == (WORKS.issuer, f"{WORKS.url}/sign-in?org=works")
    assert provider.expected.recipient == "https://index.example/account/provider/saml/"


def test_there_are_not_two_providers(said: dict[str, str]) -> None:
    said["STRONGROOM_OIDC_ISSUER"] = "https://login.example"
    with pytest.raises(SettingInvalid, match="both set"):
        saml_provider_of(read_environment(said))


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(SettingInvalid, match="STRONGROOM_SAML"):
        read_environment({"STRONGROOM_SAML": "/nowhere/works.xml"})


@pytest.mark.parametrize(
    "bend",
    [
        lambda text: text[:100],
        lambda text: f"<!DOCTYPE md:EntityDescriptor>{text.partition('?>')[2]}",
        lambda text: text.replace("EntityDescriptor", "EntitiesDescriptor"),
        lambda text: text.replace("IDPSSODescriptor", "SPSSODescriptor"),
        lambda text: text.replace("bindings:HTTP-Redirect", "bindings:SOAP"),
        lambda text: text.replace("http://127.0.0.1:9/sign-in", "http://works.example/sign-in"),
        lambda text: text.replace('use="signing"', 'use="encryption"'),
        lambda text: text.replace("MII", "..."),
        lambda text: text.replace(WORKS.issuer, "https://works.example/" + "x" * 200),
    ],
)
def test_a_file_that_describes_no_provider_is_refused(
    said: dict[str, str], bend: Callable[[str], str]
) -> None:
    Path(said["STRONGROOM_SAML"]).write_text(bend(WORKS.metadata().decode()), encoding="utf-8")
    with pytest.raises(SettingInvalid, match="cannot be used"):
        saml_provider_of(read_environment(said))


class TestOurKey:
    """By which questions are signed, if one is named."""

    def test_signs_what_the_provider_is_asked(self, said: dict[str, str], tmp_path: Path) -> None:
        said["STRONGROOM_SAML_KEY"] = str(pem(tmp_path, of=1))
        provider = saml_provider_of(read_environment(said))
        assert provider is not None
        asked = parse_qs(urlsplit(provider.question_url("_1", asks_again=False, now=NOW)).query)
        assert {"SAMLRequest", "SigAlg", "Signature"} < set(asked)
        assert 'AuthnRequestsSigned="true"' in provider.our_metadata()
        assert "PrivateKey" not in repr(provider)

    def test_is_refused_without_its_certificate(self, said: dict[str, str], tmp_path: Path) -> None:
        said["STRONGROOM_SAML_KEY"] = str(pem(tmp_path, of=2))
        with pytest.raises(SettingInvalid, match="another key"):
            saml_provider_of(read_environment(said))


def pem(folder: Path, *, of: int) -> Path:
    """Write a file with a key, and the certificate of the key number `of`."""
    key = new_key(1).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "strongroom.pem"
    file.write_bytes(key + certificate_of(new_key(of)).public_bytes(Encoding.PEM))
    return file


def test_without_the_extra_a_word_says_what_to_install(said: dict[str, str]) -> None:
    ask = "from strongroom.config.env import read_environment as read; from strongroom.config.saml import *"
    program = (
        f"{ask}\ntry: saml_provider_of(read())\nexcept SettingInvalid as refusal: print(refusal.next_step)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=said, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == "pip install strongroom[saml]\n"
