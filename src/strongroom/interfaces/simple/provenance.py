"""Answers `/integrity/<project>/<version>/<file name>/provenance`. Source: PEP 740, PyPI's Integrity API.

No attestations are kept here, so there is none of any file, known or not; clients learn that in the form
they asked for.
"""

import json
import re

from strongroom.interfaces.simple.messages import Request, Response
from strongroom.interfaces.simple.negotiation import is_acceptable
from strongroom.interfaces.simple.responses import json_response, repeatable

ROOT = "/integrity/"

_OFFERED = ("application/vnd.pypi.integrity.v1+json", "application/json")
_PATH = re.compile(r"/integrity/[^/]+/[^/]+/[^/]+/provenance", re.DOTALL)
_VARY = ("Vary", "Accept")


def answer(request: Request) -> Response:
    """Return that there is no provenance. Only for GET and HEAD."""
    if not is_acceptable(request.header("accept"), *_OFFERED):
        text = "The request accepts none of the types this address has. Ask for one of: " + ", ".join(
            _OFFERED
        )
        return _explained("406 Not Acceptable", text)
    if not _PATH.fullmatch(request.path):
        return _explained(
            "404 Not Found", "Provenance is at /integrity/<project>/<version>/<file>/provenance."
        )
    return _explained("404 Not Found", "No provenance is available for this file.")


def _explained(status: str, message: str) -> Response:
    return repeatable(json_response(status, json.dumps({"message": message}).encode(), _VARY))
