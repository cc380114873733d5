"""The screen styles as texts that pages carry with them.

A linked stylesheet costs a slow phone one more round trip before anything shows. Every page has
the first text, and pages of one kind have one more. Their hashes in the Content-Security-Policy
let them in and nothing else.
"""

import hashlib
import json
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "css"
# The files of each text. The first is on every page, the others on pages of their kind.
CORE = "core"
SHEETS = {
    CORE: ("tokens.css", "base.css", "components.css"),
    "form": ("form.css",),
    "library": ("library.css",),
    "result": ("result.css",),
    "keep": ("keep.css",),
    "room": ("room.css",),
    "wall": ("wall.css",),
}


def source_hash(css: str) -> str:
    """How a Content-Security-Policy names this text."""
    digest = hashlib.sha256(css.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


def _minified() -> dict[str, str]:
    files = {kind: [str(FOLDER / name) for name in names] for kind, names in SHEETS.items()}
    # The file itself, not as a module of the package, which would load this one again; and without
    # the folder, whose modules would stand before those of Python.
    script = str(Path(__file__).with_name("minify.py"))
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", script, json.dumps(files)],
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


STYLES = _minified()
HASHES = tuple(source_hash(css) for css in STYLES.values())
STYLE_ELEMENTS = {kind: f"<style>{css}</style>" for kind, css in STYLES.items()}
