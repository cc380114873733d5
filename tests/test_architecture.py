"""The arrows between the rooms, read from the imports themselves."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PURE = (
    "rubric/scoring.py",
    "rubric/robustness.py",
    "rubric/facts.py",
    "rubric/receipts.py",
    "rubric/tokens.py",
    "rubric/words.py",
    "rubric/scale.py",
    "rubric/charts.py",
    "rubric/guards.py",
    "rubric/matching.py",
    "rubric/match_receipts.py",
    "specialties/charts.py",
    "specialties/comparing.py",
    "specialties/filters.py",
    "specialties/levels.py",
    "specialties/neighbors.py",
    "specialties/pictures.py",
    "specialties/words.py",
)
# From the bottom up; a module may import what stands on a line above its own, or beside it.
LAYERS = (
    ("models", "guards", *(Path(path).stem for path in PURE)),
    ("queries",),
    ("specialty_queries",),
    ("specialty_lists", "specialty_profiles", "specialty_comparison", "specialty_advice"),
    ("specialty_leaders",),
    ("services", "seeding"),
    ("results", "forms"),
    ("views", "specialty_views", "urls", "apps", "commands"),
    ("admin", "path_admin", "specialty_admin"),
)


def imports(source: str) -> list[tuple[str, bool]]:
    """Every imported module, and whether the import stands at the top of the file."""
    tree = ast.parse(source)
    top = {id(node) for node in tree.body}
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) in top) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found += [(f"{module}.{alias.name}", id(node) in top) for alias in node.names]
    return found


def layer(module: str) -> int | None:
    """The layer of one of our modules, or None when it has none."""
    parts = module.split(".")
    if parts[0] not in ("rubric", "specialties"):
        return None
    names = {"management": "commands"}
    for number, row in enumerate(LAYERS):
        if any(names.get(part, part) in row for part in parts[1:]):
            return number
    return None


def faults(path: str, source: str) -> list[str]:
    """Every import of a module that its room does not allow."""
    own = path.removesuffix(".py").replace("/", ".")
    found = []
    for module, is_top in imports(source):
        room = module.split(".")[0]
        if not is_top:
            found.append(f"{path} imports {module} inside a function")
        if path in PURE and room in ("django", "careerfit", "crispy_forms", "yaml"):
            found.append(f"{path} is pure and imports {module}")
        if own.startswith("specialties.") and room in ("rubric", "careerfit"):
            found.append(f"{path} looks back to {module}")
        if own.startswith("rubric.") and room == "careerfit":
            found.append(f"{path} looks back to {module}")
        mine, theirs = layer(own), layer(module)
        same_room = room == own.split(".")[0]
        if same_room and mine is not None and theirs is not None and theirs > mine:
            found.append(f"{path} looks up to {module}")
    return found


def modules() -> list[str]:
    return [
        str(path.relative_to(ROOT))
        for room in ("rubric", "specialties", "careerfit")
        for path in sorted((ROOT / room).rglob("*.py"))
        if "migrations" not in path.parts
    ]


def test_no_import_goes_against_the_arrows() -> None:
    found = [
        fault
        for path in modules()
        for fault in faults(path, (ROOT / path).read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("rubric/scoring.py", "from django.db import models"),
        ("specialties/views.py", "from rubric import queries"),
        ("rubric/queries.py", "from rubric import services"),
        ("rubric/services.py", "from rubric.views import ask"),
        ("specialties/queries.py", "import careerfit.settings"),
        ("rubric/results.py", "def build():\n    from rubric import charts"),
    ],
)
def test_a_planted_violation_is_caught(path: str, source: str) -> None:
    assert len(faults(path, source)) == 1


def test_every_pure_module_is_there() -> None:
    assert [path for path in PURE if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "signals.py", "common"])
def test_no_room_for_odds_and_ends(name: str) -> None:
    assert [path for path in modules() if name in Path(path).parts] == []


def test_no_model_saves_in_its_own_way() -> None:
    for path in modules():
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
                is_model = path.endswith("models.py") or "/models/" in path
                assert not (is_model and methods & {"save", "delete"}), (path, node.name)


def test_views_stay_short() -> None:
    for path in (
        "rubric/views.py",
        "specialties/views.py",
        "specialties/specialty_views.py",
        "careerfit/views.py",
    ):
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef):
                body = node.body[-1].end_lineno or 0
                assert body - node.lineno <= 20, (path, node.name)
