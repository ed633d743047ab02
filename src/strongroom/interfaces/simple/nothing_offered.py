"""The answer of a simulation to installers: what it shows is made up, so there is nothing to fetch.

Not 404, for which installers go on to another index, and not 503, after which they try again.
"""

from strongroom.interfaces.simple.messages import Handler, Request, Response
from strongroom.interfaces.simple.responses import text_response
from strongroom.interfaces.simple.routes import ReadHandlers

WHAT = "This is a simulation: nothing can be installed here"
"""In the status line, too, which pip prints."""


def nothing_offered(handlers: ReadHandlers) -> Handler:
    """Return what answers in the place of these handlers; what they leave to others is left to others."""

    def answer(request: Request) -> Response | None:
        if not handlers.has(request.path):
            return None
        next_step = "Give your installer the address of an index. What this one shows is made up, for its pages for people."
        return text_response(f"403 {WHAT}", f"{WHAT}. {next_step}")

    return answer
