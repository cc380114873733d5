"""The health of weights, over every complete sheet, and two weights over the same. Pure and exact.

Sheets are counted by what they add up to, one criterion after the other, never one by one.
"""

from collections import Counter
from collections.abc import Iterator

from rubric.content import Content
from rubric.definition import Definition
from rubric.facts import derive as count_all
from rubric.health.figures import Comparison, Moved, PathHealth, Tally
from rubric.scoring import HIGHEST, LOWEST, Item, Scheme, persona_at


def derive(_: Content, definition: Definition) -> PathHealth:
    """Count every complete sheet; raises IncompleteRubricError for weights that are not whole."""
    scheme, names = definition.scheme, _names(definition)
    facts = count_all(scheme)
    return PathHealth(
        slug=definition.slug,
        title=definition.title,
        sheets=facts.sheets,
        personas=tuple(
            Tally(slug, names[slug], int(share * facts.sheets))
            for slug, share in facts.persona_shares.items()
        ),
        ties=int(facts.tie_share * facts.sheets),
        near=_near(scheme),
    )


def compare(_: Content, old: Definition, __: Content, new: Definition) -> Comparison:
    """Count the sheets that the same answers give another persona; both ask the same criteria."""
    outcomes: Counter[tuple[str, str]] = Counter()
    for (before, after), sheets in _margin_pairs(old.scheme, new.scheme).items():
        outcomes[persona_at(old.scheme, before), persona_at(new.scheme, after)] += sheets
    return Comparison(
        slug=new.slug,
        title=new.title,
        sheets=sum(outcomes.values()),
        changed=sum(sheets for (before, after), sheets in outcomes.items() if before != after),
        moved=_moved(outcomes, _names(old) | _names(new)),
    )


def _names(definition: Definition) -> dict[str, str]:
    personas = getattr(definition.aim, "personas", ())
    return {persona.slug: persona.name for persona in personas}


def _moved(outcomes: Counter[tuple[str, str]], names: dict[str, str]) -> tuple[Moved, ...]:
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for (was, becomes), sheets in outcomes.items():
        before[was] += sheets
        after[becomes] += sheets
    rows = [
        Moved(name, before[slug], after[slug])
        for slug, name in names.items()
        if before[slug] != after[slug]
    ]
    return tuple(sorted(rows, key=lambda row: -abs(row.after - row.before)))


def _margin_pairs(old: Scheme, new: Scheme) -> Counter[tuple[int, int]]:
    """How many complete sheets have each pair of margins."""
    after = {item.key: item.step for item in new.items}
    counts = Counter({(0, 0): 1})
    for item in old.items:
        following: Counter[tuple[int, int]] = Counter()
        for (one, other), sheets in counts.items():
            for rating in range(LOWEST, HIGHEST + 1):
                pair = one + item.step * rating, other + after[item.key] * rating
                following[pair] += sheets
        counts = following
    return counts


def _near(scheme: Scheme) -> int:
    """How many complete sheets one point on one answer would give another persona.

    Beside the margin only the furthest that one point can move it either way is kept: personas lie
    in a row, so whatever a smaller move reaches, the furthest one leaves the own persona as well.
    """
    counts = Counter({(0, 0, 0): 1})
    for item in scheme.items:
        following: Counter[tuple[int, int, int]] = Counter()
        for (margin, up, down), sheets in counts.items():
            for rating, rise, fall in _room(item):
                reached = margin + item.step * rating, max(up, rise), max(down, fall)
                following[reached] += sheets
        counts = following
    return sum(
        sheets
        for (margin, up, down), sheets in counts.items()
        if len({persona_at(scheme, margin + shift) for shift in (0, up, -down)}) > 1
    )


def _room(item: Item) -> Iterator[tuple[int, int, int]]:
    """Each rating, with how far one point more or less lifts the margin, and lowers it."""
    for rating in range(LOWEST, HIGHEST + 1):
        more = item.step if rating < HIGHEST else 0
        less = -item.step if rating > LOWEST else 0
        yield rating, max(more, less), -min(more, less)
