"""The page on which an owner shares, keeps or deletes a result. Pure."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import NamedTuple, Protocol
from urllib.parse import quote

from rubric.results.audience import ANSWERS, OUTCOME
from specialties.words import counted, day_words, listed

LABEL_LENGTH = 60
# After how many days a share may stop working, and which of them is offered first.
DAYS = (7, 30, 90)
USUAL_DAYS = 30
# So many shares have a QR code in the list.
CODES = 20


class Scope(NamedTuple):
    value: str
    name: str
    gist: str


SCOPES = (
    Scope(OUTCOME, "The outcome only", "Headline, picture and how sure it is. No answers."),
    Scope(ANSWERS, "The outcome and every answer", "With all points added up."),
)
SCOPE_NAMES = {scope.value: scope.name for scope in SCOPES}


class Stored(Protocol):
    """A share as the records hold it."""

    key: str
    label: str
    scope: str
    with_plan: bool
    with_log: bool
    expires_on: date


class Term(NamedTuple):
    """How long a share may last: what the form sends, and what the reader picks."""

    days: int
    text: str


class Row(NamedTuple):
    """One share in the owner's list. `address` opens it; `shows` says what it shows.

    `has_code`: whether its QR code stands beside it, and not only on its card.
    """

    key: str
    label: str
    shows: str
    until: date
    address: str
    mail: str
    has_code: bool = True

    @property
    def code_name(self) -> str:
        return f"QR code with the link for {self.label}"


class Hanging(NamedTuple):
    """What goes when a result goes."""

    shares: int = 0
    plans: int = 0
    entries: int = 0

    @property
    def words(self) -> str:
        """“two shares, your plan and three entries of your log”, or nothing."""
        parts = []
        if self.shares:
            parts.append(counted(self.shares, "share", "shares"))
        if self.plans:
            parts.append("your plan")
        if self.entries:
            parts.append(f"{counted(self.entries, 'entry', 'entries')} of your log")
        return listed(parts)


def last_day(days: int, *, today: date, result_ends: date) -> date:
    """When a share ends that is made today: after so many days, and never after its result."""
    return min(today + timedelta(days=days), result_ends)


def terms(*, today: date, result_ends: date) -> tuple[Term, ...]:
    """The terms to pick from; of those that would outlast the result, the first stands for all."""
    found = []
    for days in DAYS:
        end = last_day(days, today=today, result_ends=result_ends)
        is_whole = end == today + timedelta(days=days)
        words = f"after {days} days" if is_whole else "with the result"
        found.append(Term(days, f"{words}, {day_words(end)}"))
        if end == result_ends:
            break
    return tuple(found)


def usual_days(offered: Iterable[Term]) -> int:
    """The term that is picked at first: 30 days, or the longest there is."""
    return min(USUAL_DAYS, max(term.days for term in offered))


def rows(shares: Iterable[Stored], address_of: Callable[[str], str]) -> list[Row]:
    """The shares in the order of the records, the oldest first; `address_of` a key.

    Only the newest have their codes, which are most of what the page weighs.
    """
    found = [_row(share, address_of(share.key)) for share in shares]
    early = max(len(found) - CODES, 0)
    return [row._replace(has_code=number >= early) for number, row in enumerate(found)]


def _row(share: Stored, address: str) -> Row:
    more = ["your plan"] * share.with_plan + ["your log"] * share.with_log
    shows = f"{SCOPE_NAMES[share.scope]}, with {listed(more)}" if more else SCOPE_NAMES[share.scope]
    mail = share_mail(address, share.expires_on)
    return Row(share.key, share.label, shows, share.expires_on, address, mail)


def share_mail(address: str, until: date) -> str:
    """A letter to somebody else. Its words are general: a mail server reads them, too."""
    return _mail(
        "A page for you on careerfit",
        f"This link opens a page that I want to show you:\n\n{address}\n\n"
        f"It works until {day_words(until)}. You can read it, and change nothing.\n",
    )


def own_mail(address: str, until: date) -> str:
    """A letter to oneself."""
    return _mail(
        "My page on careerfit",
        f"My private link:\n\n{address}\n\n"
        f"It opens until {day_words(until)}. Whoever has it can read and delete the page.\n",
    )


def _mail(subject: str, body: str) -> str:
    # A line of a mail ends with both characters.
    lines = body.replace("\n", "\r\n")
    return f"mailto:?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"
