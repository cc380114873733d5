"""Pictures of addresses."""

import segno
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
MASK = 2


@register.simple_tag
def qr(address: str, name: str) -> SafeString:
    """The address as a QR code, black on white in every mode, with its quiet zone."""
    # Weighing all eight masks takes five times as long, for each share of a list; readers take any.
    drawn = segno.make(address, error="m", micro=False, mask=MASK).svg_inline(
        border=4, light="#fff", dark="#000", omitsize=True, svgclass=None, lineclass=None
    )
    # It draws no title that a reader of screens would say, and escapes what it draws.
    named = format_html('<svg class="qr" role="img" aria-label="{}" ', name)
    return mark_safe(drawn.replace("<svg ", named, 1))  # noqa: S308
