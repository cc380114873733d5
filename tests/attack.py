"""Everything that an attacker, a full disk and a bad night may do, on both databases, and a table.

    python3 dev.py attack

ATTACKS, DEEDS and KILLS say how many malformed requests, deeds of an admin and kills there are,
ROOM_ATTACKS and ROOM_RUNS how many classes are watched, and how many are joined and left at random.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from xml.etree import ElementTree

from tests.clusters import PROGRAMS, cluster

MANY = {
    "ATTACKS": "25000",
    "DEEDS": "8000",
    "KILLS": "20",
    "ROOM_ATTACKS": "20000",
    "ROOM_RUNS": "100",
    "NONSENSE": "all",
}
SHOWN = "shown"
# On PostgreSQL what meets a database; servers of the test's own choose theirs themselves.
CHOSEN = {"SQLite": "attack", "PostgreSQL": "attack and database"}


def run(name: str, file: Path, arguments: list[str], **variables: str) -> int:
    print(f"\n=== {name}", flush=True)
    # The newer family has no room for what a test says.
    report = [f"--junitxml={file}", "--override-ini=junit_family=xunit1"]
    words = ["-m", "pytest", "-m", CHOSEN[name], *report, *arguments]
    numbers = {name: os.environ.get(name) or number for name, number in MANY.items()}
    return subprocess.call([sys.executable, *words], env={**os.environ, **numbers, **variables})


def rows(name: str, file: Path) -> Iterator[tuple[str, str, str]]:
    """A row for what says in figures what it has shown, and one for the rest of each module."""
    others: dict[str, list[bool]] = {}
    for case in ElementTree.parse(file).iter("testcase"):  # noqa: S314  # pytest wrote it.
        if case.find("skipped") is not None:
            continue
        module = case.get("classname", "").rpartition(".")[2]
        has_held = case.find("failure") is None and case.find("error") is None
        shown = [it.get("value", "") for it in case.iter("property") if it.get("name") == SHOWN]
        for text in shown:
            yield name, f"{module}: {case.get('name', '')}", text if has_held else "FELL"
        if not shown:
            others.setdefault(module, []).append(has_held)
    for module, held in others.items():
        yield name, module, f"{sum(held)} of {len(held)} hold"


def table(found: list[tuple[str, str, str]]) -> str:
    widths = [max(len(row[column]) for row in found) for column in (0, 1)]
    return "\n".join(f"{a:{widths[0]}}  {b:{widths[1]}}  {c}" for a, b, c in found)


def main(arguments: list[str]) -> int:
    found: list[tuple[str, str, str]] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        places = {"SQLite": {"DATABASE_URL": ""}}
        if PROGRAMS:
            own = stack.enter_context(cluster())
            places["PostgreSQL"] = {"DATABASE_URL": own.url}
        statuses = []
        for name, variables in places.items():
            file = folder / f"{name}.xml"
            statuses.append(run(name, file, arguments, **variables))
            if file.is_file():
                found += rows(name, file)
    if found:
        print(f"\n{table(found)}")
    return max(statuses)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
