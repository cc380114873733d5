"""Prints style sheets without comments and spaces, as JSON: one text for each group of files.

It runs in a process of its own. The minifier is large, and a worker that had run it once would hold
seven megabytes for nothing from then on.
"""

import json
import sys
from pathlib import Path

from lightningcss import process_stylesheet


def minify(files: list[str]) -> str:
    source = "".join(Path(file).read_text(encoding="utf-8") for file in files)
    minified: str = process_stylesheet(source, minify=True)
    return minified


if __name__ == "__main__":
    groups: dict[str, list[str]] = json.loads(sys.argv[1])
    sys.stdout.write(json.dumps({name: minify(files) for name, files in groups.items()}))
