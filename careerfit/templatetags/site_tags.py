from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from careerfit.stylesheet import SCREEN, STYLE_ELEMENT

register = template.Library()


@register.simple_tag
def screen_styles() -> SafeString:
    """The screen styles within the page; while developing as files, so that edits show."""
    if settings.DEBUG:
        links = ((static(f"css/{name}"),) for name in SCREEN)
        return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)
    # Our own file, let in by its hash.
    return mark_safe(STYLE_ELEMENT)  # noqa: S308
