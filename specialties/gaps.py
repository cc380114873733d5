"""What a specialty has, what it lacks, and what of that keeps it from being published. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from specialties.library import Axis, DaySplit, Specialty
from specialties.words import listed


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the page of a specialty, and how many facts are in it.

    `name`: the field of the struct that holds it; `wanted`: how many there have to be, None where
    any number will do.
    """

    title: str
    name: str
    count: int
    wanted: int | None = None

    @property
    def is_there(self) -> bool:
        return self.count > 0 and (self.wanted is None or self.count >= self.wanted)


# What a specialty may leave out, in the order of the page on which it is edited.
OPTIONAL = {
    "probe": "Who holds the probe",
    "training": "Training",
    "fits": "Whom it fits",
    "day_split": "How the day divides",
    "activities": "What fills the day",
    "routes": "Ways in",
    "matches": "Match figures",
    "floors": "Numbers training must reach",
    "emphasis": "Where the probe goes",
    "shares": "Share of imaging",
    "timeline": "Timeline",
}


def parts(specialty: Specialty, axes: Sequence[Axis]) -> tuple[Part, ...]:
    """Every part of a specialty: the levels on the axes first, then what may be left out."""
    leveled = sum(axis.slug in specialty.axes for axis in axes)
    return (
        Part("Levels on the axes", "axis_levels", leveled, len(axes)),
        *(Part(title, name, _count(getattr(specialty, name))) for name, title in OPTIONAL.items()),
    )


def _count(value: object) -> int:
    return len(value) if isinstance(value, tuple) else int(bool(value))


def gaps(specialty: Specialty, axes: Sequence[Axis]) -> Iterator[str]:
    """What keeps a specialty from being published, a sentence each, as far as it tells itself."""
    if missing := [axis.name for axis in axes if axis.slug not in specialty.axes]:
        yield f"It has no level on {listed(missing)}, so it could never be matched."
    yield from day_gaps(specialty.day_split)


def day_gaps(split: DaySplit | None) -> Iterator[str]:
    """A day that is stated has to add up."""
    if split and (total := sum(split.shares)) != 100:
        yield f"The parts of its day add up to {total}, not to 100."
