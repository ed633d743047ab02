"""The identity provider that the settings name, where it speaks SAML."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from strongroom.accounts.upstream.saml.provider import Ours, SamlProvider, read_key, read_metadata
from strongroom.config.env import SettingInvalid

OUR_METADATA = "/account/provider/saml/metadata/"
BACK_TO = "/account/provider/saml/"


def saml_provider_of(environment: Mapping[str, Any]) -> SamlProvider | None:
    """Return the provider that people may sign in through by SAML, or None if there is none.

    Args:
        environment: As `read_environment` gives it.

    Raises:
        SettingInvalid: there is another provider, too; the library is missing; or a file is not what it should be.
    """
    described = environment["STRONGROOM_SAML"]
    if not described:
        return None
    if environment["STRONGROOM_OIDC_ISSUER"]:
        raise SettingInvalid(
            "STRONGROOM_SAML and STRONGROOM_OIDC_ISSUER are both set.",
            why="People sign in through one identity provider: an account is connected with one.",
            next_step="Keep STRONGROOM_OIDC_ISSUER if your provider speaks both, and remove the other.",
        )
    if find_spec("signxml") is None:
        raise SettingInvalid(
            "STRONGROOM_SAML is set, but signxml is not installed.",
            next_step="pip install strongroom[saml]",
        )
    try:
        issuer, sign_in_url, certificates = read_metadata(Path(described).read_bytes())
    except (OSError, ValueError) as error:
        raise _unreadable("STRONGROOM_SAML", described, error) from error
    return SamlProvider(
        issuer,
        sign_in_url,
        certificates,
        _ours(environment),
        id_attribute=environment["STRONGROOM_SAML_ID"],
        name_attribute=environment["STRONGROOM_SAML_USERNAME"],
        mail_attribute=environment["STRONGROOM_SAML_MAIL"],
    )


def _ours(environment: Mapping[str, Any]) -> Ours:
    url, file = environment["STRONGROOM_URL"], environment["STRONGROOM_SAML_KEY"]
    if not file:
        return Ours(url + OUR_METADATA, url + BACK_TO)
    try:
        key, certificate = read_key(Path(file).read_bytes())
    except (OSError, ValueError) as error:
        raise _unreadable("STRONGROOM_SAML_KEY", file, error) from error
    return Ours(url + OUR_METADATA, url + BACK_TO, key, certificate)


def _unreadable(name: str, file: str, error: Exception) -> SettingInvalid:
    return SettingInvalid(
        f"{name}={file!r} cannot be used: {error}.",
        next_step="See docs/how-to/sign-in-through-your-company.md for what the file has to hold.",
    )
