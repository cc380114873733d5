"""What must hold on every page, checked on every HTML answer that any test receives."""

import gzip
import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import brotli
from django.test import Client

from careerfit.stylesheet import STYLES

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class PageReader(HTMLParser):
    """Collects faults while reading a page."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: Counter[str] = Counter()
        self.references: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[tuple[str, bool]] = []
        self.language = ""
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags[tag] += 1
        if tag not in VOID:
            self.open.append(tag)
        if tag == "html":
            self.language = attributes.get("lang", "")
        if "id" in attributes:
            self.ids[attributes["id"]] += 1
        self._check_attributes(tag, attributes)
        self._note_label(tag, attributes)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing that is open")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style" and data not in STYLES.values():
            self.faults.append("inline <style> that is not the site's own")

    def _check_attributes(self, tag: str, attributes: dict[str, str]) -> None:
        if "style" in attributes or any(name.startswith("on") for name in attributes):
            self.faults.append(f"inline style or script on <{tag}>")
        if tag == "script" and "src" not in attributes:
            self.faults.append("inline <script>")
        if tag == "form" and not attributes.get("action"):
            self.faults.append("a form without an action")
        if tag == "img" and "alt" not in attributes:
            self.faults.append("an image without alt")
        if tag == "svg" and not (attributes.keys() & {"aria-hidden", "aria-label"}):
            self.faults.append("an svg that is neither hidden nor named")
        for name in ("aria-describedby", "aria-labelledby", "for"):
            self.references += attributes.get(name, "").split()
        href = attributes.get("href", "")
        if tag == "a" and href.startswith("#"):
            self.references.append(href[1:])

    def _note_label(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "label" and "for" in attributes:
            self.labelled.add(attributes["for"])
        is_silent = attributes.get("type") in ("hidden", "submit")
        if tag in ("input", "select", "textarea") and not is_silent:
            has_label = "label" in self.open or "aria-label" in attributes
            self.inputs.append((attributes.get("id", attributes.get("name", "")), has_label))


def page_faults(html: str) -> list[str]:
    """Return every way in which a page breaks what all pages promise."""
    reader = PageReader()
    reader.feed(html)
    faults = reader.faults
    if not html.lstrip().lower().startswith("<!doctype html>"):
        faults.append("no doctype")
    if reader.language != "en":
        faults.append("no language on <html>")
    if reader.tags["h1"] != 1:
        faults.append(f"{reader.tags['h1']} h1 elements")
    if reader.tags["title"] != 1:
        faults.append("no title, or several")
    faults += [f"id {name} occurs {count} times" for name, count in reader.ids.items() if count > 1]
    faults += [f"#{name} leads nowhere" for name in reader.references if name not in reader.ids]
    faults += [
        f"input {name} has no label"
        for name, has_label in reader.inputs
        if not has_label and name not in reader.labelled
    ]
    if reader.open:
        faults.append(f"never closed: {reader.open}")
    if "⟪" in html:
        faults.append(f"a template names what is not there: {re.findall('⟪.*?⟫', html)[0]}")
    return faults + title_faults(html)


def title_faults(html: str) -> list[str]:
    """The title starts with the h1, after “Error: ” where there is one."""
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    if not title or not heading:
        return ["title and h1 cannot be compared"]
    words = re.sub(r"<[^>]+>", "", heading[1]).replace("&nbsp;", " ").strip()
    start = title[1].replace("&nbsp;", " ").removeprefix("Error: ")
    return [] if start.startswith(words) else [f"title {start!r} does not start with {words!r}"]


class CheckedClient(Client):
    """The test client, which refuses a faulty page."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        is_ours = not request.get("PATH_INFO", "").startswith("/admin/")
        is_html = response.headers.get("Content-Type", "").startswith("text/html")
        if is_ours and is_html and response.content and not response.has_header("Location"):
            content = response.content
            if response.headers.get("Content-Encoding") == "gzip":
                content = gzip.decompress(content)
            elif response.headers.get("Content-Encoding") == "br":
                content = brotli.decompress(content)
            faults = page_faults(content.decode())
            assert not faults, f"{request.get('PATH_INFO')}: {faults}"
        return response
