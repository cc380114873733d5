"""The arrows between the rooms, read from imports and templates themselves."""

import ast
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("specialties", "rubric", "careerfit")
# Modules that know no framework and no database; a folder holds only such modules.
PURE = (
    *("specialties/levels.py", "specialties/words.py", "specialties/pictures.py"),
    *("specialties/filters.py", "specialties/neighbors.py", "specialties/library.py"),
    *("specialties/pages/", "specialties/tables/differences.py"),
    *("specialties/gaps.py", "specialties/places.py", "rubric/places.py"),
    *("rubric/scale.py", "rubric/scoring.py", "rubric/robustness.py", "rubric/odds.py"),
    *("rubric/leans.py", "rubric/standings.py", "rubric/matching.py", "rubric/matching_1.py"),
    *("rubric/facts.py", "rubric/tokens.py", "rubric/definition.py", "rubric/content.py"),
    *("rubric/checks.py", "rubric/pictures.py", "rubric/simulated.py"),
    *("rubric/changes.py", "rubric/labels.py", "rubric/naming.py", "rubric/worked.py"),
    *("rubric/receipts/", "rubric/results/", "rubric/health/"),
    *("rubric/rooms/cells.py", "rubric/rooms/codes.py", "rubric/rooms/releases.py"),
    *("rubric/rooms/tallies.py", "rubric/rooms/snapshots.py", "rubric/rooms/pages.py"),
    *("rubric/rooms/made_up.py", "rubric/rooms/cases.py", "rubric/rooms/export.py"),
    *("rubric/rooms/parts.py", "rubric/rooms/own.py"),
    "rubric/rooms/__init__.py",
)
# The only rooms that touch tables: editors write them, readers meet editions.
TABLES = (
    *("specialties/models/", "specialties/compile.py", "specialties/seeding.py"),
    *("specialties/admin/", "specialties/tables/", "specialties/fixtures.py"),
    *("specialties/history.py", "specialties/freshness.py"),
    *("rubric/models/", "rubric/compile.py", "rubric/editions.py", "rubric/assessments.py"),
    *("rubric/erasing.py", "rubric/shares.py", "rubric/plans.py", "rubric/log_entries.py"),
    *("rubric/backups.py", "rubric/buckets.py", "rubric/weeks.py", "rubric/reports.py"),
    *("rubric/rooms/store.py", "rubric/rooms/contributions.py", "rubric/rooms/taking.py"),
    *("rubric/admin/", "rubric/management/"),
)
# Whose tags and addresses the templates of a folder may use: their own app's and those below it.
TEMPLATES = {
    "components": ("specialties",),
    "specialties": ("specialties",),
    "careerfit_forms": ("specialties", "rubric"),
    "rubric": ("specialties", "rubric"),
}
TAGS = {
    "library_tags": "specialties",
    "owner_tags": "rubric",
    "result_tags": "rubric",
    "share_tags": "rubric",
    "site_tags": "careerfit",
}
# What comes with the framework is nobody's.
FREE_TAGS = {"static", "crispy_forms_filters", "i18n", "admin_urls", "log"}
# Pages of the site that every page leads to.
SITE_ADDRESSES = ("home", "privacy", "accessibility")


def imports(source: str) -> list[tuple[str, bool]]:
    """Every imported module, and whether the import stands at the top of the file."""
    tree = ast.parse(source)
    top = {id(node) for node in tree.body}
    # What only a type checker reads may stand under its condition.
    for condition in tree.body:
        if isinstance(condition, ast.If):
            top |= {id(inner) for inner in ast.walk(condition)}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found += [(f"{module}.{alias.name}", id(node) in top) for alias in node.names]
    return found


def is_in(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or (place[-1] == "/" and path.startswith(place)) for place in places)


def path_of(module: str) -> str:
    """The file or folder of one of our modules, as the lists above name it."""
    parts = module.split(".")
    for length in range(len(parts), 0, -1):
        stem = "/".join(parts[:length])
        if (ROOT / f"{stem}.py").is_file():
            return f"{stem}.py"
        if (ROOT / stem / "__init__.py").is_file():
            return f"{stem}/__init__.py"
    return module


def faults(path: str, source: str) -> list[str]:
    """Every import of a module that its room does not allow."""
    own = path.split("/")[0]
    found = []
    for module, is_top in imports(source):
        room = module.split(".")[0]
        if not is_top:
            found.append(f"{path} imports {module} inside a function")
        if room in ROOMS and ROOMS.index(room) > ROOMS.index(own):
            found.append(f"{path} looks back to {module}")
        elif is_in(path, PURE):
            ours = room in ROOMS and is_in(path_of(module), PURE)
            if not (ours or room == "msgspec" or room in sys.stdlib_module_names):
                found.append(f"{path} is pure and imports {module}")
        elif "/models/" in path_of(module) and not is_in(path, TABLES):
            found.append(f"{path} touches the tables of {module}")
    return found


def template_faults(path: str, source: str) -> list[str]:
    """Every tag or address in a template that belongs to an app above its own."""
    folder = path.split("/")[0]
    if folder not in TEMPLATES:
        return []
    allowed = TEMPLATES[folder]
    found = []
    loads = " ".join(re.findall(r"\{% load (.*?) %\}", source)).split()
    found += [
        f"{path} loads {name}"
        for name in loads
        if name not in FREE_TAGS and TAGS.get(name) not in allowed
    ]
    found += [
        f"{path} leads to {name}"
        for name in re.findall(r"\{% url '([\w:-]+)'", source)
        if name not in SITE_ADDRESSES and name.split(":")[0] not in allowed
    ]
    return found + [
        f"{path} includes {name}"
        for name in re.findall(r'\{% (?:include|drawn|drawn_each) "([\w-]+)/', source)
        if set(TEMPLATES.get(name, ())) - set(allowed)
    ]


def modules() -> list[str]:
    return [
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def test_no_import_goes_against_the_arrows() -> None:
    found = [
        fault
        for path in modules()
        for fault in faults(path, (ROOT / path).read_text(encoding="utf-8"))
    ]

    assert found == []


def test_no_template_goes_against_the_arrows() -> None:
    found = [
        fault
        for path in templates()
        for fault in template_faults(
            str(path.relative_to(ROOT / "templates")), path.read_text(encoding="utf-8")
        )
    ]

    assert found == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("rubric/scoring.py", "from django.db import models"),
        ("rubric/scoring.py", "from rubric.models import Rubric"),
        ("rubric/results/paths.py", "from rubric import editions"),
        ("specialties/pages/index.py", "from specialties.models import Specialty"),
        ("specialties/library.py", "import yaml"),
        ("specialties/views.py", "from rubric import editions"),
        ("specialties/views.py", "from specialties.models import Specialty"),
        ("rubric/views/results.py", "from rubric.models import Assessment"),
        ("rubric/forms.py", "from careerfit import settings"),
        ("specialties/compile.py", "import careerfit.settings"),
        ("rubric/results/front.py", "def build():\n    from rubric import scale"),
    ],
)
def test_a_planted_import_is_caught(path: str, source: str) -> None:
    assert len(faults(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("specialties/index.html", "{% load site_tags %}"),
        ("specialties/index.html", "{% url 'rubric:ask' slug %}"),
        ("components/ledger.html", "{% load library_tags rubric_tags %}"),
        ("specialties/paths.html", '{% include "rubric/_ledger.html" only %}'),
        ("specialties/paths.html", '{% drawn_each "rubric/_match_card.html" cards %}'),
    ],
)
def test_a_planted_template_is_caught(path: str, source: str) -> None:
    assert len(template_faults(path, source)) == 1


def test_every_room_that_is_named_is_there() -> None:
    assert [path for path in (*PURE, *TABLES) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "signals.py", "common"])
def test_no_room_for_odds_and_ends(name: str) -> None:
    assert [path for path in modules() if name in Path(path).parts] == []


def test_no_model_saves_in_its_own_way() -> None:
    for path in modules():
        if "/models/" not in path:
            continue
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
                assert not methods & {"save", "delete"}, (path, node.name)


# A name of a questionnaire or a path is data; only what seeds and carries over knows them.
SLUGS = re.compile(r"sonographer-path|specialty-match|['\"](generalist|specialist)['\"]")


def test_no_slug_of_a_questionnaire_or_path_is_written_down() -> None:
    files = [ROOT / path for path in modules() if path != "rubric/management/commands/seed.py"]
    found = [
        str(path.relative_to(ROOT))
        for path in (*files, *templates())
        if SLUGS.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []
    assert SLUGS.search("{% url 'rubric:ask' 'sonographer-path' %}")


def test_views_stay_short() -> None:
    for path in [path for path in modules() if "/views" in path]:
        for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                last = node.body[-1].end_lineno or 0
                assert last - node.body[0].lineno < 15, (path, node.name)
