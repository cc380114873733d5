"""Pin the edition of a request, and answer from memory what depends on the edition alone.

A kept page is made once per edition and process, from a request that holds nothing but its
address, so that nothing of whoever asked first can get into it.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import Resolver404, resolve
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from careerfit.compression import accepted, compress_best, recompress
from careerfit.headers import PRIVATE_PLACES, GetResponse
from rubric import editions
from rubric.editions import Published

# Nothing on these pages depends on who asks, or when.
KEPT = (
    "home",
    "privacy",
    "accessibility",
    "rubric:method",
    "rubric:changes",
    "rubric:example",
    "rubric:rooms",
    "specialties:paths",
    "specialties:guide",
    "specialties:sources",
    "specialties:areas",
    "specialties:index",
    "specialties:profile",
    "specialties:table",
    "specialties:pictures",
    "specialties:rotations",
)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer as it goes out. `bodies`: by encoding, "" for none.

    All but gzip are made when first asked for: browsers want one form, and few want the largest.
    """

    number: int
    digest: str
    headers: dict[str, str]
    bodies: dict[str, bytes]

    def is_of(self, edition: Published) -> bool:
        return (self.number, self.digest) == (edition.number, edition.digest)

    def answer(self, request: HttpRequest) -> HttpResponse:
        if is_known(request.META.get("HTTP_IF_NONE_MATCH", ""), self.headers["ETag"]):
            names = ("ETag", "Cache-Control", "Vary")
            return HttpResponseNotModified(headers={name: self.headers[name] for name in names})
        takes = accepted(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        encoding = "br" if "br" in takes else "gzip" if "gzip" in takes else ""
        body = self.bodies.get(encoding)
        if body is None:
            body = self.bodies[encoding] = recompress(self.bodies["gzip"], encoding)
        headers = {**self.headers, "Content-Length": str(len(body))}
        if encoding:
            headers["Content-Encoding"] = encoding
        return HttpResponse(body, headers=headers)


# One page an address: what an older edition said there goes when the newer one is made.
PAGES: dict[str, Page] = {}


def kept_middleware(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        pin(request)
        if not may_be_kept(request):
            return get_response(request)
        # Raises DisallowedHost, as CommonMiddleware would.
        request.get_host()
        try:
            edition = editions.newest()
        except (OperationalError, InterfaceError):
            return get_response(request)
        page: Page | None = PAGES.get(request.path)
        if page is None or not page.is_of(edition):
            pin(request, edition)
            page = make(request, edition, get_response)
        return page.answer(request) if page else get_response(request)

    return middleware


def pin(request: HttpRequest, edition: Published | None = None) -> None:
    """Let the request see this edition; without one, the newest at the moment it first asks."""
    request.edition = edition or SimpleLazyObject(editions.newest)  # type: ignore[attr-defined]


def may_be_kept(request: HttpRequest) -> bool:
    # While developing, a template that is edited shows at once.
    if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING") or settings.DEBUG:
        return False
    # What opens a result is not to be remembered.
    return not request.path_info.startswith(PRIVATE_PLACES) and route(request.path_info) in KEPT


@lru_cache(maxsize=256)
def route(path: str) -> str:
    """The name of the page at a path; finding it takes longer than answering from memory."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""


def make(request: HttpRequest, edition: Published, get_response: GetResponse) -> Page | None:
    """Make a page and keep it; None for an answer that must not be kept."""
    response = get_response(pristine(request, edition))
    if response.status_code != 200 or response.streaming or is_personal(response):
        return None
    patch_vary_headers(response, ("Accept-Encoding",))
    body = response.content
    headers = dict(response.headers)
    # A weak tag, because the same page goes out in several encodings.
    headers["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers["Cache-Control"] = "no-cache"
    page = Page(edition.number, edition.digest, headers, {"gzip": compress_best(body)})
    PAGES[request.path] = page
    return page


def pristine(request: HttpRequest, edition: Published) -> HttpRequest:
    """A request for the same address without cookies, query, user or any other header."""
    clean = HttpRequest()
    clean.method = "GET"
    clean.path, clean.path_info = request.path, request.path_info
    names = ("PATH_INFO", "SCRIPT_NAME", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT")
    clean.META = {name: request.META[name] for name in names if name in request.META}
    clean.META["REQUEST_METHOD"] = "GET"
    pin(clean, edition)
    return clean


def is_personal(response: HttpResponse) -> bool:
    """Tell whether an answer says that it is for one reader alone."""
    words = f"{response.get('Cache-Control', '')} {response.get('Vary', '')}".lower()
    return bool(response.cookies) or any(
        word in words for word in ("no-store", "private", "cookie", "*")
    )


def is_known(if_none_match: str, etag: str) -> bool:
    """Tell whether an If-None-Match header names this tag; weak and strong count alike."""
    names = [name.strip().removeprefix("W/") for name in if_none_match.split(",")]
    return "*" in names or etag.removeprefix("W/") in names
