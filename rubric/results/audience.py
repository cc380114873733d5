"""Who a page of a result is drawn for, and what it may show them. Pure."""

from typing import NamedTuple

# The scopes of a share, as they are stored.
OUTCOME, ANSWERS = "outcome", "answers"


class Audience(NamedTuple):
    """What a page of a result shows besides its outcome, which everybody sees.

    `is_owner`: the actions and every link below the private one. `shows_answers`: ratings, points,
    and what would change them; without it no answer can be read off the page.
    """

    is_owner: bool = False
    is_example: bool = False
    shows_answers: bool = False
    shows_plan: bool = False
    shows_log: bool = False


OWNER = Audience(is_owner=True, shows_answers=True, shows_plan=True, shows_log=True)
EXAMPLE = Audience(is_example=True, shows_answers=True)


def holder(scope: str, *, with_plan: bool = False, with_log: bool = False) -> Audience:
    """Who opens a share of that scope."""
    return Audience(shows_answers=scope == ANSWERS, shows_plan=with_plan, shows_log=with_log)
