"""A project's description as it is shown: fit for keyboards and screen readers.

It was made safe when it was rendered (publishing/rules/descriptions.py), and is cleaned by the same lists here.
"""

import nh3
from django.utils.safestring import SafeString
from readme_renderer.clean import ALLOWED_ATTRIBUTES, ALLOWED_TAGS

_ATTRIBUTES = {**ALLOWED_ATTRIBUTES, "pre": {"class"}}
"""Without `lang`: the renderer of Markdown names a programming language where HTML names the reader's (WCAG 3.1.2)."""

_SET = {"pre": {"tabindex": "0"}, "input": {"disabled": "", "aria-label": "Done"}}
"""Code wider than its frame is scrolled with the keyboard once it has the focus (WCAG 2.1.1); a box of a task list, which
nobody can tick, has a name (WCAG 4.1.2)."""


def shown_description(description_html: str) -> SafeString:
    """Return a rendered description, ready for a page."""
    return SafeString(
        nh3.clean(
            description_html,
            tags=ALLOWED_TAGS,
            attributes=_ATTRIBUTES,
            link_rel="nofollow",
            url_schemes={"http", "https", "mailto"},
            set_tag_attribute_values=_SET,
        )
    )
