"""Every kind of page the site has, and how a browser gets to each."""

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import APIRequestContext, Page, expect

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
    "changes": "/changes/",
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
    "rooms": "/rooms/",
    "room-new": "/rooms/new/",
    "room-demo": "/rooms/demo/",
    "room-deleted": "/rooms/deleted/",
    "code": "/j/",
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
# Classes: the questionnaire, the sheet that those of its people resemble, and how many there are.
CLASSES: dict[str, tuple[str, dict[str, Any], int]] = {
    "waiting": (SONOGRAPHER_FORM, WORKED_EXAMPLE, 3),
    "sonographers": (SONOGRAPHER_FORM, WORKED_EXAMPLE, 24),
    "students": (MATCH_FORM, MATCH_RATINGS, 40),
    "twice": (SONOGRAPHER_FORM, WORKED_EXAMPLE, 24),
}
# What hangs on a class: which one, whose link opens it, and what follows that.
IN_CLASS = {
    "room-waiting": ("waiting", "room", ""),
    "room": ("sonographers", "room", ""),
    "match-room": ("students", "room", ""),
    "hand-out": ("waiting", "room", "hand-out/"),
    "room-close": ("waiting", "room", "close/"),
    "room-delete": ("waiting", "room", "delete/"),
    "join": ("waiting", "join", ""),
    "match-join": ("students", "join", ""),
    "own-class": ("sonographers", "own", "class/"),
    "match-own-class": ("students", "own", "class/"),
    "own-class-waiting": ("waiting", "own", "class/"),
    "own-class-again": ("twice", "own", "class/again/"),
}
# The steps of a projection, which has a layout of its own.
WALLS = {
    "wall-code": ("waiting", "wall", ""),
    "wall-outcome": ("sonographers", "wall", "?part=outcome"),
    "wall-statement": ("sonographers", "wall", "?part=statement+variety"),
    "wall-leading": ("students", "wall", "?part=outcome"),
    "wall-lean": ("students", "wall", "?part=lean+generate"),
    "wall-closed": ("twice", "wall", ""),
    "wall-dark": ("sonographers", "wall", "?part=statement+variety&light=dark"),
    "wall-bright": ("sonographers", "wall", "?part=statement+variety&light=bright"),
}
# What a form becomes when nothing, or everything, was answered.
ANSWERED: dict[str, tuple[str, dict[str, Any]]] = {
    "sonographer-errors": (SONOGRAPHER_FORM, {}),
    "match-errors": (MATCH_FORM, {"emergencies": 2}),
    "sonographer-filled": (SONOGRAPHER_FORM, WORKED_EXAMPLE),
    "match-filled": (MATCH_FORM, {**MATCH_RATINGS, "emergencies": "skip"}),
    "room-errors": ("/rooms/new/", {}),
    "code-errors": ("/j/", {}),
}
# Forms that came back as pages of their own, as against those still being filled in, by the button.
RETURNED = {
    "sonographer-errors": "Show my",
    "match-errors": "Show my",
    "room-errors": "Make the class",
    "code-errors": "Join",
}
ERRORS = (*RETURNED, "nonsense-list", "compare-nonsense", "what-if-nonsense")
KINDS = (*FIXED, *MADE, *REMADE, *SHARED, *IN_CLASS, *WALLS, *ANSWERED)


class Class(NamedTuple):
    """A class by its links: of the educator, of the projector, to join, of one who is counted."""

    room: str
    wall: str
    join: str
    own: str


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
            page.get_by_role("button", name=RETURNED[kind]).click()
            page.wait_for_selector(".errors")


def arrive(page: Page, address: str | re.Pattern[str]) -> None:
    """Wait until a page is there with all it brings: an address alone changes before its page is
    read and before its scripts listen.
    """
    expect(page).to_have_url(address)
    page.wait_for_load_state()


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
    classes = {name: make_class(http, reader, *made) for name, made in CLASSES.items()}
    open_again(http, reader, classes["twice"].room)
    for kind, (name, whose, end) in {**IN_CLASS, **WALLS}.items():
        paths[kind] = getattr(classes[name], whose) + end
    return paths


def make_class(
    http: APIRequestContext, reader: Page, form: str, like: dict[str, Any], people: int
) -> Class:
    """Make a class, let people answer somewhat alike, and show the picture if there is one."""
    room = make_room(http, reader, form.strip("/").split("/")[-1])
    reader.set_content(http.get(room).text())
    join = f"/j/{reader.locator('.ticket .code').inner_text()}/"
    wall = reader.get_by_role("link", name="Show on the wall").get_attribute("href") or ""
    chance, own = random.Random(people), ""  # noqa: S311
    reader.set_content(http.get(join).text())
    hidden = hidden_in(reader, "form.qs")
    for number in range(people):
        # The same form with another sheet is another result; every other person sees it the other
        # way round.
        sheet = {key: str(near(value, chance, number % 2)) for key, value in like.items()}
        answer = http.post(join, form={**hidden, **sheet, "count": "yes"}, max_redirects=0)
        assert answer.status == 303, f"{join}: {answer.status}"
        own = answer.headers["location"]
    press(http, reader, room, "release/")
    if people > 10:
        press(http, reader, room, "reveal/", everything="yes")
    return Class(room, wall, join, own)


def near(value: Any, chance: random.Random, is_turned: int) -> int:
    """An answer somewhat like another one, or somewhat unlike it."""
    start = value if isinstance(value, int) else 3
    start = 6 - start if is_turned else start
    return min(5, max(1, start + chance.choice((-2, -1, 0, 0, 1, 2))))


def make_room(http: APIRequestContext, reader: Page, rubric: str, title: str = "Monday") -> str:
    """Make a class; returns the path of its educator's page."""
    reader.set_content(http.get("/rooms/new/").text())
    until = (datetime.now(UTC).date() + timedelta(days=20)).isoformat()
    wish = {"rubric": rubric, "title": title, "smallest": "10", "ends_on": until}
    sent = {**hidden_in(reader, "main form"), **wish}
    answer = http.post("/rooms/new/", form=sent, max_redirects=0)
    assert answer.status == 303, answer.text()
    return answer.headers["location"]


def open_again(http: APIRequestContext, reader: Page, room: str) -> None:
    press(http, reader, room, "close/")
    press(http, reader, room, "again/")


def press(http: APIRequestContext, reader: Page, room: str, end: str, **more: str) -> None:
    """Press a button of an educator's page."""
    reader.set_content(http.get(room).text())
    sent = {**hidden_in(reader, "main form"), **more}
    answer = http.post(room + end, form=sent, max_redirects=0)
    assert answer.status == 303, f"{end}: {answer.status}"


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
