"""Every kind of page the site has, and how a browser gets to each."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import APIRequestContext, Page

from tests.bench import MATCH_RATINGS
from tests.conftest import WORKED_EXAMPLE

SONOGRAPHER_FORM = "/q/sonographer-path/"
MATCH_FORM = "/q/specialty-match/"
# Three statements on one axis: enough for a lean, too few for a ranking.
FEW_RATINGS = dict.fromkeys(MATCH_RATINGS, "skip") | {
    "hold-probe": "4",
    "scan-daily": "5",
    "no-scanning": "2",
}

# What stands at a fixed address.
FIXED = {
    "home": "/",
    "sonographer-form": SONOGRAPHER_FORM,
    "match-form": MATCH_FORM,
    "example": "/q/sonographer-path/examples/balanced-hybrid/",
    "match-example": "/q/specialty-match/examples/mara/",
    "paths": "/paths/",
    "guide-work": "/paths/work/",
    "guide-credentials": "/paths/credentials/",
    "guide-pay": "/paths/pay/",
    "guide-failure-modes": "/paths/failure-modes/",
    "guide-hiring": "/paths/hiring/",
    "guide-questions": "/paths/questions/",
    "method": "/method/",
    "sources": "/sources/",
    "privacy": "/privacy/",
    "accessibility": "/accessibility/",
    "list": "/specialties/",
    "filtered-list": "/specialties/?ultrasound-min=high&sort=procedures",
    "nonsense-list": "/specialties/?ultrasound-min=lots&sort=sideways",
    "table": "/specialties/table/",
    "pictures": "/specialties/pictures/",
    "rotations": "/specialties/rotations/",
    "emergency-medicine": "/specialties/emergency-medicine/",
    "psychiatry": "/specialties/psychiatry/",
    "compare-empty": "/specialties/compare/",
    "compare-four": (
        "/specialties/compare/?with=emergency-medicine&with=psychiatry"
        "&with=anesthesiology&with=cardiology"
    ),
    "compare-nonsense": "/specialties/compare/?with=nothing&with=psychiatry",
    "focus-areas": "/focus-areas/",
    "deleted": "/deleted/",
    "not-found": "/nowhere/",
}
# What somebody's answers make: the questionnaire, the sheet, and what follows the result's address.
MADE: dict[str, tuple[str, dict[str, Any], str]] = {
    "sonographer-result": (SONOGRAPHER_FORM, WORKED_EXAMPLE, ""),
    "tied-result": (SONOGRAPHER_FORM, dict.fromkeys(WORKED_EXAMPLE, 3), ""),
    "match-result": (MATCH_FORM, MATCH_RATINGS, ""),
    "match-with-too-few": (MATCH_FORM, FEW_RATINGS, ""),
    "neutral-match": (MATCH_FORM, dict.fromkeys(MATCH_RATINGS, 3), ""),
    "delete-confirm": (SONOGRAPHER_FORM, {**WORKED_EXAMPLE, "pace": 1}, "delete/"),
    "sonographer-plan": (SONOGRAPHER_FORM, {**WORKED_EXAMPLE, "pace": 2}, "plan/"),
    "match-plan": (MATCH_FORM, {**MATCH_RATINGS, "emergencies": 2}, "plan/"),
    "sonographer-log": (SONOGRAPHER_FORM, {**WORKED_EXAMPLE, "pace": 3}, "log/"),
    "match-log": (MATCH_FORM, {**MATCH_RATINGS, "emergencies": 3}, "log/"),
    "sonographer-words": (
        SONOGRAPHER_FORM,
        {**WORKED_EXAMPLE, "pace": 5},
        "words/?area=fetal-echo",
    ),
    "match-words": (MATCH_FORM, {**MATCH_RATINGS, "emergencies": 4}, "words/"),
    "again": (SONOGRAPHER_FORM, WORKED_EXAMPLE, "again/"),
    "match-again": (MATCH_FORM, FEW_RATINGS, "again/"),
    "what-if": (SONOGRAPHER_FORM, WORKED_EXAMPLE, "what-if/?pace=1&depth=5"),
    "match-what-if": (MATCH_FORM, MATCH_RATINGS, "what-if/?emergencies=1"),
    "what-if-nonsense": (SONOGRAPHER_FORM, WORKED_EXAMPLE, "what-if/?pace=9&nothing=1"),
}
# What a result that was answered again leads to: the result, the answers that changed, what follows
# the address of the new one.
REMADE: dict[str, tuple[str, dict[str, Any], str]] = {
    "before": ("again", {"pace": 1, "variety": 2}, "before/"),
    "match-before": ("match-again", {"hold-probe": 1, "long-talks": 4}, "before/"),
}
# What hangs on a result with a share: what is shared, and what follows the result's address.
SHARED = {
    "share-outcome": ("outcome", "sonographer-result", ""),
    "share-answers": ("answers", "sonographer-result", ""),
    "share-match-outcome": ("outcome", "match-result", ""),
    "share-match-answers": ("answers", "match-result", ""),
    "shares": ("answers", "tied-result", "share/"),
    "card": ("answers", "tied-result", "card/"),
}
# What a form becomes when nothing, or everything, was answered.
ANSWERED: dict[str, tuple[str, dict[str, Any]]] = {
    "sonographer-errors": (SONOGRAPHER_FORM, {}),
    "match-errors": (MATCH_FORM, {"emergencies": 2}),
    "sonographer-filled": (SONOGRAPHER_FORM, WORKED_EXAMPLE),
    "match-filled": (MATCH_FORM, {**MATCH_RATINGS, "emergencies": "skip"}),
}
# A sheet that came back as a page of its own, as against one still being filled in.
RETURNED = ("sonographer-errors", "match-errors")
ERRORS = (*RETURNED, "nonsense-list", "compare-nonsense", "what-if-nonsense")
KINDS = (*FIXED, *MADE, *REMADE, *SHARED, *ANSWERED)


@dataclass(frozen=True, slots=True)
class Site:
    """A running site in which every kind of page exists."""

    address: str
    paths: dict[str, str]

    def open(self, page: Page, kind: str) -> None:
        """Bring a browser page to a kind of page, in the state that the kind names."""
        if kind not in ANSWERED:
            page.goto(self.address + self.paths[kind])
            return
        path, ratings = ANSWERED[kind]
        page.goto(self.address + path)
        choose(page, ratings)
        if kind in RETURNED:
            page.get_by_role("button", name="Show my").click()
            page.wait_for_selector(".errors")


def choose(page: Page, ratings: dict[str, Any]) -> None:
    """Check the radios of a sheet at once; the tests of the journey click and type."""
    page.evaluate(
        """ids => ids.forEach(id => {
            const radio = document.getElementById(id);
            radio.checked = true;
            radio.dispatchEvent(new Event("change", { bubbles: true }));
        })""",
        [f"{key}-{value}" for key, value in ratings.items()],
    )


def make_paths(http: APIRequestContext, reader: Page) -> dict[str, str]:
    """Answer what has to be answered once, and note where every page is."""
    paths = dict(FIXED)
    for kind, (form, ratings, end) in MADE.items():
        paths[kind] = send(http, reader, form, ratings) + end
    for kind, (made, changes, end) in REMADE.items():
        _, ratings, _ = MADE[made]
        paths[kind] = send(http, reader, paths[made], {**ratings, **changes}) + end
    for kind, (scope, result, end) in SHARED.items():
        link = share(http, reader, f"{paths[result]}share/", scope)
        paths[kind] = paths[result] + end if end else link
    return paths


def send(http: APIRequestContext, reader: Page, form: str, ratings: dict[str, Any]) -> str:
    """Send a sheet with what its form holds unseen; returns where the result is."""
    reader.set_content(http.get(form).text())
    sheet = {key: str(value) for key, value in ratings.items()}
    sent = {**hidden_in(reader, "form.qs"), **sheet}
    answer = http.post(form, form=sent, max_redirects=0)
    assert answer.status == 303, f"{form}: {answer.status}"
    return answer.headers["location"]


def share(http: APIRequestContext, reader: Page, form: str, scope: str) -> str:
    """Make a share; returns its path."""
    reader.set_content(http.get(form).text())
    sent = {"label": "Maria, lead sonographer", "scope": scope, "days": "30"}
    http.post(form, form={**hidden_in(reader, "#new form"), **sent})
    reader.set_content(http.get(form).text())
    return urlsplit(reader.locator(".shared .address").last.inner_text()).path


def hidden_in(page: Page, form: str) -> dict[str, Any]:
    return dict(
        page.eval_on_selector_all(
            f"{form} input[type=hidden]", "all => all.map(one => [one.name, one.value])"
        )
    )
