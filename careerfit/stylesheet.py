"""The screen styles as one text that pages carry with them.

A linked stylesheet costs a slow phone one more round trip before anything shows. The text is
the same on every page, so its hash in the Content-Security-Policy lets it in and nothing else.
"""

import hashlib
import re
from base64 import b64encode
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "static" / "css"
SCREEN = ("tokens.css", "base.css", "components.css")


def compact(css: str) -> str:
    """Take out comments, line breaks and spaces that mean nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r"\s*([{};,>])\s*", r"\1", css)
    return css.replace(";}", "}").replace(": ", ":").strip()


def read_screen() -> str:
    return compact("".join((FOLDER / name).read_text(encoding="utf-8") for name in SCREEN))


def source_hash(css: str) -> str:
    """How a Content-Security-Policy names this text."""
    digest = hashlib.sha256(css.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


SCREEN_CSS = read_screen()
SCREEN_HASH = source_hash(SCREEN_CSS)
