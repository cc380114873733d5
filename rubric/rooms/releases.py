"""When the picture of a room may be taken anew. Pure.

Two pictures of one room differ by the answers of those who came or went between them. Were that
one person, the difference would be their sheet. So every two sets of people that a room ever shows
are the same, or differ by at least `smallest`; and because a batch much smaller than the room says
more about the people in it than the whole picture does, a new set differs from the last one by as
many as that had, but for one last time once nobody can join any more. Those who came and those who
went are counted apart: see `difference`.

Measured by an observer who compares every two pictures of 25, 40, 55, 60 and 100 people
(`tests/rubric/rooms/observer.py`): with batches of ten alone they guess a later answer up to 12
points better than from the final picture alone, with this rule fewer than 5.
"""

from collections.abc import Iterable
from dataclasses import dataclass

# How many have to be behind a picture: what a room begins with, and what nobody can go below or
# above.
USUAL_SMALLEST, LEAST_SMALLEST, LARGEST_SMALLEST = 10, 5, 50
# People are told in bands of so many.
STEP = 5
# So many are counted for the band, and no more, so that a page costs the same however many came.
MOST_COUNTED = 500


@dataclass(frozen=True, slots=True)
class Stay:
    """People of a room who came and went alike.

    `since` is the number of the first release that counts them, None for none yet; `until` that of
    the first one that no longer does; `is_gone` says that the next one will not.
    """

    people: int
    since: int | None = None
    until: int | None = None
    is_gone: bool = False

    def is_in(self, release: int) -> bool:
        """Tell whether a past release counts them."""
        if self.since is None or release < self.since:
            return False
        return self.until is None or release < self.until

    @property
    def is_here(self) -> bool:
        """Tell whether a release made now would count them."""
        return self.until is None and not self.is_gone


def people_now(stays: Iterable[Stay]) -> int:
    """How many a release made now would count."""
    return sum(stay.people for stay in stays if stay.is_here)


def difference(stays: Iterable[Stay], release: int) -> int:
    """By how many people a release made now would differ from a past one: by those who came, or by
    those who went, whichever are more.

    A sheet that is taken back and sent again went and came, and says the same. Were both counted,
    half a smallest group of such sheets would be enough to part one newcomer from everybody.
    """
    stays = tuple(stays)
    came = sum(stay.people for stay in stays if stay.is_here and not stay.is_in(release))
    went = sum(stay.people for stay in stays if stay.is_in(release) and not stay.is_here)
    return max(came, went)


def may_release(
    stays: Iterable[Stay], *, released: int, smallest: int, is_last: bool = False
) -> bool:
    """Tell whether a picture may be taken now.

    `released`: how many there are already, numbered from 1. `smallest` ≥ LEAST_SMALLEST people.
    `is_last`: nobody can join any more, and no picture was taken since. A set that was shown before
    may be shown again, but the last one, which is there.
    """
    stays = tuple(stays)
    people = people_now(stays)
    if people < smallest:
        return False
    differences = [difference(stays, release) for release in range(1, released + 1)]
    if any(0 < found < smallest for found in differences):
        return False
    if not differences:
        return True
    last = sum(stay.people for stay in stays if stay.is_in(released))
    return differences[-1] >= (smallest if is_last else max(smallest, last))


def band(people: int, smallest: int) -> tuple[int, int]:
    """How many answered, no finer than in fives: the least and the most it can be.

    Up to `smallest` that is all that is said: (0, smallest − 1). From MOST_COUNTED on nobody counts
    how many more there are, and the most is 0. From the next multiple of five on, bands begin at
    those whatever `smallest` is, so that raising it bit by bit does not count people one by one.
    """
    if people < smallest:
        return 0, smallest - 1
    least = max(smallest, people // STEP * STEP)
    if least < (second := next_step(smallest) + STEP):
        return smallest, second - 1
    return least, least + STEP - 1 if people < MOST_COUNTED else 0


def next_step(smallest: int) -> int:
    """The first multiple of five that is no less."""
    return -(-smallest // STEP) * STEP


def larger(smallest: int) -> tuple[int, ...]:
    """What a smallest group can be raised to: where bands begin, so that it parts none of them."""
    return tuple(range(next_step(smallest) + STEP, LARGEST_SMALLEST + 1, STEP))
