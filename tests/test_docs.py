"""The documents say what the code does: worked numbers, names and links."""

import gzip
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from math import floor, sqrt
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest
import yaml
from django.apps import apps
from django.core.management import get_commands
from django.urls import Resolver404, URLPattern, get_resolver, resolve
from simple_history.models import HistoricalChanges

import dev
from rubric import (
    facts,
    matching,
    matching_1,
    odds,
    receipts,
    reports,
    robustness,
    scoring,
    simulated,
    standings,
)
from rubric.content import Content, read
from rubric.health import matches, sheets, warnings
from rubric.leans import AxisItem
from rubric.receipts.matches import ENGINE
from rubric.receipts.matches_1 import ENGINE as FIRST_ENGINE
from rubric.results import method
from rubric.results.paths import LEVEL_STATES
from rubric.scoring import LOWEST, Item, LevelNote, Personas, Scheme, Strength
from specialties.levels import Level
from specialties.library import GROUNDED
from specialties.words import (
    grouped,
    listed,
    number_word,
    sentence_case,
    share_words,
    signed,
    thousandths,
)
from tests.conftest import MATCH, SONOGRAPHER
from tests.rubric import match_levels

ROOT = Path(__file__).resolve().parent.parent
# The edition that the release before this one published, with the first statements of the match.
FIRST = read(gzip.decompress((ROOT / "tests/data/edition-format-1.json.gz").read_bytes()).decode())
DOCS = ROOT / "docs"
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path
    for path in (
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")),
        *sorted(DOCS.rglob("*.md")),
    )
}
TEXTS = {name: path.read_text(encoding="utf-8") for name, path in DOCUMENTS.items()}
DECISIONS = sorted(path for path in (DOCS / "adr").glob("*.md") if path.name != "README.md")

Row = dict[str, str]
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")


# Reading Markdown


def tables(text: str) -> Iterator[tuple[str, list[Row]]]:
    """Every table with the heading above it."""
    heading, names, rows = "", list[str](), list[Row]()
    for line in (*text.splitlines(), ""):
        if line.startswith("#"):
            heading = line.lstrip("# ")
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            if names:
                yield heading, rows
            names, rows = [], []
        elif not names:
            names = cells
        elif set(line) - set("|-"):
            rows.append(dict(zip(names, cells, strict=True)))


def codes(text: str) -> list[str]:
    """Every piece of code: each line of a block, and what stands between backticks."""
    lines = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    return lines + SPAN.findall(BLOCK.sub("", text))


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


# The numbers of the scoring document, from the fixtures and the pure core


def read_rows(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows


def only(rows: list[dict[str, Any]], model: str) -> list[dict[str, Any]]:
    found = [row["fields"] for row in rows if row["model"] == model]
    return sorted(found, key=lambda row: row.get("order", 0))


FIXTURE = ROOT / "fixtures" / "rubrics" / f"{SONOGRAPHER}.yaml"
ROWS = read_rows(FIXTURE)


def rows_of(kind: str) -> list[dict[str, Any]]:
    return only(ROWS, f"rubric.{kind}")


def read_scheme() -> Scheme:
    (rubric,) = rows_of("rubric")
    weights = {(row["criterion"][1], row["path"][0]): row["value"] for row in rows_of("weight")}
    personas = {row["path"] and row["path"][0]: row["slug"] for row in rows_of("persona")}
    first, second = "generalist", "specialist"
    return Scheme(
        sides=(first, second),
        items=tuple(
            Item(key, weights.get((key, first), 0), weights.get((key, second), 0))
            for key in (row["key"] for row in rows_of("criterion"))
        ),
        personas=Personas(personas[first], personas[second], personas[None]),
        **{name: rubric[name] for name in ("band", "clear_from", "low_total", "high_total")},
    )


SCHEME = read_scheme()
KEYS = [item.key for item in SCHEME.items]


def sheet(text: str) -> dict[str, int]:
    return dict(zip(KEYS, map(int, text.split()), strict=True))


WORKED = sheet("5 2 4 4 3 2 3 5")
NEAR = sheet("4 3 4 3 3 3 3 4")
HYBRID = sheet("4 4 4 3 4 3 4 4")


def weight_rows() -> Iterator[Row]:
    for item in SCHEME.items:
        yield {
            "Criterion": item.key,
            "Generalist weight": str(item.first),
            "Specialist weight": str(item.second),
            "Margin step": signed(item.step),
        }


def limit_rows() -> Iterator[Row]:
    low, high = SCHEME.margin_limits
    yield {"Limit": "Lowest total", "Number": str(SCHEME.lowest_total)}
    yield {"Limit": "Highest total", "Number": str(SCHEME.highest_total)}
    yield {"Limit": "Lowest margin", "Number": signed(low)}
    yield {"Limit": "Highest margin", "Number": signed(high)}


def ledger_rows() -> Iterator[Row]:
    score = scoring.score(SCHEME, WORKED)
    names = ("Criterion", "Rating", "Generalist points", "Specialist points")
    for row in score.ledger:
        first = f"{row.first_weight} × {row.rating} = {row.first}"
        second = f"{row.second_weight} × {row.rating} = {row.second}"
        yield dict(zip(names, (row.key, str(row.rating), first, second), strict=True))
    totals = (str(score.first_total), str(score.second_total))
    yield dict(zip(names, ("Total", "", *totals), strict=True))


def persona_rows() -> Iterator[Row]:
    low, high = SCHEME.margin_limits
    found: dict[str, list[int]] = {}
    for margin in range(high, low - 1, -1):
        found.setdefault(scoring.persona_at(SCHEME, margin), []).append(margin)
    for slug, margins in found.items():
        limits = {"Lowest margin": signed(min(margins)), "Highest margin": signed(max(margins))}
        yield {"Persona": slug, **limits}


def strength_rows() -> Iterator[Row]:
    margins = range(SCHEME.margin_limits[1] + 1)
    for strength in Strength:
        found = [m for m in margins if scoring.strength_at(SCHEME, m) is strength]
        yield {"Strength": strength.value, "From": str(min(found)), "To": str(max(found))}


def note_rows() -> Iterator[Row]:
    when = "all ratings are equal; such a sheet always ties"
    yield {"Note": LevelNote.ALL_ALIKE.value, "When": when, "Number": ""}
    low, high = str(SCHEME.low_total), str(SCHEME.high_total)
    yield {"Note": LevelNote.LITTLE_APPEALS, "When": "both totals at most", "Number": low}
    yield {"Note": LevelNote.BOTH_APPEAL, "When": "both totals at least", "Number": high}


def retest_rows() -> Iterator[Row]:
    for rating, again in odds.RETEST.items():
        counts = {str(value): str(count) for value, count in enumerate(again, LOWEST)}
        yield {"Answer": str(rating), **counts}


def odds_rows() -> Iterator[Row]:
    for ratings in (WORKED, HYBRID):
        shares = odds.persona_odds(SCHEME, ratings)
        row = {"Sheet": " ".join(map(str, ratings.values()))}
        for slug in ("versatile-generalist", "balanced-hybrid", "focused-specialist"):
            row[slug] = f"{float(shares[slug]):.4f}".removeprefix("0")
        yield row


def state_rows() -> Iterator[Row]:
    names = ("a straight line", "little appeals", "everything appeals")
    for name, note in zip(names, LEVEL_STATES, strict=True):
        more = "; no persona is named at all" if note is LevelNote.ALL_ALIKE else ""
        yield {"State": name, "When": f"the note {note.value}{more}"}
    when = f"the persona's own odds round to {odds.BORDER_TENTHS} of 10 or less"
    yield {"State": "on the border", "When": when}


def pool_rows() -> Iterator[Row]:
    pools: dict[int, int] = {}
    for item in SCHEME.items:
        up = scoring.HIGHEST - WORKED[item.key]
        pools[item.step] = pools.get(item.step, 0) + up
        pools[-item.step] = pools.get(-item.step, 0) + WORKED[item.key] - LOWEST
    for step, points in sorted(pools.items()):
        yield {"Step": signed(step), "Points in the pool": str(points)}


def distance_rows() -> Iterator[Row]:
    for distance in robustness.assess(SCHEME, WORKED).distances:
        points = {"Fewest one-point changes": str(distance.points)}
        yield {"Other persona": distance.persona, **points}


def swing_rows() -> Iterator[Row]:
    seen = set()
    for swing in robustness.assess(SCHEME, NEAR).swings:
        if (swing.key, swing.persona) not in seen:
            seen.add((swing.key, swing.persona))
            yield {
                "Swing": swing.key,
                "Rating": str(swing.rating),
                "Would be": str(swing.to),
                "Persona": swing.persona,
            }


def example_rows() -> Iterator[Row]:
    for persona in rows_of("persona"):
        ratings = {
            row["criterion"][1]: row["value"]
            for row in rows_of("personarating")
            if row["persona"][1] == persona["slug"]
        }
        score = scoring.score(SCHEME, ratings)
        assert score.persona == persona["slug"]
        yield {
            "Persona": score.persona,
            "Sheet": " ".join(str(ratings[key]) for key in KEYS),
            "Generalist": str(score.first_total),
            "Specialist": str(score.second_total),
            "Margin": signed(score.margin),
            "Strength": score.strength.value,
            "Fewest changes": str(robustness.assess(SCHEME, ratings).smallest[0].points),
        }


def fact_rows() -> Iterator[Row]:
    found = facts.derive(SCHEME)
    counts = facts.margin_counts(SCHEME)
    clear = sum(count for margin, count in counts.items() if abs(margin) >= SCHEME.clear_from)
    steps = [abs(item.step) for item in SCHEME.items]
    numbers = {
        "Sheets": f"{found.sheets:,}".replace(",", " "),
        "Exact ties": f"{counts[0]:,}".replace(",", " "),
        "Share of ties": share_words(found.tie_share, places=1),
        **{f"Share of {slug}": share_words(part) for slug, part in found.persona_shares.items()},
        "Share of clear leans": share_words(found.tie_share * clear / counts[0]),
        "Criteria whose point moves the margin by 2": steps.count(2),
        "Criteria whose point moves the margin by 1": steps.count(1),
        "Most that one point on one answer moves the margin": found.largest_step,
        "Most that one point on every answer moves it": found.all_steps,
        "Smallest margin that no single one-point change takes away": found.largest_step + 1,
        "Smallest margin that holds if every answer is one point off": found.all_steps + 1,
    }
    for fact, value in numbers.items():
        yield {"Fact": fact, "Number": str(value).replace("\u00a0", " ")}


Tables = list[tuple[str, Callable[[], Iterator[Row]]]]

SCORING_TABLES: Tables = [
    ("Weights", weight_rows),
    ("Limits", limit_rows),
    ("Worked example", ledger_rows),
    ("Personas", persona_rows),
    ("Personas", strength_rows),
    ("Level notes", note_rows),
    ("Retest odds", retest_rows),
    ("Retest odds", odds_rows),
    ("States before names", state_rows),
    ("What would change it", pool_rows),
    ("What would change it", distance_rows),
    ("What would change it", swing_rows),
    ("Persona examples", example_rows),
    ("Facts over all sheets", fact_rows),
]


def scoring_sentences() -> Iterator[str]:
    worked, near = (scoring.score(SCHEME, ratings) for ratings in (WORKED, NEAR))
    yield FIXTURE.relative_to(ROOT).as_posix()
    yield f"Ratings {' '.join(map(str, WORKED.values()))}, in the order of the page."
    totals = f"{worked.first_total} − {worked.second_total}"
    yield f"The margin is {totals} = **{signed(worked.margin)}**: a {worked.strength}"
    yield f"The hybrid margin is {SCHEME.band}."
    totals = f"{near.first_total} − {near.second_total}"
    yield f"The sheet {' '.join(map(str, NEAR.values()))} gives {totals} = {signed(near.margin)}"
    yield f"generalist = {formula([item.first for item in SCHEME.items])}\n"
    yield f"specialist = {formula([item.second for item in SCHEME.items])}\n"


def formula(weights: list[int]) -> str:
    """A total as a sum: criteria of equal weight together, the heaviest first."""
    parts = []
    for weight in sorted(set(weights) - {0}, reverse=True):
        keys = [key for key, own in zip(KEYS, weights, strict=True) if own == weight]
        joined = " + ".join(keys)
        factor = f"{weight} · " if weight > 1 else ""
        parts.append(f"{factor}({joined})" if factor and len(keys) > 1 else f"{factor}{joined}")
    return " + ".join(parts)


def number_problems(text: str, wanted: Tables, sentences: Iterator[str]) -> Iterator[str]:
    stated = list(tables(text))
    if [heading for heading, _ in stated] != [heading for heading, _ in wanted]:
        yield "the tables are not the expected ones"
        return
    for (heading, rows), (_, expected) in zip(stated, wanted, strict=True):
        if rows != list(expected()):
            yield f"a table under {heading} is not what the code says"
    yield from (f"not there: {part}" for part in sentences if part not in text)


def scoring_problems(text: str) -> Iterator[str]:
    return number_problems(text, SCORING_TABLES, scoring_sentences())


# The numbers of the matching document, from the fixtures and the pure core


MATCH_FIXTURE = ROOT / "fixtures" / "rubrics" / f"{MATCH}.yaml"
MATCH_ROWS = read_rows(MATCH_FIXTURE)
LIBRARY_ROWS = [
    *read_rows(ROOT / "fixtures" / "axes.yaml"),
    *read_rows(ROOT / "fixtures" / "specialties.yaml"),
]
AXES = [row["slug"] for row in only(LIBRARY_ROWS, "specialties.axis")]


def read_items() -> list[AxisItem]:
    rows = {row["criterion"][1]: row for row in only(MATCH_ROWS, "rubric.axisitem")}
    return [
        AxisItem(key, rows[key]["axis"][0], rows[key]["direction"])
        for key in (row["key"] for row in only(MATCH_ROWS, "rubric.criterion"))
    ]


def read_levels() -> dict[str, dict[str, Level]]:
    profiles: dict[str, dict[str, Level]] = {
        row["slug"]: {} for row in only(LIBRARY_ROWS, "specialties.specialty")
    }
    for row in only(LIBRARY_ROWS, "specialties.axislevel"):
        profiles[row["specialty"][0]][row["axis"][0]] = Level.parse(row["level"])
    return profiles


ITEMS = read_items()
PROFILES = read_levels()
FIELD = standings.prepare(
    AXES,
    [
        standings.Target(slug, {axis: level - Level.MODERATE for axis, level in profile.items()})
        for slug, profile in PROFILES.items()
    ],
)
WORKED_ANSWERS = match_levels.EXAMPLE
FOUND = matching.match(ITEMS, WORKED_ANSWERS, FIELD)
RANKING = [row for group in FOUND.groups for row in group]
FIRST_PLACE = RANKING[0]
ITS_LEANS = {
    axis: column[FIELD.slugs.index(FIRST_PLACE.slug)] for axis, column in FIELD.leans.items()
}


def decimal(number: Fraction, places: int = 1) -> str:
    sign = "+" if number > 0 else "−" if number < 0 else ""
    return f"{sign}{abs(float(number)):.{places}f}"


def statement_rows() -> Iterator[Row]:
    names = ("Criterion", "Axis", "Direction", "Worked answer", "Points")
    for item in ITEMS:
        direction = "towards" if item.direction > 0 else "away"
        rating = WORKED_ANSWERS[item.key]
        answer = "left out" if rating is None else str(rating)
        points = signed(FIRST_PLACE.points[item.key]) if rating is not None else ""
        yield dict(zip(names, (item.key, item.axis, direction, answer, points), strict=True))


def lean_rows() -> Iterator[Row]:
    for axis in AXES:
        sides = []
        for direction in (1, -1):
            own = [a for a in FOUND.answers if (a.axis, a.direction) == (axis, direction)]
            parts = [f"2 · {a.rating}" if a.multiplicity > 1 else str(a.rating) for a in own]
            sides.append(" + ".join(parts))
        cells = (axis, *sides, signed(FOUND.leans[axis]))
        yield dict(zip(("Axis", "Towards", "Away", "Lean"), cells, strict=True))


def level_rows() -> Iterator[Row]:
    for level in Level:
        yield {"Level": level.label, "Lean": signed(level - Level.MODERATE)}


def point_rows() -> Iterator[Row]:
    names = ("Axis", "Your lean", "Level", "Its lean", "Points", "Sum")
    for axis in AXES:
        points = [FIRST_PLACE.points[a.key] for a in FOUND.answers if a.axis == axis]
        level = PROFILES[FIRST_PLACE.slug][axis].label
        leans = (signed(FOUND.leans[axis]), level, signed(ITS_LEANS[axis]))
        cells = (axis, *leans, method.added(points), signed(sum(points)))
        yield dict(zip(names, cells, strict=True))
    yield dict(zip(names, ("Sum", "", "", "", "", signed(FIRST_PLACE.dot)), strict=True))


def ledger_of_match_rows() -> Iterator[Row]:
    names = ("Axis", "In thousandths", "Rounded down", "In the ledger")
    length = sqrt(FOUND.square * FIRST_PLACE.norm)
    downs = []
    for axis in AXES:
        exact = 1000 * FOUND.leans[axis] * ITS_LEANS[axis] / length
        downs.append(floor(exact))
        written = thousandths(FIRST_PLACE.contributions[axis])
        cells = (axis, decimal(Fraction(exact), 2), str(downs[-1]), written)
        yield dict(zip(names, cells, strict=True))
    whole = decimal(Fraction(1000 * FIRST_PLACE.dot / length), 2)
    written = thousandths(FIRST_PLACE.thousandths)
    assert sum(FIRST_PLACE.contributions.values()) == FIRST_PLACE.thousandths
    yield dict(zip(names, ("Sum", whole, str(sum(downs)), written), strict=True))


def word_rows() -> Iterator[Row]:
    found: dict[str, list[Fraction]] = {}
    for hundredths in range(100, -101, -1):
        agreement = Fraction(hundredths, 100)
        found.setdefault(standings.word(agreement * abs(agreement)).value, []).append(agreement)
    for word, hits in found.items():
        yield {"Word": word, "From": decimal(min(hits), 2), "To": decimal(max(hits), 2)}


def standing_rows() -> Iterator[Row]:
    for row in RANKING:
        yield {
            "Specialty": row.slug,
            "Agreement": thousandths(row.thousandths),
            "Word": row.word.value,
            "First": str(row.odds.first * odds.PARTS * odds.RETAKES),
            "First three": str(row.odds.first_three * odds.RETAKES),
        }


def match_state_rows() -> Iterator[Row]:
    for state, when in method.state_rows():
        yield {"State": state, "When": when}


def version_rows() -> Iterator[Row]:
    for label, write in method.FIGURES:
        both = (write(simulated.VERSION_1), write(simulated.VERSION_2))
        cells = (text.replace("\u00a0", " ") for text in (label, *both))
        yield dict(zip(("Figure", "axes-1", "axes-2"), cells, strict=True))


def warning_rows() -> Iterator[Row]:
    yield {
        "What": "A specialty comes first",
        "Warns": f"in more than {warnings.FAIR_TIMES} times its fair share, or never",
    }
    yield {"What": "A specialty leads", "Warns": "never"}
    yield {
        "What": "Two specialties",
        "Warns": f"lean exactly the same way, or differ by {warnings.STEPS} step at most, or lead "
        f"together in {warnings.TOGETHER} of the sheets that one of them leads",
    }
    for what, line in (
        (
            "The third with the strongest levels",
            f"has more than {warnings.STRONGEST_TIMES} of its part of first places",
        ),
        (
            "First places of one specialty, when everybody agrees more",
            f"change by more than {warnings.RAISED} of the sheets",
        ),
        ("Sheets that fit nobody", f"more than {warnings.NO_FIT}"),
        (f"Leading groups of {warnings.WIDE_GROUP} or more", f"more than {warnings.WIDE_GROUPS}"),
        (
            "A persona",
            f"below {warnings.FEW_SHEETS} of all sheets, or above {warnings.MANY_SHEETS}",
        ),
        ("Sheets whose totals are equal", f"more than {warnings.TIES}"),
        ("Sheets one point from another persona", f"more than {warnings.NEAR}"),
    ):
        yield {"What": what, "Warns": line}


MATCHING_TABLES: Tables = [
    ("From answers to leans", statement_rows),
    ("From answers to leans", lean_rows),
    ("Levels", level_rows),
    ("Points and agreement", point_rows),
    ("The ledger", ledger_of_match_rows),
    ("Words", word_rows),
    ("Order and ties", standing_rows),
    ("States and the leading group", match_state_rows),
    ("What simulated answers found", version_rows),
    ("Model health", warning_rows),
]


def matching_sentences() -> Iterator[str]:
    yield MATCH_FIXTURE.relative_to(ROOT).as_posix()
    yield f"{len(ITEMS)} statements speak to {number_word(len(AXES))} axes"
    yield f"**A match**: {grouped(sheets.SHEETS)} sheets with uniform answers"
    yield f"who leads for the first {grouped(matches.MATCHED)}"
    yield f"the newest {grouped(reports.MOST_READ)} results"
    stated = [row["basis"] for row in only(LIBRARY_ROWS, "specialties.axislevel")]
    grounded = sum(not GROUNDED.isdisjoint(basis) for basis in stated)
    yield f"{grounded} of the {len(stated)} levels"
    dot, square, norm = FIRST_PLACE.dot, FOUND.square, FIRST_PLACE.norm
    yield f"Q = {square_sum(FOUND.leans.values())} = {square}"
    yield f"N = {square_sum(ITS_LEANS.values())} = {norm}"
    agreement = thousandths(FIRST_PLACE.thousandths)
    yield f"{dot} / √({square} · {norm}) = {dot} / √{square * norm} = **{agreement}**"
    yield f"The square of the agreement is {dot**2}/{square * norm}"
    yield f"With fewer than {number_word(matching.FEWEST_AXES)} axes there is no ranking"
    close, very = Fraction(1, 2), Fraction(3, 4)
    assert (standings.word(very), standings.word(close)) == ("very-close", "close")
    yield f"very close from {very}, close from {close}, partly from {standings.PARTLY_FROM}"
    (pair,) = FIELD.twins
    one, other = (
        [column[FIELD.slugs.index(slug)] for column in FIELD.leans.values()] for slug in pair
    )
    yield f"squared agreement of two profiles is {standings.TWINS_FROM} or more"
    yield f"{' and '.join(pair)}, with {cosine(one, other):.3f}"
    yield from odds_sentences()
    yield from first_version_sentences()
    yield f"`{ENGINE}`"


def odds_sentences() -> Iterator[str]:
    yield f"Retake i of {odds.RETAKES}"
    yield f"j = i · {odds.GENERATOR}ᵏ mod {odds.RETAKES}"
    yield f"more than {number_word(odds.MOST_SHARING)} that share it count for nobody"
    yield f"leading group is {listed(FOUND.leading)}"
    yield f"{FOUND.tipping} of its {len(FOUND.answers)} answers"
    error, largest = simulated.LATTICE_ERROR, simulated.LATTICE_LARGEST
    yield f"{error} points as a root mean square and {largest} at most"
    made, correlation = simulated.OTHER_MAKE, simulated.OTHER_CORRELATION
    yield f"within {simulated.UNDER_ASSUMPTION:g} point under the assumption, and within {made}"
    yield f"correlate {correlation}"
    yield f"{simulated.TOO_HIGH} points too high for erratic people, {simulated.TOO_LOW} too low"
    for axis, share in simulated.WITHOUT_AXIS.items():
        yield f"{share} % without *{axis}*"
    for word, share in simulated.AT_LEAST_ONE.items():
        yield f"{share} % find a {word.replace('-', ' ')} one"


def first_version_sentences() -> Iterator[str]:
    """The words of axes-1 begin at these hundredths."""
    found: dict[str, int] = {}
    for hundredths in range(100, -101, -1):
        agreement = Fraction(hundredths, 100)
        found[matching_1.word(agreement * abs(agreement)).value] = hundredths
    words = ("very-close", "close", "partly")
    yield ", ".join(f"{word.replace('-', ' ')} from {found[word] / 100:.2f}" for word in words)
    fewest, axes = matching_1.FEWEST_ANSWERS, matching_1.FEWEST_AXES
    yield f"An axis needed {number_word(fewest)} answers and a ranking {number_word(axes)} axes"
    statements = FIRST.rubric_by_slug[MATCH].criteria
    named = f"{number_word(len(statements))} statements on {number_word(len(FIRST.library.axes))}"
    yield f"{sentence_case(named)} axes"
    yield f"`{FIRST_ENGINE}`"


def square_sum(numbers: Iterable[int]) -> str:
    return " + ".join(f"{abs(number)}²" for number in numbers)


def cosine(one: Sequence[int], other: Sequence[int]) -> float:
    dot = sum(x * y for x, y in zip(one, other, strict=True))
    return dot / sqrt(sum(x * x for x in one) * sum(y * y for y in other))


def matching_problems(text: str) -> Iterator[str]:
    return number_problems(text, MATCHING_TABLES, matching_sentences())


# Names, commands, addresses, links


SUFFIXES = (".py", ".md", ".yaml", ".toml", ".txt", ".html", ".css", ".example")
MADE_LATER = ("var/", ".venv", ".env")
OTHERS = {"pylock.toml", "INSERT"}
CODE_PLACES = ("dev.py", "Makefile", ".env.example", "careerfit/settings.py", "gunicorn.conf.py")
PLACES = "\n".join((ROOT / name).read_text(encoding="utf-8") for name in CODE_PLACES)
TARGETS = set(re.findall(r"^\.PHONY: (.+)$", PLACES, re.MULTILINE)[0].split())
COMMANDS = {
    r"\bmake ([a-z]+)": TARGETS,
    r"\bdev\.py ([a-z]+)": set(dev.COMMANDS),
    r"\bmanage\.py ([a-z_]+)": set(get_commands()),
    r"\bdev\.py manage ([a-z_]+)": set(get_commands()),
}
CLASSES: dict[str, type] = {
    name: value
    for path in (*ROOT.glob("rubric/**/*.py"), *ROOT.glob("specialties/**/*.py"))
    if "migrations" not in path.parts
    for name, value in vars(
        resolve_name(".".join(path.relative_to(ROOT).with_suffix("").parts))
    ).items()
    if isinstance(value, type)
}
HEADERS = {"Host"}


def routes(patterns: list[Any], before: str = "/") -> Iterator[str]:
    """Every address of the site, as documents write it; the admin's own stay together."""
    for pattern in patterns:
        place = before + re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", str(pattern.pattern))
        is_whole = isinstance(pattern, URLPattern) or pattern.app_name == "admin"
        if is_whole:
            yield place
        else:
            yield from routes(pattern.url_patterns, place)


ROUTES = list(routes(get_resolver().url_patterns))


def is_address(text: str) -> bool:
    if any(route.startswith(text) for route in ROUTES):
        return True
    try:
        resolve(text)
    except Resolver404:
        return False
    return True


def is_file(text: str) -> bool:
    return text.startswith(MADE_LATER) or text in OTHERS or (ROOT / text).exists()


def is_test(text: str) -> bool:
    """Whether a file of tests has a test of that name."""
    file, _, name = text.partition("::")
    path = ROOT / file
    return path.is_file() and f"\ndef {name}(" in path.read_text(encoding="utf-8")


def is_dotted_name(text: str) -> bool:
    """Whether a name such as rubric.scoring.Score or Score.margin leads to something."""
    first, _, rest = text.partition(".")
    try:
        found: Any = CLASSES[first] if first in CLASSES else resolve_name(text)
    except (ImportError, AttributeError):
        return False
    return first not in CLASSES or hasattr(found, rest)


NAMES: dict[str, Callable[[str], bool]] = {
    r"/[\w<>./-]*": is_address,
    r"tests/[\w/]+\.py::\w+": is_test,
    r"[\w.-]+(/[\w.-]+)+/?|[\w.-]+/": is_file,
    rf"[\w.-]+({'|'.join(map(re.escape, SUFFIXES))})": is_file,
    r"(rubric|specialties|careerfit|django)(\.\w+)+": is_dotted_name,
    r"[A-Z][a-z]+[A-Za-z]*": lambda text: text in CLASSES or text in HEADERS,
    r"[A-Z][A-Za-z]+\.\w+": is_dotted_name,
    r"[A-Z][A-Z_]{2,}": lambda text: (
        text in OTHERS or re.search(rf"\b{text}\b", PLACES) is not None
    ),
}


def name_problems(text: str) -> Iterator[str]:
    for piece in codes(text):
        for pattern, known in COMMANDS.items():
            if set(re.findall(pattern, piece)) - known:
                yield f"no such command: {piece}"
        for variable in re.findall(r"\b([A-Z][A-Z_]+)=", piece):
            if not re.search(rf"\b{variable}\b", PLACES):
                yield f"no such variable: {piece}"
        kind = next(
            (known for pattern, known in NAMES.items() if re.fullmatch(pattern, piece)), None
        )
        if kind and not kind(piece):
            yield f"no such thing: {piece}"


def link_problems(text: str, place: Path) -> Iterator[str]:
    for link in re.findall(r"\]\(([^)]+)\)", text):
        name, _, anchor = link.partition("#")
        target = (place.parent / name).resolve() if name else place
        if not target.exists():
            yield f"leads nowhere: {link}"
        elif anchor and anchor not in anchors(target.read_text(encoding="utf-8")):
            yield f"no such heading: {link}"


# Single documents


def glossary_problems(text: str, content: Content) -> Iterator[str]:
    for label in ("rubric", "specialties"):
        for model in apps.get_app_config(label).get_models():
            # The histories of all tables are named once.
            name = "History" if issubclass(model, HistoricalChanges) else model.__name__
            if f"`{name}`" not in text:
                yield f"no model: {name}"
    fields = {
        heading: [row["Field"].strip("`") for row in rows]
        for heading, rows in tables(text)
        if "Field" in rows[0]
    }
    written = {}
    for heading, edition, slug in (
        ("Fields of a receipt", content, SONOGRAPHER),
        ("Fields of the receipt of a match", content, MATCH),
        ("Fields of the receipt of a first match", FIRST, MATCH),
    ):
        definition = edition.rubric_by_slug[slug]
        threes = dict.fromkeys(definition.criterion_by_key, 3)
        written[heading] = list(receipts.compose(edition, definition, threes))
    if fields != written:
        yield "the fields of a receipt are not these"


def architecture_problems(text: str) -> Iterator[str]:
    (rows,) = [rows for heading, rows in tables(text) if heading == "Addresses"]
    # One row stands for all the addresses of a preview.
    stated = [row["Address"].partition("` and ")[0].strip("`") for row in rows]
    if sorted(stated) != sorted(route for route in ROUTES if route != "/preview/<path>"):
        yield "the addresses are not those of the site"


def index_problems(text: str) -> Iterator[str]:
    (rows,) = [rows for _, rows in tables(text)]
    expected = []
    for position, path in enumerate(DECISIONS, 1):
        title = path.read_text(encoding="utf-8").splitlines()[0]
        if title.split(".")[0] != f"# {position}" or not path.name.startswith(f"{position:04}-"):
            yield f"out of order: {path.name}"
        link = f"[{title.partition('. ')[2]}]({path.name})"
        expected.append({"Number": str(position), "Decision": link})
    if rows != expected:
        yield "the list is not that of the files"


def dependency_problems(text: str) -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = (project["dependencies"], project["optional-dependencies"]["dev"])
    for (_, rows), requirements in zip(tables(text), groups, strict=True):
        stated = {name for row in rows for name in row["Package"].split(", ")}
        if stated != {re.split(r"[<>=\[]", name)[0] for name in requirements}:
            yield "the packages are not those of pyproject.toml"


OWN: dict[str, Callable[[str], Iterator[str]]] = {
    "docs/scoring.md": scoring_problems,
    "docs/matching.md": matching_problems,
    "docs/architecture.md": architecture_problems,
    "docs/adr/README.md": index_problems,
    "docs/adr/0007-few-dependencies.md": dependency_problems,
}


def problems(name: str, text: str, content: Content) -> list[str]:
    own = OWN[name](text) if name in OWN else ()
    if name == "docs/glossary.md":
        own = glossary_problems(text, content)
    return [*name_problems(text), *link_problems(text, DOCUMENTS[name]), *own]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document_says_what_the_code_does(name: str, content: Content) -> None:
    assert problems(name, TEXTS[name], content) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("README.md", "make run", "make walk"),
        ("README.md", "python3 dev.py test", "python3 dev.py tests"),
        ("README.md", "manage createsuperuser", "manage createadmin"),
        ("README.md", "PORT=8001", "DOOR=8001"),
        ("README.md", "`/admin/`", "`/administration/`"),
        ("README.md", "(docs/scoring.md)", "(docs/scores.md)"),
        ("CONTRIBUTING.md", "`rubric/standings.py`", "`rubric/standing.py`"),
        ("docs/scoring.md", "**+14**", "**+13**"),
        ("docs/scoring.md", "2 · (variety", "2 · (depth"),
        ("docs/scoring.md", "33 − 28 = +5", "33 − 28 = +6"),
        ("docs/scoring.md", "sonographer-path.yaml", "sonographer-paths.yaml"),
        ("docs/scoring.md", "`rubric.facts.derive`", "`rubric.facts.deduce`"),
        ("docs/matching.md", "**+0.949**", "**+0.948**"),
        ("docs/matching.md", "= 162", "= 163"),
        ("docs/matching.md", "54 / √3240", "54 / √3241"),
        ("docs/matching.md", "2916/3240", "2915/3240"),
        ("docs/matching.md", "fewer than four axes", "fewer than three axes"),
        ("docs/matching.md", "critical-care and anesthesiology", "critical-care"),
        ("docs/matching.md", "15 of its 23", "16 of its 23"),
        ("docs/matching.md", "Retake i of 613", "Retake i of 612"),
        ("docs/matching.md", "27 of the 114", "28 of the 114"),
        ("docs/matching.md", "69 % without", "96 % without"),
        ("docs/matching.md", "very close from 0.85", "very close from 0.80"),
        ("docs/matching.md", "specialty-match.yaml", "specialty-matches.yaml"),
        ("docs/matching.md", "`rubric.standings.rank`", "`rubric.standings.order`"),
        ("docs/glossary.md", "`Weight`", "weight"),
        ("docs/glossary.md", "`AxisLevel`", "axis level"),
        ("docs/glossary.md", "| `standings` |", "| `standing` |"),
        ("docs/glossary.md", "`Item.step`", "`Item.stride`"),
        ("docs/glossary.md", "| `swings` |", "| `swing` |"),
        ("docs/architecture.md", "| `/method/` | anyone | yes |\n", ""),
        ("docs/architecture.md", "`rubric/tokens.py`", "`rubric/token.py`"),
        ("docs/architecture.md", "#fields-of-a-receipt", "#fields"),
        ("docs/operations.md", "manage.py purge", "manage.py erase"),
        ("docs/operations.md", "`RETENTION_DAYS`", "`RETENTION_WEEKS`"),
        ("docs/holding.md", "::test_the_drill`", "::test_the_thrill`"),
        ("docs/holding.md", "`tests/test_worker.py::", "`tests/test_workers.py::"),
        ("docs/adr/README.md", "| 3 | [The owner token", "| 3 | [An owner token"),
        ("docs/adr/0007-few-dependencies.md", "| whitenoise |", "| whitenose |"),
    ],
)
def test_planted_fault_is_noticed(name: str, old: str, new: str, content: Content) -> None:
    assert old in TEXTS[name]
    assert problems(name, TEXTS[name].replace(old, new), content) != []


def number_places(text: str) -> list[int]:
    """Where the digits in the tables of a document stand."""
    rows = re.finditer(r"^\|.*\|$", text, re.MULTILINE)
    return [row.start() + digit.start() for row in rows for digit in re.finditer(r"\d", row[0])]


@pytest.mark.parametrize(
    ("name", "wanted", "at_least"),
    [("docs/scoring.md", SCORING_TABLES, 200), ("docs/matching.md", MATCHING_TABLES, 150)],
)
def test_every_changed_digit_in_a_table_of_numbers_is_noticed(
    name: str, wanted: Tables, at_least: int
) -> None:
    text = TEXTS[name]
    places = number_places(text)
    assert len(places) > at_least
    expected = [list(rows()) for _, rows in wanted]
    for place in places:
        changed = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
        stated = [rows for _, rows in tables(changed)]
        assert stated != expected, text[place - 40 : place + 1]


def test_a_change_takes_at_most_three_files() -> None:
    text = TEXTS["CONTRIBUTING.md"]
    (rows,) = [rows for heading, rows in tables(text) if heading == "Where to go"]
    recipe = text.partition("## Add a criterion")[2].partition("##")[0]

    files = {row["You want to"]: SPAN.findall(row["Files"]) for row in rows}
    files["add a criterion"] = re.findall(r"^\d\. ", recipe, re.MULTILINE)
    assert {
        "change the words of a persona",
        "add a figure to the pay part",
        "change how agreement is rounded",
        "add a column to the list of specialties",
        "add a criterion",
    } <= files.keys()
    assert {want: names for want, names in files.items() if not 0 < len(names) <= 3} == {}
