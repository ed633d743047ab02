"""QR codes as SVG, drawn by the server: no script, no style attribute, nothing fetched."""

import qrcode  # type: ignore[import-untyped] # it carries no types
from django.utils.html import format_html
from django.utils.safestring import SafeString


def qr_svg(text: str) -> SafeString:
    """Return `text` as a QR code, black on white in every color scheme, with the quiet zone that readers need."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    matrix = code.get_matrix()
    side = len(matrix)
    dark = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, is_dark in enumerate(row) if is_dark
    )
    return format_html(
        '<svg class="qr" viewBox="0 0 {} {}" width="264" height="264" role="img" aria-label="QR code"'
        ' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{}v{}H0z"/><path fill="#000" d="{}"/></svg>',
        side,
        side,
        side,
        side,
        dark,
    )
