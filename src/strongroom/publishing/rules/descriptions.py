"""From a project's description to HTML that is safe to show.

The cleaning (which tags and attributes stay, which addresses may be linked) is readme_renderer's.
"""

import readme_renderer.markdown
import readme_renderer.rst
import readme_renderer.txt

from strongroom.publishing.errors import Fault, UploadRefused, shown


def render(text: str, *, content_type: str = "") -> str | None:
    """Return safe HTML, or None where the text does not render or renders to nothing.

    Args:
        text: The description.
        content_type: Description-Content-Type; empty means reStructuredText, as the specification says.
    """
    kind, variant = _kind_and_variant(content_type)
    try:
        if kind == "text/markdown":
            return readme_renderer.markdown.render(text, variant=variant)
        if kind == "text/plain":
            return readme_renderer.txt.render(text)
        return readme_renderer.rst.render(text)
    except Exception:  # noqa: BLE001 - docutils lets many kinds of exception through on odd markup
        return None


def check_description(text: str, *, content_type: str = "") -> None:
    """Check that the description renders. An empty one need not.

    Raises:
        UploadRefused: if it does not.
    """
    if text and render(text, content_type=content_type) is None:
        kind, _ = _kind_and_variant(content_type)
        raise UploadRefused(
            Fault(
                "unrenderable_description",
                f"The description failed to render for {shown(kind)}.",
                "See what is wrong with 'twine check --strict'; if it is Markdown, "
                "set the description's content type to text/markdown.",
                "description",
            )
        )


def _kind_and_variant(content_type: str) -> tuple[str, str]:
    kind, *parameters = (part.strip() for part in content_type.split(";"))
    given = dict(parameter.split("=", 1) for parameter in parameters if "=" in parameter)
    variant = next((value for key, value in given.items() if key.strip().lower() == "variant"), "GFM")
    return kind.lower() or "text/x-rst", variant.strip('" ')
