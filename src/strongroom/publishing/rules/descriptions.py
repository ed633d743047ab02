"""From a project's description to HTML that is safe to show.

The cleaning (which tags and attributes stay, which addresses may be linked) is readme_renderer's; what
goes beyond it is that no class stays but those of highlighted code: with the classes of this index's own
style sheet, a description could draw certificates and notices that look like the index's word.
"""

import re

import nh3
import readme_renderer.markdown
import readme_renderer.rst
import readme_renderer.txt
from readme_renderer.clean import ALLOWED_ATTRIBUTES, ALLOWED_TAGS

from strongroom.publishing.errors import Fault, UploadRefused, shown

_CODE_CLASS = re.compile(r"[a-z][a-z0-9]{0,2}\Z")
"""What Pygments calls the words of a program: `k`, `nf`, `cpf` and so on."""


_SET = {"pre": {"tabindex": "0"}, "input": {"disabled": "", "aria-label": "Done"}}
"""Code wider than its frame is scrolled with the keyboard once it has the focus (WCAG 2.1.1); a box of a task list,
which nobody can tick, has a name (WCAG 4.1.2)."""


def render(text: str, *, content_type: str = "") -> str | None:
    """Return safe HTML, or None where the text does not render or renders to nothing.

    Hostile markup can make it take hours, and any amount of memory: call it where both are limited
    (`services.rendering`).

    Args:
        text: The description.
        content_type: Description-Content-Type; empty means reStructuredText, as the specification says.
    """
    try:
        html = _rendered(text, content_type)
    except Exception:  # noqa: BLE001 - docutils lets many kinds of exception through on odd markup
        return None
    return html and _fit_for_our_pages(html)


def check_description(text: str, *, html: str | None, content_type: str = "") -> None:
    """Check that the description could be rendered. An empty one need not.

    Args:
        html: What became of it.

    Raises:
        UploadRefused: if nothing did.
    """
    if text and html is None:
        kind, _ = _kind_and_variant(content_type)
        raise UploadRefused(
            Fault(
                "unrenderable_description",
                f"The description failed to render for {shown(kind)}, or would take too long.",
                "See what is wrong with 'twine check --strict'; if it is Markdown, "
                "set the description's content type to text/markdown.",
                "description",
            )
        )


def _rendered(text: str, content_type: str) -> str | None:
    kind, variant = _kind_and_variant(content_type)
    if kind == "text/markdown":
        return readme_renderer.markdown.render(text, variant=variant)
    if kind == "text/plain":
        return readme_renderer.txt.render(text)
    return readme_renderer.rst.render(text)


def _fit_for_our_pages(html: str) -> str:
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        attribute_filter=_attribute,
        link_rel="nofollow",
        set_tag_attribute_values=_SET,
        url_schemes={"http", "https", "mailto"},
    )


def _attribute(element: str, attribute: str, value: str) -> str | None:
    if (element, attribute) == ("pre", "lang"):
        return None  # Markdown's renderer names a programming language where HTML names the reader's (WCAG 3.1.2)
    if attribute == "class" and not (element == "span" and _CODE_CLASS.match(value)):
        return None
    return value


def _kind_and_variant(content_type: str) -> tuple[str, str]:
    kind, *parameters = (part.strip() for part in content_type.split(";"))
    given = dict(parameter.split("=", 1) for parameter in parameters if "=" in parameter)
    variant = next((value for key, value in given.items() if key.strip().lower() == "variant"), "GFM")
    return kind.lower() or "text/x-rst", variant.strip('" ')
