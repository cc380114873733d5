"""Fault finders: each reads a finished page and returns a sentence for every fault."""

from base64 import b64encode
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Page

SCRIPT = (Path(__file__).parent / "checks.js").read_text(encoding="utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# The only rules whose outcome hangs on the color scheme.
COLOR_RULES = ("color-contrast", "link-in-text-block")


def load(page: Page) -> None:
    """Bring the checks into the page. By evaluate: the site's policy refuses script tags."""
    if not page.evaluate("'checks' in window"):
        page.evaluate(SCRIPT)


def found(page: Page, check: str) -> list[str]:
    """Run one of the checks that checks.js holds."""
    load(page)
    faults: list[str] = page.evaluate(f"checks.{check}()")
    return faults


def unreadable(page: Page) -> list[str]:
    """Words that nobody sees, by what the browser has painted."""
    load(page)
    picture = b64encode(page.screenshot(full_page=True)).decode()
    faults: list[str] = page.evaluate("picture => checks.unreadable(picture)", picture)
    return faults


def axe_faults(page: Page, *, rules: tuple[str, ...] = ()) -> list[str]:
    """Every violation that axe finds, by all rules of `TAGS` or by the named ones alone."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    chosen: dict[str, Any] = {"type": "tag", "values": TAGS}
    if rules:
        chosen = {"type": "rule", "values": rules}
    violations = page.evaluate(
        """async chosen => (await axe.run({
            runOnly: chosen, resultTypes: ["violations"], reporter: "no-passes",
        })).violations""",
        chosen,
    )
    return [
        f"{violation['id']}: {node['target']} {reasons(node)}"
        for violation in violations
        for node in violation["nodes"]
    ]


def reasons(node: dict[str, Any]) -> str:
    return "; ".join(one["message"] for kind in ("any", "all", "none") for one in node[kind])


def focus_faults(page: Page) -> list[str]:
    """Go through the whole page by Tab and look at the focus at every stop."""
    load(page)
    # From the very top, wherever the page itself has put the focus.
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); checks.forget()")
    page.evaluate("document.body.removeAttribute('tabindex')")
    faults: list[str] = []
    for _ in range(1000):
        page.keyboard.press("Tab")
        stop = page.evaluate("checks.focused()")
        if stop.get("isEnd"):
            break
        faults += stop["faults"]
    return [*faults, *page.evaluate("checks.unreached()")]


def open_folds(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")


def lengthen(page: Page) -> None:
    """Double every heading and statement, and put a word into each that nothing can break."""
    page.evaluate(
        """() => {
            const word = "Otorhinolaryngologicoophthalmologicogastroenterology";
            for (const element of document.querySelectorAll(
                "h1, h2, h3, .lede, .q-text, .big, th, dt, summary, .btn, .ends span"
            )) {
                const last = element.lastChild;
                if (!last || element.closest("[aria-hidden=true]:not(.ends)")) continue;
                const text = element.textContent.trim();
                last.after(` ${text}${element.matches("h1, h2, .q-text") ? " " + word : ""}`);
            }
        }"""
    )
