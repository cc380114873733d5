from functools import lru_cache

from django import template
from django.urls import get_script_prefix, reverse

register = template.Library()

# Stands where a token does while an address is worked out once for all of them.
ANYONE = "anyone-at-all"


@register.simple_tag
def below(name: str, token: str) -> str:
    """The address of what belongs to a result.

    A page of a result leads to ten of them, and working each out anew takes as long as its rows.
    """
    start, end = _around_token(get_script_prefix(), name)
    return f"{start}{token}{end}"


@lru_cache(maxsize=100)
def _around_token(prefix: str, name: str) -> tuple[str, str]:
    start, _, end = reverse(name, args=[ANYONE]).partition(ANYONE)
    return start, end
