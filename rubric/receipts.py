"""The receipt: a result as it was shown, as plain data that can be stored.

Pure. It holds every word and number that the result page says about the reader, so that
the page can be drawn again after weights, names or personas have moved on.
"""

from collections.abc import Mapping
from typing import Any

from rubric.robustness import Robustness, assess
from rubric.scoring import Scheme, Score, Strength, score

ENGINE = "weights-1"

Receipt = dict[str, Any]


def compose(
    scheme: Scheme,
    ratings: Mapping[str, int],
    *,
    names: Mapping[str, str],
    sides: Mapping[str, str],
    personas: Mapping[str, Mapping[str, str | None]],
) -> Receipt:
    """Score a complete sheet and write the receipt.

    `names`: what each criterion is called. `sides`: what each path is called. `personas`:
    for each slug its name, path, headline, clear_headline and summary. Raises ValueError
    as `scoring.score` does.
    """
    outcome = score(scheme, ratings)
    persona = personas[outcome.persona]
    is_clear = outcome.strength is Strength.CLEAR
    return {
        "engine": ENGINE,
        "sides": [{"slug": slug, "name": sides[slug]} for slug in scheme.sides],
        "ratings": {item.key: ratings[item.key] for item in scheme.items},
        "totals": dict(zip(scheme.sides, (outcome.first_total, outcome.second_total), strict=True)),
        "total_limits": [scheme.lowest_total, scheme.highest_total],
        "margin": outcome.margin,
        "margin_limits": list(scheme.margin_limits),
        "band": scheme.band,
        "persona": {
            "slug": outcome.persona,
            "name": persona["name"],
            "path": persona["path"],
            "headline": persona["clear_headline" if is_clear else "headline"],
            "summary": persona["summary"],
        },
        "strength": outcome.strength.value,
        "notes": [note.value for note in outcome.notes],
        "ledger": _ledger(outcome, names),
        **_firmness(assess(scheme, ratings), names, personas),
    }


def _ledger(outcome: Score, names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "criterion": row.key,
            "name": names[row.key],
            "rating": row.rating,
            "weights": [row.first_weight, row.second_weight],
            "points": [row.first, row.second],
        }
        for row in outcome.ledger
    ]


def _firmness(
    robustness: Robustness,
    names: Mapping[str, str],
    personas: Mapping[str, Mapping[str, str | None]],
) -> dict[str, Any]:
    return {
        "distances": [
            {
                "persona": distance.persona,
                "name": personas[distance.persona]["name"],
                "points": distance.points,
            }
            for distance in robustness.distances
        ],
        "swings": [
            {
                "criterion": swing.key,
                "name": names[swing.key],
                "from": swing.rating,
                "to": swing.to,
                "persona": swing.persona,
                "persona_name": personas[swing.persona]["name"],
            }
            for swing in robustness.swings
        ],
    }
