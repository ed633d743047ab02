"""Run the demonstration: prepare it when needed, say where to look, serve until Ctrl-C.

The web server takes the place of this process, so that a signal reaches it and nobody else.
"""

import argparse
import json
import os
import shlex
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel

ROOT = Path(__file__).resolve().parent.parent
MARK = "demo.json"
"""In the folder; says `preparing`, then `ready` with what visitors need to know."""

_FROM_ANYWHERE = {"0.0.0.0", "::", "127.0.0.1"}  # noqa: S104 - recognized, not bound
"""Addresses that a browser on this machine reaches as `localhost`, where security keys work."""


def main() -> None:
    """Prepare, explain, serve."""
    options = _options()
    data = options.data.resolve()
    address = _address(options.host, options.port)
    environ = {**os.environ, **_settings(data, address)}
    _check_port_is_free(options.host, options.port)
    if options.reset or _ready(data) is None:
        _prepare(environ)
    _explain(_ready(data) or {}, address=address, files=options.data / "try")
    program = [sys.executable, "-m", "strongroom.interfaces.cli", "serve"]
    arguments = ["--data", str(data), "--host", options.host, "--port", str(options.port)]
    os.execve(sys.executable, [*program, *arguments], environ)  # noqa: S606 - it takes our place on purpose


def _prepare(environ: dict[str, str]) -> None:
    """Prepare in a process of its own, which ends when this one is told to."""
    preparing = subprocess.Popen([sys.executable, "-m", "demo.prepare"], cwd=ROOT, env=environ)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        status = preparing.wait()
    except KeyboardInterrupt:
        preparing.terminate()
        status = preparing.wait()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if status:
        sys.exit(1)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Run an index with sample projects and people.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", default=8000, type=int, help="port to listen on (%(default)s)")
    parser.add_argument("--data", default=Path("var/demo"), type=Path, help="where it is kept (%(default)s)")
    parser.add_argument("--reset", action="store_true", help="forget everything and prepare it anew")
    return parser.parse_args()


def _check_port_is_free(host: str, port: int) -> None:
    """Say so at once where the server could not start later."""
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError as error:
        sys.exit(f"Cannot listen: {error.strerror}. Choose another port with --port.")


def _address(host: str, port: int) -> str:
    if host in _FROM_ANYWHERE:
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _settings(data: Path, address: str) -> dict[str, str]:
    return {
        "STRONGROOM_DATA": str(data),
        "STRONGROOM_URL": address,
        "STRONGROOM_DEMO": "yes",
        "STRONGROOM_MAIL": "folder",
        "STRONGROOM_DNS": "off",
        "STRONGROOM_DETAIL_URL": "",
        "STRONGROOM_LOG_LEVEL": "warning",
    }


def _ready(data: Path) -> dict[str, Any] | None:
    """Return what the preparation left for visitors; None where it did not come to its end."""
    try:
        mark: dict[str, Any] = json.loads((data / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return mark if mark.get("state") == "ready" else None


def _explain(mark: dict[str, Any], *, address: str, files: Path) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(Panel(_places(address), title="Strongroom, the demonstration", expand=False))
    console.print("[bold]Sample accounts[/bold] (the first sign-in of each asks for a mailed code)")
    for account in mark["accounts"]:
        console.print(f"  [bold]{account['username']}[/bold] / {account['password']}   {account['about']}")
        if account["totp"]:
            console.print(f"      authenticator app, set-up key: {account['totp']}")
    for title, command in _commands(mark["tokens"], address, files).items():
        console.print(f"\n[bold]{title}[/bold]")
        console.print(f"  {command}", markup=False)
    console.print("\nStop with Ctrl-C; what you change stays. `make demo-reset` forgets it.\n")


def _places(address: str) -> str:
    places = {
        "start page": "/",
        "dashboard": "/dashboard/",
        "a critical project": "/project/harborlight/",
        "sign in": "/account/login/",
        "all mail sent, codes": "/_mail/",
    }
    return "\n".join(f"{what:<21} {address}{path}" for what, path in places.items())


def _commands(tokens: dict[str, str], address: str, files: Path) -> dict[str, str]:
    index = f"{address}/simple/"
    folder = shlex.quote(str(files))
    upload = f"twine upload --verbose --non-interactive --repository-url {address}/legacy/ -u __token__"
    return {
        "Install, with dependencies of dependencies": f"pip install --index-url {index} saltmarsh",
        "The same with uv": f"uv pip install --default-index {index} saltmarsh",
        "Upload a new release as ada": f"{upload} -p {tokens['ada']} {folder}/harborlight-*",
        "As ben: accepted, with a warning": f"{upload} -p {tokens['ben']} {folder}/harborlight-*",
        "As dora, after the deadline: refused": f"{upload} -p {tokens['dora']} {folder}/brasslatch-*",
        "With uv": f"uv publish --publish-url {address}/legacy/ --token {tokens['ada']} {folder}/harborlight-*",
    }


if __name__ == "__main__":
    main()
