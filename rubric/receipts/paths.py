"""The receipt of a sheet whose weights point at two paths. Pure."""

from collections.abc import Mapping
from typing import Any

from rubric.content import Content
from rubric.definition import Definition, IncompleteRubricError, PathAim
from rubric.odds import persona_odds
from rubric.robustness import Robustness, assess
from rubric.scoring import Score, Strength, score

ENGINE, WITHOUT_ODDS = "weights-2", "weights-1"


def compose(
    content: Content,
    definition: Definition,
    ratings: Mapping[str, int | None],
    *,
    as_shown: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Score a complete sheet and work out its retest odds; see `receipts.compose`."""
    receipt = compose_without_odds(content, definition, ratings, as_shown=as_shown)
    odds = persona_odds(definition.scheme, receipt["ratings"])
    # As text, since a number of JSON holds no fraction of a hundred to the eighth.
    shares = {persona: str(share) for persona, share in odds.items()}
    return {**receipt, "engine": ENGINE, "odds": shares}


def compose_without_odds(
    content: Content,
    definition: Definition,
    ratings: Mapping[str, int | None],
    *,
    as_shown: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Score a complete sheet as results from before the odds were stored."""
    scheme, aim = definition.scheme, aim_of(definition)
    given = {key: rating for key, rating in ratings.items() if rating is not None}
    outcome = score(scheme, given)
    persona = aim.persona(outcome.persona)
    is_clear = outcome.strength is Strength.CLEAR
    names = (
        {side["slug"]: side["name"] for side in as_shown["sides"]}
        if as_shown
        else {path.slug: path.name for path in content.library.paths}
    )
    return {
        "engine": WITHOUT_ODDS,
        "sides": [{"slug": slug, "name": names[slug]} for slug in scheme.sides],
        "ratings": {item.key: given[item.key] for item in scheme.items},
        "totals": dict(zip(scheme.sides, (outcome.first_total, outcome.second_total), strict=True)),
        "total_limits": [scheme.lowest_total, scheme.highest_total],
        "margin": outcome.margin,
        "margin_limits": list(scheme.margin_limits),
        "band": scheme.band,
        "persona": {
            "slug": persona.slug,
            "name": persona.name,
            "path": persona.path,
            "headline": persona.clear_headline if is_clear else persona.headline,
            "summary": persona.summary,
        },
        "strength": outcome.strength.value,
        "notes": [note.value for note in outcome.notes],
        "ledger": _ledger(outcome, definition),
        **_changes(assess(scheme, given), definition, aim),
    }


def aim_of(definition: Definition) -> PathAim:
    """The weights of a questionnaire; raises IncompleteRubricError when it has none."""
    if not isinstance(definition.aim, PathAim):
        raise IncompleteRubricError(f"{definition.slug} has no weights.")
    return definition.aim


def _ledger(outcome: Score, definition: Definition) -> list[dict[str, Any]]:
    return [
        {
            "criterion": row.key,
            "name": definition.criterion_by_key[row.key].name,
            "rating": row.rating,
            "weights": [row.first_weight, row.second_weight],
            "points": [row.first, row.second],
        }
        for row in outcome.ledger
    ]


def _changes(robustness: Robustness, definition: Definition, aim: PathAim) -> dict[str, Any]:
    return {
        "distances": [
            {
                "persona": distance.persona,
                "name": aim.persona(distance.persona).name,
                "points": distance.points,
            }
            for distance in robustness.distances
        ],
        "swings": [
            {
                "criterion": swing.key,
                "name": definition.criterion_by_key[swing.key].name,
                "from": swing.rating,
                "to": swing.to,
                "persona": swing.persona,
                "persona_name": aim.persona(swing.persona).name,
            }
            for swing in robustness.swings
        ],
    }
