"""Who may open what: every address, for everybody who might ask, in one table."""

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from rubric import assessments, editions, forms, log_entries, shares, tokens, views
from rubric.migrations import _guards_3 as guards
from rubric.models import Assessment, Contribution, LogEntry, Plan, Revocation, Room, Share
from rubric.results.audience import OWNER, Audience, holder
from rubric.rooms import contributions, store
from rubric.shares import Wish
from rubric.views import results as result_views
from tests.conftest import SONOGRAPHER, WORKED_EXAMPLE, back_date, run_statements
from tests.rubric.rooms.conftest import a_tally, make_room
from tests.rubric.rooms.table import ROOMS

# In the order of the letters below. The holders hold a share of the owner's result and nothing
# else; the others a result of their own, one that is over, a share that is, one that was taken
# back, or the keys of the admin.
WHO = ("nobody", "owner", "another", "outcome", "answers", "expired", "revoked", "staff")
# What they get: it opens (o), their own opens and nothing of the owner's (=), the one page for
# whatever opens nothing (-), the way to the login (l).
EVERYBODY, NOBODY, STAFF = "oooooooo", "--------", "-------o"
LOGIN = "lllllllo"
OWNERS = "-o=-----"
# Addresses that name a thing of the owner, which nobody finds under another token.
THINGS = "-o------"
TABLE = {
    "rubric:share": "---oo---",
    "rubric:result": OWNERS,
    "rubric:result-data": OWNERS,
    "rubric:result-csv": OWNERS,
    "rubric:again": OWNERS,
    # The other result was answered once.
    "rubric:before": THINGS,
    "rubric:what-if": OWNERS,
    "rubric:plan": OWNERS,
    "rubric:ticks": OWNERS,
    # The other one has no plan.
    "rubric:plan-calendar": THINGS,
    "rubric:log": OWNERS,
    "rubric:log-remove": THINGS,
    # The owner is in a class that asks a second time, and the other one in none.
    "rubric:own-class": THINGS,
    "rubric:own-class-again": THINGS,
    "rubric:words": OWNERS,
    "rubric:shares": OWNERS,
    "rubric:share-card": THINGS,
    "rubric:revoke": THINGS,
    "rubric:card": OWNERS,
    "rubric:keep": OWNERS,
    "rubric:delete": OWNERS,
    "home": EVERYBODY,
    "privacy": EVERYBODY,
    "accessibility": EVERYBODY,
    "health": EVERYBODY,
    "robots": EVERYBODY,
    "icon": EVERYBODY,
    # While debugging alone.
    "styleguide": NOBODY,
    "preview": STAFF,
    "admin:index": LOGIN,
    "changes_week": LOGIN,
    "tables:index": LOGIN,
    "tables:table": LOGIN,
    "tables:export": LOGIN,
    "tables:check": LOGIN,
    "tables:confirm": LOGIN,
    "rubric:ask": EVERYBODY,
    "rubric:example": EVERYBODY,
    "rubric:example-data": EVERYBODY,
    "rubric:method": EVERYBODY,
    "rubric:changes": EVERYBODY,
    "rubric:deleted": EVERYBODY,
    "specialties:paths": EVERYBODY,
    "specialties:guide": EVERYBODY,
    "specialties:sources": EVERYBODY,
    "specialties:areas": EVERYBODY,
    "specialties:index": EVERYBODY,
    "specialties:compare": EVERYBODY,
    "specialties:pictures": EVERYBODY,
    "specialties:rotations": EVERYBODY,
    "specialties:table": EVERYBODY,
    "specialties:profile": EVERYBODY,
}
# They take forms and show nothing, to nobody.
FORMS_ALONE = {"rubric:ticks", "tables:check", "tables:confirm"}
# Words that stand in the owner's records and nowhere else.
LINE, LABELS = "a-line-of-the-log", ("a-label-for-one", "a-label-for-another")
# What an address that opened answers to a GET; one that only takes forms leads to their page, and
# that of the icon to its file.
OPENED = (200, 301, 303)


@dataclass
class World:
    """A result with all that can hang on it, and everybody who might ask for it."""

    owner: str
    # What each of WHO holds, tried in place of the token of a result and of a share alike.
    held: dict[str, list[str]]
    # The keys of a share and of an entry of the log.
    places: dict[str, str]
    clients: dict[str, Client]

    def records(self) -> list[Any]:
        """Everything that is stored of results."""
        models = (Assessment, Share, Revocation, Plan, LogEntry, Room, Contribution)
        return [list(model.objects.values()) for model in models]

    def secrets(self, who: str) -> list[str]:
        """What of the owner must not stand on a page for somebody else."""
        tokens_held = {word for held in self.held.values() for word in held if len(word) > 9}
        words = {*tokens_held, *self.places.values(), LINE, *LABELS}
        return sorted(words - set(self.held[who]))


@pytest.fixture
def world(submit: Callable[..., str]) -> World:
    first = submit()
    owner = assessments.submit(
        edition=editions.newest(),
        definition=editions.newest().content.rubric_by_slug[SONOGRAPHER],
        ratings={**WORKED_EXAMPLE, "pace": 2},
        form_key=forms.new_key(),
        previous=assessments.live(tokens.digest(first)),
    )
    another, over = submit(pace=3), submit(pace=1)
    result = assessments.live(tokens.digest(owner))

    def share(label: str, scope: str, of: str = owner, days: int = 30) -> tuple[str, str]:
        key = shares.make(
            assessment=assessments.live(tokens.digest(of)),
            owner_token=of,
            form_key=forms.new_key(),
            wish=Wish(label, scope, days),
        )
        return key, tokens.derive_share_token(of, key)

    key, outcome = share(LABELS[0], "outcome")
    _, answers = share(LABELS[1], "answers")
    old_key, old = share("over", "answers")
    taken_key, taken = share("taken back", "answers")
    # Its own days are not over, those of its result are.
    _, orphan = share("of one that is over", "answers", of=over)
    yesterday = timezone.localdate() - timedelta(days=1)
    Share.objects.filter(key=old_key).update(created_on=yesterday, expires_on=yesterday)
    shares.revoke(shares.one(result, taken_key))
    Plan.objects.create(assessment=result, starts_on=timezone.localdate())
    log_entries.add(
        assessment=result,
        form_key=forms.new_key(),
        on=timezone.localdate(),
        place=SONOGRAPHER,
        liked=True,
        deeds=(),
        line=LINE,
    )
    for joined in (owner, over):
        join_a_class(joined)
    back_date(over, 91)
    made_up = secrets.token_urlsafe(32)
    held = {
        "nobody": [made_up, "1", tokens.digest(owner)],
        "owner": [owner],
        "another": [another],
        "outcome": [outcome],
        "answers": [answers],
        "expired": [over, old, orphan],
        "revoked": [taken],
        "staff": [made_up, "1", str(result.pk)],
    }
    users = {who: Client() for who in WHO}
    users["staff"].force_login(User.objects.create_superuser("staff", password="irrelevant-here"))
    places = {"share": key, "log": LogEntry.objects.get().key}
    return World(owner, held, places, users)


def join_a_class(owner: str) -> None:
    """Let the result count in a class, which then asks a second time."""
    room = make_room()
    contributions.contribute(room=room, owner_token=owner, tally=a_tally(2))
    store.close(room)
    store.open_again(room)


def route_names(resolver: Any = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            own = f"{prefix}{part.namespace}:" if part.namespace else prefix
            yield from route_names(part, own)
        elif part.name:
            yield prefix + part.name, part


def test_every_route_stands_in_the_table() -> None:
    names = [name for name, _ in route_names()]
    # The admin is a room of its own, behind one door.
    ours = {name for name in names if not name.startswith("admin:") or name == "admin:index"}

    assert set(TABLE) | set(ROOMS) == ours
    assert not set(TABLE) & set(ROOMS)
    assert {len(row) for row in TABLE.values()} == {len(WHO)}


FIXED = {
    "rubric:ask": ["sonographer-path"],
    "rubric:example": ["sonographer-path", "balanced-hybrid"],
    "rubric:example-data": ["sonographer-path", "balanced-hybrid"],
    "specialties:profile": ["psychiatry"],
    "tables:table": ["specialties", "kpi"],
    "tables:export": ["specialties", "kpi", "csv"],
    "tables:check": ["specialties", "kpi"],
    "tables:confirm": ["specialties", "kpi"],
}


def addresses(name: str, who: str, world: World) -> list[str]:
    """What somebody would type to get to a page, with what they hold."""
    if name in FIXED:
        return [reverse(name, args=FIXED[name])]
    if name == "specialties:guide":
        return [reverse(name, args=[guide_part()])]
    pattern = dict(route_names())[name]
    wanted = pattern.pattern.converters
    if "token" not in wanted:
        return [reverse(name)]
    key = world.places["log" if name == "rubric:log-remove" else "share"]
    rest = [key] if "key" in wanted else []
    return [reverse(name, args=[held, *rest]) for held in world.held[who]]


def guide_part() -> str:
    """The slug of one of the guide pages."""
    page = Client().get("/paths/").content.decode()
    return page.split('href="/paths/', 1)[1].split("/", 1)[0]


def faults(world: World) -> Iterator[str]:
    """Every way in which the site is not what the table says."""
    for name, row in TABLE.items():
        for who, letter in zip(WHO, row, strict=True):
            for address in addresses(name, who, world):
                at = f"{who} at {name}"
                if name in FORMS_ALONE:
                    if world.clients[who].get(address).status_code != 405:
                        yield f"{at}: shows something"
                else:
                    yield from get_faults(at, letter, who, address, world)
                if letter == "-":
                    yield from post_faults(at, who, address, world)


def get_faults(at: str, letter: str, who: str, address: str, world: World) -> Iterator[str]:
    answer = world.clients[who].get(address)
    status, text = answer.status_code, answer.content.decode(errors="replace")
    if letter == "l":
        if status != 302:
            yield f"{at}: {status} where it should lead to the login"
    elif letter == "-":
        if (status, text) != (404, nothing(address)):
            yield f"{at}: {status}, or another page than the one for nothing"
    elif status not in OPENED:
        yield f"{at}: {status} where it should open"
    elif who != "owner":
        yield from (f"{at}: shows {word}" for word in world.secrets(who) if word in text)
        if who in ("outcome", "answers") and '"/r/' in text:
            yield f"{at}: leads to what is below a private link"
        if who == "outcome" and "/s/" in address:
            yield from (f"{at}: says what was answered to {item}" for item in answered(text))


def post_faults(at: str, who: str, address: str, world: World) -> Iterator[str]:
    before = world.records()
    today = timezone.localdate().isoformat()
    answer = world.clients[who].post(address, {"until": today, "starts_on": today})
    if answer.status_code not in (404, 405):
        yield f"{at}: a form is answered with {answer.status_code}"
    if world.records() != before:
        yield f"{at}: a form changes something"


def nothing(address: str) -> str:
    """The one page for whatever opens nothing."""
    below_a_token = address.startswith(("/r/", "/s/"))
    return Client().get("/r/nothing/" if below_a_token else "/nothing/").content.decode()


@pytest.mark.slow
def test_the_site_is_what_the_table_says(world: World) -> None:
    assert list(faults(world)) == []


def answered(page: str) -> list[str]:
    """The criteria that a page says something about, though it is not to show any answer."""
    definition = editions.newest().content.rubric_by_slug[SONOGRAPHER]
    return [item.name for item in definition.criteria if item.name in page]


# Taking out one check. Each gets the world and a patch, and takes something away.


def lets_every_token_open(module: Any, name: str, world: World, patch: Any) -> None:
    """The check at the door of one view: whoever comes gets the owner's result."""
    real = getattr(module, name)
    token = world.held["answers"][0] if name == "shared_or_404" else world.owner
    patch.setattr(module, name, lambda _: real(token))


def door_checks() -> Iterator[Any]:
    for found in iter_modules(views.__path__):
        module = import_module(f"rubric.views.{found.name}")
        for name in ("owned_or_404", "opened_or_404", "shared_or_404"):
            # What other views take from there is patched where they use it.
            if hasattr(module, name) and found.name != "opening":
                yield pytest.param(
                    partial(lets_every_token_open, module, name), id=f"{found.name}-{name}"
                )


def forgets_the_last_day_of_results(world: World, patch: Any) -> None:
    patch.setattr(assessments, "timezone", SimpleNamespace(localdate=lambda: date(2020, 1, 1)))


def forgets(condition: str, world: World, patch: Any) -> None:
    """One condition of the queries that look a thing up."""
    real = QuerySet.get

    def get(self: Any, *args: Any, **conditions: Any) -> Any:
        if condition in conditions and len(conditions) > 1:
            conditions.pop(condition)
        return real(self, *args, **conditions)

    patch.setattr(QuerySet, "get", get)


def forgets_whose_log_it_is(world: World, patch: Any) -> None:
    patch.setattr(log_entries, "of", lambda _: tuple(LogEntry.objects.all()))


def gives_the_owner_token_away(world: World, patch: Any) -> None:
    digest = tokens.digest(world.held["outcome"][0])
    run_statements(guards.remove(connection.vendor))
    Assessment.objects.filter(token_digest=tokens.digest(world.owner)).update(token_digest=digest)


def takes_holders_for_owners(world: World, patch: Any) -> None:
    patch.setattr(result_views, "holder", lambda *_, **__: OWNER)


def takes_every_scope_for_all(world: World, patch: Any) -> None:
    patch.setattr(result_views, "holder", lambda *_, **__: holder("answers"))


def shows_every_share_the_log(world: World, patch: Any) -> None:
    def all_of_it(scope: str, **_: bool) -> Audience:
        return holder(scope, with_log=True)

    patch.setattr(result_views, "holder", all_of_it)


def revokes_nothing(world: World, patch: Any) -> None:
    run_statements(guards.remove(connection.vendor))
    token = world.held["revoked"][0]
    row = Share.objects.exclude(label="").first()
    assert row
    Share.objects.filter(pk=row.pk).update(token_digest=tokens.digest(token))


def lets_everybody_preview(world: World, patch: Any) -> None:
    anyone = SimpleNamespace(is_active=True, is_staff=True, is_authenticated=True)
    patch.setattr(HttpRequest, "user", property(lambda _: anyone, lambda *_: None), raising=False)


def shows_the_styleguide(world: World, patch: Any) -> None:
    patch.setattr("careerfit.styleguide.settings", SimpleNamespace(DEBUG=True))


@pytest.mark.slow
@pytest.mark.parametrize(
    "sabotage",
    [
        *door_checks(),
        forgets_the_last_day_of_results,
        pytest.param(partial(forgets, "expires_on__gte"), id="last-day-of-shares"),
        pytest.param(partial(forgets, "assessment__expires_on__gte"), id="last-day-of-both"),
        pytest.param(partial(forgets, "assessment"), id="whose-share"),
        forgets_whose_log_it_is,
        gives_the_owner_token_away,
        takes_holders_for_owners,
        takes_every_scope_for_all,
        shows_every_share_the_log,
        revokes_nothing,
        lets_everybody_preview,
        shows_the_styleguide,
    ],
)
def test_taking_out_one_check_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, sabotage: Callable[..., None]
) -> None:
    sabotage(world, monkeypatch)

    assert next(faults(world), None) is not None
