from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from careerfit.stylesheet import CORE, SHEETS, STYLE_ELEMENTS

register = template.Library()


@register.filter
def with_styles(kinds: str) -> SafeString:
    """The screen styles within the page; while developing as files, so that edits show.

    `kinds`: what the page has besides what every page has, names of SHEETS with spaces between.
    """
    wanted = (CORE, *kinds.split())
    if settings.DEBUG:
        links = ((static(f"css/{name}"),) for kind in wanted for name in SHEETS[kind])
        return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)
    # Our own files, let in by their hashes.
    return mark_safe("".join(STYLE_ELEMENTS[kind] for kind in wanted))  # noqa: S308
