"""Sheets that say something of themselves before any specialty may be named. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from rubric.leans import Flag
from rubric.matching import FEWEST_AXES, State
from rubric.results.voice import Voice
from specialties.words import listed, number_word


class Special(NamedTuple):
    """A headline of its own, what it means, and what to do with it.

    In a headline `{object}` is whom it speaks of; the rest is said the same of everybody.
    """

    heading: str
    text: str
    way_on: str

    def said_of(self, voice: Voice) -> "Special":
        return self._replace(heading=self.heading.format(**voice._asdict()))

    def about_one(self, axis: str) -> "Special":
        """`axis` is its name, empty for those who may not see the answers."""
        which = f": {axis}" if axis else ""
        return self._replace(text=f"{self.text} Nearly all of it is about one axis{which}.")


ALL_ALIKE = Special(
    "Every answer was the same",
    "Half of the statements say the opposite of the other half, so equal answers cancel out.",
    "Go through them once more, and let small differences show.",
)
NO_DIRECTION = Special(
    "The answers lean no way",
    "What was said for each thing was said against it as well, so it cancels out.",
    "Answer again after the next rotation, and use 2 and 4 for small differences.",
)
NO_FIT = Special(
    "No specialty here leans the same way",
    "Each one agrees in part at most. The list at the end still shows where they lie.",
    "Liking things that few specialties combine is worth knowing. Read two profiles that pull in "
    "different ways, and ask people there what a day holds.",
)
UNSETTLED = Special(
    "The answers do not settle on a first",
    "No specialty that fits in part would come first in 2 of 10 retakes, so another one may well "
    "be first next time.",
    "Small changes move the order. Use 1 and 5 where a statement is strong, and answer again.",
)
# To those who may not see the answers: the name of the axis and its end are one.
ONE_AXIS = Special(
    "It all rests on one axis",
    "Nearly all that was said is about this one thing, so many specialties look alike.",
    "See what the other axes ask. What would a good day hold besides?",
)
# What is said of a sheet of mostly yes or mostly no, whatever else comes of it.
SAYING: Mapping[Flag, Special] = {
    Flag.YES_SAYING: Special(
        "Nearly everything here appeals to {object}",
        "Half of the statements say the opposite of the other half. A yes to both sides cancels "
        "out, so less is left to go on.",
        "Ask of each statement: more of this than of its opposite? Then answer again.",
    ),
    Flag.NO_SAYING: Special(
        "Little here appeals to {object}",
        "Half of the statements say the opposite of the other half. A no to both sides cancels "
        "out, so less is left to go on.",
        "Think of the last day at work that felt right, and answer again with it in mind.",
    ),
}
BY_STATE: Mapping[State, Special] = {State.NO_FIT: NO_FIT, State.UNSETTLED: UNSETTLED}


def of_match(receipt: Mapping[str, Any], *, shows_answers: bool = True) -> Special | None:
    """What the receipt of a match says of its sheet; mostly nothing."""
    state, axes = State(receipt["state"]), {row["key"]: row["name"] for row in receipt["axes"]}
    if state is State.TOO_FEW:
        return _too_few(len(receipt["leans"]), len(axes))
    if state is State.NO_DIRECTION:
        return ALL_ALIKE if Flag.ALL_ALIKE in receipt["flags"] else NO_DIRECTION
    for flag, said in SAYING.items():
        if flag in receipt["flags"]:
            return said
    axis = receipt["one_axis"]
    if found := BY_STATE.get(state):
        return found.about_one(axes[axis] if shows_answers else "") if axis else found
    if not axis:
        return None
    if not shows_answers:
        return ONE_AXIS
    names = {row["slug"]: row["name"] for row in receipt["targets"]}
    end = "most" if receipt["leans"][axis] > 0 else "least"
    return _one_axis(axes[axis], end, listed([names[slug] for slug in receipt["named"]]))


def _too_few(counting: int, of: int) -> Special:
    found = number_word(counting) if counting else "none"
    return Special(
        "There is not enough to rank yet",
        f"A ranking needs {number_word(FEWEST_AXES)} of the {number_word(of)} axes to count. So "
        f"far it has {found}.",
        "An axis counts once a statement for it and one against it are answered. Still open:",
    )


def _one_axis(axis: str, end: str, named: str) -> Special:
    """The order rests on one axis; `named` have the most or the least of it."""
    return ONE_AXIS._replace(
        heading=f"{ONE_AXIS.heading}: {axis}",
        text=f"{ONE_AXIS.text} These have the {end} of it: {named}.",
    )
