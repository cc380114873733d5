"""msgspec looks at a type when it first meets it, and two threads must not do that at once.

So every type is shown to it while its module is loaded, which one thread does.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = [
    file for app in ("rubric", "specialties", "careerfit") for file in (ROOT / app).rglob("*.py")
]


def late(source: str) -> Iterator[str]:
    """Every type that msgspec may meet first in a function."""
    tree = ast.parse(source)
    known = {
        ast.unparse(call.args[0])
        for statement in tree.body
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for call in ast.walk(statement)
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("Decoder")
    }
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("msgspec."):
            named = [word.value for word in call.keywords if word.arg == "type"]
            if ast.unparse(call.func) == "msgspec.convert":
                named += call.args[1:2]
            yield from (found for found in map(ast.unparse, named) if found not in known)


def test_every_type_is_known_before_there_are_threads() -> None:
    assert {
        str(file.relative_to(ROOT)): found
        for file in MODULES
        if (found := list(late(file.read_text(encoding="utf-8"))))
    } == {}


@pytest.mark.parametrize(
    "line", ["msgspec.json.decode(text, type=Content)", "msgspec.convert(text, Content)"]
)
def test_a_type_that_is_met_in_a_function_is_caught(line: str) -> None:
    function = f"def read(text):\n    return {line}\n"

    assert list(late(function)) == ["Content"]
    assert list(late(f"msgspec.json.Decoder(Content)\n{function}")) == []
