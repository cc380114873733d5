"""The health of a match, over made-up sheets, and two contents over the same sheets. Pure.

Who comes first is asked for all sheets, what may be said for the first of them only: with its odds
a sheet takes twenty times as long. No arithmetic of a match stands here.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from rubric.content import Content
from rubric.definition import Definition
from rubric.health.figures import Comparison, First, MatchHealth, Moved, Shift, Tally, Twins
from rubric.health.firsts import leaders_of
from rubric.health.sheets import Sheet, agreeing, drawn, thinned
from rubric.labels import STATES
from rubric.matching import State, match
from rubric.standings import Target, alike

# Sheets that are matched as a whole, with odds and state; at two milliseconds each.
MATCHED = 1_000
# After so many of them it is said how far the work is.
TOLD_EVERY = 200
# Of a third of all specialties it is counted how often they come first.
STRONGEST_PART = 3

Leaders = Sequence[tuple[str, ...]]
# What is kept of a sheet that was matched as a whole: its state, and who leads. A thousand whole
# matches would take tens of megabytes.
Matched = Sequence[tuple[State, tuple[str, ...]]]
Told = Callable[[int, int], None]


def derive(content: Content, definition: Definition, told: Told) -> MatchHealth:
    """Match made-up sheets, and count how they come out.

    `told` hears how many sheets are matched, and of how many. Raises ValueError for a content that
    cannot be matched.
    """
    find = leaders_of(content, definition)
    keys = tuple(definition.criterion_by_key)
    sheets = drawn(keys)
    leaders = [find(sheet) for sheet in sheets]
    places = _places(leaders)
    matched = tuple(_matched(content, definition, sheets[:MATCHED], told))
    strongest = _strongest(content.targets)
    names = {row.slug: row.name for row in content.library.specialties}
    plain, raised = ([find(sheet) for sheet in sheets] for sheets in agreeing(keys))
    thin = [find(sheet) for sheet in thinned(keys)] if definition.allows_skipping else []
    return MatchHealth(
        slug=definition.slug,
        title=definition.title,
        sheets=len(sheets),
        matched=len(matched),
        firsts=tuple(_firsts(content, places, matched)),
        strongest=len(strongest),
        strongest_first=sum(places[slug] for slug in strongest),
        states=_states(matched),
        groups=_groups(matched),
        raised=_shift(plain, raised, names),
        twins=tuple(_twins(content, matched)),
        left_out=_shift(leaders, thin, names) if thin else None,
        unranked=sum(not row for row in thin),
    )


def compare(old: Content, before: Definition, new: Content, after: Definition) -> Comparison:
    """Count the made-up sheets that put others first; both ask the same criteria.

    Raises ValueError for a content that cannot be matched.
    """
    sheets = drawn(tuple(after.criterion_by_key))
    find_before, find_after = leaders_of(old, before), leaders_of(new, after)
    one, other = [find_before(row) for row in sheets], [find_after(row) for row in sheets]
    names = {row.slug: row.name for row in (*old.library.specialties, *new.library.specialties)}
    return Comparison(
        slug=after.slug,
        title=after.title,
        sheets=len(sheets),
        changed=_changed(one, other),
        moved=_moved(one, other, names),
    )


def _matched(
    content: Content, definition: Definition, sheets: Sequence[Sheet], told: Told
) -> Iterator[tuple[State, tuple[str, ...]]]:
    for number, sheet in enumerate(sheets):
        if number % TOLD_EVERY == 0:
            told(number, len(sheets))
        found = match(definition.items, sheet, content.field)
        yield found.state, found.leading
    told(len(sheets), len(sheets))


def _places(leaders: Leaders) -> Counter[str]:
    """How often each comes first; each of those who share the place counts."""
    return Counter(slug for row in leaders for slug in row)


def _firsts(content: Content, places: Mapping[str, int], matched: Matched) -> Iterator[First]:
    leads = Counter(slug for _, leading in matched for slug in leading)
    targets = {target.slug: target for target in content.targets}
    names = content.library.specialty_by_slug
    for row in content.library.specialties:
        own = targets.get(row.slug)
        others = [target for target in content.targets if target.slug != row.slug]
        if own is None:
            yield First(row.slug, row.name, 0, 0, "without-levels")
        elif not any(own.leans.values()):
            found = places.get(row.slug, 0), leads[row.slug]
            yield First(row.slug, row.name, *found, "all-moderate")
        else:
            near = max(others, key=lambda other: alike(own, other), default=None)
            found = places.get(row.slug, 0), leads[row.slug]
            nearest = names[near.slug].name if near else ""
            yield First(row.slug, row.name, *found, "placed", nearest)


def _strongest(targets: Sequence[Target]) -> set[str]:
    """The third with the longest leans, whom a plain sum of points would put first."""
    length = {row.slug: sum(y * y for y in row.leans.values()) for row in targets}
    ordered = sorted(length, key=lambda slug: -length[slug])
    return set(ordered[: len(ordered) // STRONGEST_PART])


def _states(matched: Matched) -> tuple[Tally, ...]:
    counts = Counter(state for state, _ in matched)
    return tuple(Tally(state.value, STATES[state.value], counts[state]) for state in State)


def _groups(matched: Matched) -> tuple[int, ...]:
    counts = Counter(len(leading) for _, leading in matched)
    return tuple(counts[size] for size in range(1, max(counts, default=0) + 1))


def _twins(content: Content, matched: Matched) -> Iterator[Twins]:
    names = content.library.specialty_by_slug
    targets = {target.slug: target for target in content.targets}
    groups = [set(leading) for _, leading in matched]
    for one, other in content.field.twins:
        pair = targets[one], targets[other]
        yield Twins(
            one=names[one].name,
            other=names[other].name,
            thousandths=int(1000 * alike(*pair)),
            steps=sum(abs(y - pair[1].leans[axis]) for axis, y in pair[0].leans.items()),
            led=sum(not group.isdisjoint((one, other)) for group in groups),
            together=sum(group.issuperset((one, other)) for group in groups),
        )


def _shift(before: Leaders, after: Leaders, names: Mapping[str, str]) -> Shift:
    rows = _moved(before, after, names)
    most = rows[0] if rows else Moved("", 0, 0)
    return Shift(len(before), _changed(before, after), most.name, most.before, most.after)


def _changed(before: Leaders, after: Leaders) -> int:
    return sum(set(one) != set(other) for one, other in zip(before, after, strict=True))


def _moved(before: Leaders, after: Leaders, names: Mapping[str, str]) -> tuple[Moved, ...]:
    """Whose number of first places changes, the largest change first."""
    one, other = _places(before), _places(after)
    rows = [
        Moved(name, one[slug], other[slug])
        for slug, name in names.items()
        if one[slug] != other[slug]
    ]
    return tuple(sorted(rows, key=lambda row: -abs(row.after - row.before)))
