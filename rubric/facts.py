"""What can be said of a scheme without any reader: counted over every possible sheet. Pure."""

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from rubric.scoring import HIGHEST, LOWEST, Scheme, persona_at


@dataclass(frozen=True, slots=True)
class Facts:
    """`tie_share`, `persona_shares`: of all sheets, exact. `largest_step`: most that one point
    on one answer moves the margin. `all_steps`: most that one point on every answer does.
    """

    sheets: int
    tie_share: Fraction
    persona_shares: dict[str, Fraction]
    largest_step: int
    all_steps: int
    ties_when_all_alike: bool


@lru_cache(maxsize=4)
def derive(scheme: Scheme) -> Facts:
    """Count every sheet by its margin, one criterion after the other instead of one by one."""
    counts = margin_counts(scheme)
    sheets = sum(counts.values())
    personas: Counter[str] = Counter()
    for margin, count in counts.items():
        personas[persona_at(scheme, margin)] += count
    steps = [abs(item.step) for item in scheme.items]
    return Facts(
        sheets=sheets,
        tie_share=Fraction(counts[0], sheets),
        persona_shares={slug: Fraction(personas[slug], sheets) for slug in scheme.personas.all()},
        largest_step=max(steps),
        all_steps=sum(steps),
        ties_when_all_alike=sum(item.step for item in scheme.items) == 0,
    )


def margin_counts(scheme: Scheme) -> Counter[int]:
    """How many of all complete sheets have each margin."""
    counts: Counter[int] = Counter({0: 1})
    for item in scheme.items:
        following: Counter[int] = Counter()
        for margin, count in counts.items():
            for rating in range(LOWEST, HIGHEST + 1):
                following[margin + item.step * rating] += count
        counts = following
    return counts
