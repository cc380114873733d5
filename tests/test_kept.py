"""Pages that depend on the edition alone: answered from memory, the same to everybody."""

import gzip
from collections.abc import Callable

import brotli
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, include, path

from careerfit import kept
from rubric import editions, forms
from rubric.migrations import _guards_3 as guards
from rubric.models import Edition, Persona, Rubric
from tests.conftest import Ask, run_statements

ADDRESSES = (
    "/",
    "/privacy/",
    "/accessibility/",
    "/method/",
    "/changes/",
    "/rooms/",
    "/q/sonographer-path/examples/balanced-hybrid/",
    "/paths/",
    "/paths/pay/",
    "/sources/",
    "/focus-areas/",
    "/specialties/",
    "/specialties/emergency-medicine/",
    "/specialties/table/",
    "/specialties/pictures/",
    "/specialties/rotations/",
)
# What the wiring adds to a page that it keeps.
ADDED = {"ETag", "Cache-Control", "Vary", "Content-Length"}


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PAGES", {})


def route_names(resolver=None, prefix="") -> set[str]:
    names = set()
    for part in (resolver or get_resolver()).url_patterns:
        if isinstance(part, URLResolver):
            own = f"{prefix}{part.namespace}:" if part.namespace else prefix
            names |= route_names(part, own)
        elif part.name:
            names.add(prefix + part.name)
    return names


def unkept(client: Client, address: str, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as patch:
        patch.setattr(kept, "KEPT", ())
        return client.get(address)


def test_every_kept_page_is_one_of_the_site() -> None:
    assert set(kept.KEPT) <= route_names()
    assert len(set(kept.KEPT)) == len(ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_kept_page_is_what_its_view_says(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    expected = unkept(client, address, monkeypatch)

    first, second = client.get(address), client.get(address)

    assert list(kept.PAGES) == [address]
    assert first.status_code == 200
    assert first.content == second.content == expected.content
    for answer in (first, second):
        own = {name: value for name, value in answer.headers.items() if name not in ADDED}
        theirs = {name: value for name, value in expected.headers.items() if name not in ADDED}
        assert own == theirs
        assert answer["Cache-Control"] == "no-cache"
        assert answer["Vary"] == "Accept-Encoding"
        assert answer["Content-Length"] == str(len(expected.content))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_kept_page_costs_one_query(
    client: Client, db: None, django_assert_num_queries: Callable, address: str
) -> None:
    client.get(address)

    with django_assert_num_queries(1):
        client.get(address)


def test_a_page_is_not_sent_again_to_who_has_it(client: Client, db: None) -> None:
    etag = client.get("/paths/")["ETag"]
    assert etag.startswith('W/"')

    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        answer = client.get("/paths/", headers={"if-none-match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer["ETag"] == etag
        assert answer["Cache-Control"] == "no-cache"
        assert answer["Vary"] == "Accept-Encoding"
    for unknown in ('W/"other"', '""', etag.strip('W/"'), ""):
        assert client.get("/paths/", headers={"if-none-match": unknown}).status_code == 200


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("br, gzip", "br"),
        ("gzip, deflate, br;q=0.9", "br"),
        ("gzip, br;q=0", "gzip"),
        ("gzip", "gzip"),
        ("abracadabra", None),
        ("", None),
    ],
)
def test_a_kept_page_is_compressed_as_the_browser_takes_it(
    client: Client, db: None, accepts: str, encoding: str | None
) -> None:
    plain = client.get("/paths/")
    answers = [client.get("/paths/", headers={"accept-encoding": accepts}) for _ in range(2)]

    opened = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    for answer in answers:
        assert answer.headers.get("Content-Encoding") == encoding
        assert opened(answer.content) == plain.content
        assert answer["Content-Length"] == str(len(answer.content))
        assert answer["ETag"] == plain["ETag"]


def test_asking_for_the_headers_gets_them_all(client: Client, db: None) -> None:
    answer = client.head("/paths/")

    assert answer.headers == client.get("/paths/").headers


# The client of the tests would drop a body itself.
@pytest.mark.parametrize("address", ["/paths/", "/q/sonographer-path/", "/nowhere/", "/r/x/"])
def test_no_server_gets_a_body_to_drop(ask: Ask, address: str) -> None:
    for _ in range(2):
        status, headers, text = ask(address, method="HEAD")

        assert (status, text) == (ask(address)[0], "")
        assert headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "address",
    [
        "/?utm=x",
        "/specialties/?ultrasound-min=high",
        "/specialties/compare/",
        "/q/sonographer-path/",
        "/q/sonographer-path/examples/balanced-hybrid/result.json",
        "/specialties/nowhere/",
        "/nowhere/",
        "/healthz",
        "/admin/login/",
    ],
)
def test_nothing_else_is_kept(client: Client, db: None, address: str) -> None:
    answer = client.get(address)

    assert kept.PAGES == {}
    assert not answer.has_header("ETag")


def test_a_post_is_never_answered_from_memory(client: Client, db: None) -> None:
    client.get("/paths/")

    assert client.post("/paths/").status_code == 405


def test_while_developing_nothing_is_kept(client: Client, db: None, settings) -> None:
    settings.DEBUG = True
    client.get("/privacy/")

    assert kept.PAGES == {}


@pytest.mark.parametrize("address", ["/", "/nowhere/"])
def test_a_host_that_is_not_ours_is_refused(client: Client, db: None, address: str) -> None:
    client.get("/")

    assert client.get(address, headers={"host": "elsewhere.example"}).status_code == 400


# What must not get into a page that others see


def echo_cookie(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.COOKIES} {request.META.get('HTTP_COOKIE')}")


def echo_name(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.user.get_username())


def echo_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def echo_address(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.META.get('REMOTE_ADDR')} {request.META.get('HTTP_REFERER')}")


def set_cookie(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("secret")
    response.set_cookie("private", "secret")
    return response


def say_private(request: HttpRequest) -> HttpResponse:
    return HttpResponse("secret", headers={"Cache-Control": "private, no-store"})


ECHOES = {
    view.__name__: view
    for view in (echo_cookie, echo_name, echo_token, echo_address, set_cookie, say_private)
}


def planted(request: HttpRequest) -> HttpResponse:
    return ECHOES[planted.name](request)  # type: ignore[attr-defined]


urlpatterns = [path("privacy/", planted, name="privacy"), path("", include("careerfit.urls"))]


def leaks(name: str) -> bool:
    """Whether a stranger sees something of who asked for the page before, by a planted view."""
    planted.name = name  # type: ignore[attr-defined]
    kept.PAGES.clear()
    ada = User.objects.create_user(f"ada-{name}", password="x")
    mate, stranger = Client(REMOTE_ADDR="192.0.2.7", HTTP_REFERER="http://secret/"), Client()
    mate.force_login(ada)
    mate.cookies["private"] = "secret"
    seen = mate.get("/privacy/").content
    token = mate.cookies["csrftoken"].value if "csrftoken" in mate.cookies else "secret"
    secrets = ("secret", ada.username, token, "192.0.2.7")
    shown = [
        gzip.decompress(page.bodies["gzip"]).decode() + str(page.headers)
        for page in kept.PAGES.values()
    ]
    others = stranger.get("/privacy/").content
    is_same_token = name == "echo_token" and others == seen
    return is_same_token or any(secret in text for secret in secrets for text in shown)


@pytest.mark.parametrize(
    ("name", "value", "is_personal"),
    [
        ("Cache-Control", "no-store", True),
        ("Cache-Control", "Private", True),
        ("Vary", "Accept-Encoding, Cookie", True),
        ("Vary", "*", True),
        ("Cache-Control", "no-cache", False),
        ("Vary", "Accept-Encoding", False),
    ],
)
def test_each_word_that_says_for_one_reader_alone_is_heard(
    name: str, value: str, is_personal: bool
) -> None:
    assert kept.is_personal(HttpResponse(headers={name: value})) is is_personal


@pytest.mark.parametrize("name", ECHOES)
def test_nothing_of_who_asked_first_is_kept(db: None, settings, name: str) -> None:
    settings.ROOT_URLCONF = __name__

    assert not leaks(name)


@pytest.mark.parametrize("name", ECHOES)
def test_a_page_made_from_the_request_itself_would_leak(
    db: None, settings, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    settings.ROOT_URLCONF = __name__
    monkeypatch.setattr(kept, "pristine", lambda request, edition: request)
    monkeypatch.setattr(kept, "is_personal", lambda response: False)

    assert leaks(name)


def test_a_reader_with_a_session_costs_no_query_for_it(client: Client, db: None) -> None:
    client.force_login(User.objects.create_user("ada"))
    for address in ("/", "/specialties/compare/", "/q/sonographer-path/", "/nowhere/"):
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        assert not [query for query in captured if "session" in query["sql"]], address
        assert "Cookie" not in answer.get("Vary", "") or "/q/" in address


# One edition a request


def pins(client: Client, address: str) -> int:
    """How often a request asks which edition is the newest."""
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len([query for query in captured if "digest FROM rubric_edition" in query["sql"]])


@pytest.mark.parametrize(
    "address",
    [
        *ADDRESSES,
        "/specialties/?ultrasound-min=high",
        "/specialties/compare/?with=cardiology&with=neurology",
        "/q/sonographer-path/",
        "/q/specialty-match/",
        "/specialties/nowhere/",
        "/nowhere/",
    ],
)
def test_a_request_pins_one_edition(client: Client, db: None, address: str) -> None:
    client.get("/")
    kept.PAGES.clear()

    assert pins(client, address) == 1


def test_an_edition_pinned_twice_is_noticed(db: None, settings) -> None:
    settings.ROOT_URLCONF = __name__
    client = Client()
    ECHOES["twice"] = lambda request: HttpResponse(
        f"{request.edition.number} {editions.newest().number}"  # type: ignore[attr-defined]
    )
    planted.name = "twice"  # type: ignore[attr-defined]
    client.get("/")

    assert pins(client, "/privacy/") == 2
    del ECHOES["twice"]


def test_a_request_keeps_its_edition_while_another_is_published(db: None, settings) -> None:
    settings.ROOT_URLCONF = __name__

    def publish_meanwhile(request: HttpRequest) -> HttpResponse:
        before = request.edition.number  # type: ignore[attr-defined]
        publish(title="Another title")
        return HttpResponse(f"{before} {request.edition.number}")  # type: ignore[attr-defined]

    ECHOES["meanwhile"] = publish_meanwhile
    planted.name = "meanwhile"  # type: ignore[attr-defined]
    number = editions.newest().number

    assert Client().get("/privacy/?unkept").content.decode() == f"{number} {number}"
    assert editions.newest().number == number + 1
    del ECHOES["meanwhile"]


def publish(*, title: str) -> None:
    Rubric.objects.filter(slug="sonographer-path").update(title=title)
    editions.publish(note="A new title.")


def test_the_next_request_after_a_publish_shows_the_new_edition(client: Client, db: None) -> None:
    old = client.get("/")
    Rubric.objects.filter(slug="sonographer-path").update(title="Wide or deep?")
    assert client.get("/").content == old.content

    editions.publish(note="A new title.")
    new = client.get("/", headers={"if-none-match": old["ETag"]})

    assert new.status_code == 200
    assert b"Wide or deep?" in new.content
    assert b"Wide or deep?" not in old.content
    # The memory holds one page an address.
    assert [page.number for page in kept.PAGES.values()] == [editions.newest().number]


def test_a_restored_database_with_the_same_number_shows_its_own_edition(
    client: Client, db: None
) -> None:
    publish(title="Before it was lost")
    assert b"Before it was lost" in client.get("/").content
    run_statements(guards.remove(connection.vendor))
    Edition.objects.filter(number=editions.newest().number).delete()

    publish(title="After the backup")

    assert {page.number for page in kept.PAGES.values()} == {editions.newest().number}
    assert b"After the backup" in client.get("/").content


def test_without_an_edition_the_site_still_answers(client: Client, empty_db: None) -> None:
    assert client.get("/privacy/").status_code == 200
    assert client.get("/").status_code == 200


# Preview


@pytest.fixture
def editor(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_user("editor", is_staff=True))
    return client


BANNER = "Preview of the working copy, not published"


def test_staff_see_the_working_copy_before_others(editor: Client) -> None:
    Rubric.objects.filter(slug="sonographer-path").update(title="Wide or deep?")

    page = editor.get("/preview/")

    html = page.content.decode()
    assert "Wide or deep?" in html
    assert BANNER in html
    assert page["Cache-Control"] == "private, no-store"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert kept.PAGES == {}
    published = Client().get("/").content.decode()
    assert "Wide or deep?" not in published
    assert BANNER not in published


@pytest.mark.parametrize("address", [*ADDRESSES, "/q/specialty-match/", "/specialties/compare/"])
def test_links_of_a_preview_stay_in_it(editor: Client, address: str) -> None:
    html = editor.get(f"/preview{address}").content.decode()

    assert BANNER in html
    assert 'href="/static/' in html
    links = html.split('href="/')[1:]
    assert {link.split("/")[0] for link in links} == {"preview", "static"}
    # Afterwards addresses are what they were.
    assert 'href="/preview' not in Client().get(address).content.decode()


@pytest.mark.parametrize("address", ["", "method/", "q/sonographer-path/"])
def test_a_preview_of_what_is_unfinished_says_what_is_missing(editor: Client, address: str) -> None:
    Persona.objects.filter(path=None).delete()

    response = editor.get(f"/preview/{address}")

    assert response.status_code == 200
    if address != "q/sonographer-path/":
        assert "There is no persona for no clear lean." in response.content.decode()


def test_a_preview_knows_its_place(editor: Client) -> None:
    html = editor.get("/preview/specialties/").content.decode()

    assert 'aria-current="page"' in html


@pytest.mark.parametrize("address", ["/preview/", "/preview/paths/", "/preview/nowhere/"])
def test_a_preview_is_for_staff_alone(client: Client, db: None, address: str) -> None:
    nowhere = client.get("/nowhere/")
    for user in (
        None,
        User(username="ada"),
        User(username="former", is_staff=True, is_active=False),
    ):
        if user:
            user.save()
            client.force_login(user)
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.content == nowhere.content
        assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "address", ["nowhere/", "admin/", "r/x/", "healthz", "preview/", "styleguide/", "deleted/"]
)
def test_a_preview_has_pages_alone(editor: Client, address: str) -> None:
    assert editor.get(f"/preview/{address}").status_code == 404


def test_a_preview_stores_nothing(editor: Client, django_assert_max_num_queries: Callable) -> None:
    before = editions.newest().number

    answer = editor.post("/preview/q/sonographer-path/", {"key": forms.new_key(), "pace": "3"})

    assert answer.status_code == 405
    assert "A preview stores nothing" in answer.content.decode()
    assert editions.newest().number == before
