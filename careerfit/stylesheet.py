"""The screen styles as one text that pages carry with them.

A linked stylesheet costs a slow phone one more round trip before anything shows. The text is
the same on every page, so its hash in the Content-Security-Policy lets it in and nothing else.
"""

import hashlib
from base64 import b64encode
from pathlib import Path

from lightningcss import process_stylesheet

FOLDER = Path(__file__).resolve().parent.parent / "static" / "css"
SCREEN = ("tokens.css", "base.css", "components.css")


def source_hash(css: str) -> str:
    """How a Content-Security-Policy names this text."""
    digest = hashlib.sha256(css.encode()).digest()
    return f"'sha256-{b64encode(digest).decode()}'"


SOURCES = "".join((FOLDER / name).read_text(encoding="utf-8") for name in SCREEN)
SCREEN_CSS: str = process_stylesheet(SOURCES, minify=True)
SCREEN_HASH = source_hash(SCREEN_CSS)
STYLE_ELEMENT = f"<style>{SCREEN_CSS}</style>"
