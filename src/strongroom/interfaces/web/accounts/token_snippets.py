"""What to write where, so that a program uses a new API token: ready to copy, the token in its place."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from strongroom.foundation.tokens.recognition import USERNAME

SERVER = "strongroom"
"""What configurations call this index."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A few lines and where they belong. `then` is the command that uses them, or empty."""

    title: str
    about: str
    text: str
    then: str = ""


def snippets(token: str, *, read_only: bool, index_url: str) -> list[Snippet]:
    """Return the ways to give the token to a program, the best known first."""
    return _to_download(token, index_url) if read_only else _to_upload(token, f"{index_url}/legacy/")


def _to_upload(token: str, address: str) -> list[Snippet]:
    pypirc = _lines(
        "[distutils]",
        f"index-servers = {SERVER}",
        "",
        f"[{SERVER}]",
        f"repository = {address}",
        f"username = {USERNAME}",
        f"password = {token}",
    )
    twine = _lines(f"TWINE_REPOSITORY_URL={address}", f"TWINE_USERNAME={USERNAME}", f"TWINE_PASSWORD={token}")
    uv = _lines(f"UV_PUBLISH_URL={address}", f"UV_PUBLISH_TOKEN={token}")
    others = _lines(
        f"FLIT_INDEX_URL={address}",
        f"FLIT_USERNAME={USERNAME}",
        f"FLIT_PASSWORD={token}",
        f"HATCH_INDEX_REPO={address}",
        f"HATCH_INDEX_USER={USERNAME}",
        f"HATCH_INDEX_AUTH={token}",
        f"PDM_PUBLISH_REPO={address}",
        f"PDM_PUBLISH_USERNAME={USERNAME}",
        f"PDM_PUBLISH_PASSWORD={token}",
        f"POETRY_REPOSITORIES_{SERVER.upper()}_URL={address}",
        f"POETRY_PYPI_TOKEN_{SERVER.upper()}={token}",
    )
    return [
        Snippet(
            "twine, on your machine",
            "In ~/.pypirc, which only you should be able to read (chmod 600).",
            pypirc,
            f"twine upload --repository {SERVER} dist/*",
        ),
        Snippet(
            "uv",
            "As environment variables; in continuous integration, keep the token as a secret.",
            uv,
            "uv publish",
        ),
        Snippet(
            "twine, in continuous integration",
            "As environment variables, the token as a secret.",
            twine,
            "twine upload dist/*",
        ),
        Snippet("Flit, Hatch, PDM, Poetry", "As environment variables; each tool reads its own.", others),
    ]


def _to_download(token: str, index_url: str) -> list[Snippet]:
    parts = urlsplit(index_url)
    address = f"{parts.scheme}://{USERNAME}:{token}@{parts.netloc}/simple/"
    return [
        Snippet(
            "pip and uv, on your machine",
            "In ~/.netrc, which only you should be able to read (chmod 600).",
            _lines(f"machine {parts.hostname} login {USERNAME} password {token}"),
            f"pip install --index-url {index_url}/simple/ PROJECT",
        ),
        Snippet(
            "pip and uv, in continuous integration",
            "As environment variables, kept as secrets.",
            _lines(f"PIP_INDEX_URL={address}", f"UV_DEFAULT_INDEX={address}"),
        ),
    ]


def _lines(*lines: str) -> str:
    return "\n".join(lines)
