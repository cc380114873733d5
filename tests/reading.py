"""How hard the prose of a page is to read: the Flesch–Kincaid grade.

Grade = 0.39 · words per sentence + 11.8 · syllables per word − 15.59 (Kincaid et al., 1975). Only
whole sentences of <main> count, folded ones too; labels, headings and figures in tables would make
any page look easy. Syllables are counted by groups of vowels, which errs by a few per cent.

    python -m tests.reading PAGE.html
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

# An element that stands for itself, so that a sentence ends with it.
BLOCKS = {
    *("p", "li", "dt", "dd", "h1", "h2", "h3", "caption", "figcaption", "td", "th", "legend"),
    *("label", "summary", "div", "section", "fieldset", "form", "ul", "ol", "dl", "table", "tr"),
}
SILENT = {"script", "style", "svg", "nav"}
# Unseen, or the title of a source and no sentence of ours.
SILENT_CLASSES = {"vh", "src"}
VOID = {"input", "br", "hr", "img", "meta", "link"}
ENDS = re.compile(r"(?<=[.?!])[”)]?\s+")
WORD = re.compile(r"[^\W_](?:[\w’'.,-]*[^\W_])?")


class Prose(HTMLParser):
    """Collects the text of each block inside <main>."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        found = dict(attrs)
        classes = set((found.get("class") or "").split())
        is_silent = tag in SILENT or bool(classes & SILENT_CLASSES)
        is_hidden = found.get("aria-hidden") == "true" or found.get("id") == "sources"
        self._open.append((tag, is_silent or is_hidden))
        # The statement of a question stands on a line of its own.
        if tag in BLOCKS or "q-text" in classes:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        is_main = any(tag == "main" for tag, _ in self._open)
        if is_main and not any(is_silent for _, is_silent in self._open):
            self.blocks[-1] += data


def sentences(html: str) -> list[str]:
    """Return every whole sentence that <main> shows, in the order of the page."""
    reader = Prose()
    reader.feed(html)
    blocks = [" ".join(block.split()) for block in reader.blocks]
    found = [part for block in blocks for part in ENDS.split(block)]
    return [part for part in found if part.endswith((".", "?", "!", ".”")) and " " in part]


def words(text: str) -> list[str]:
    return WORD.findall(text)


def syllables(word: str) -> int:
    """Count the groups of vowels of a word, without a silent e; a figure counts as one."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", letters))
    is_silent = re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouyszxcgh]es$", letters)
    return max(1, count - bool(is_silent))


def grade(texts: list[str]) -> float:
    """Return the grade of several sentences together. Raises ZeroDivisionError for none."""
    found = [word for text in texts for word in words(text)]
    per_word = sum(map(syllables, found)) / len(found)
    return 0.39 * len(found) / len(texts) + 11.8 * per_word - 15.59


def main() -> None:
    found = sentences(Path(sys.argv[1]).read_text(encoding="utf-8"))
    print(f"{grade(found):.1f} over {len(found)} sentences. The hardest:")
    for text in sorted(found, key=lambda text: -grade([text]))[:20]:
        print(f"{grade([text]):5.1f}  {text}")


if __name__ == "__main__":
    main()
