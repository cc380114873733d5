"""What is compressed says the same in fewer bytes, whichever pieces it was put together from."""

import gzip
import zlib

import brotli
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from careerfit import compression
from careerfit.compression import accepted, compression_middleware, splice

LONG = b"<p>Every answer that a page is made of, once more.</p>" * 40
KEPT = b"<section>" + bytes(range(256)) * 8 + b"</section>"


def answer(response, encoding="gzip"):
    request = RequestFactory().get("/", headers={"accept-encoding": encoding})
    return compression_middleware(lambda request: response)(request)


def test_it_works():
    response = HttpResponse(LONG)

    compressed = answer(response)

    assert gzip.decompress(compressed.content) == LONG
    assert compressed["Content-Encoding"] == "gzip"
    assert compressed["Content-Length"] == str(len(compressed.content))
    assert compressed["Vary"] == "Accept-Encoding"
    assert len(compressed.content) < len(LONG) / 5


@pytest.mark.parametrize(
    ("content", "pieces"),
    [
        (LONG, ()),
        (KEPT, (KEPT,)),
        (KEPT + LONG, (KEPT,)),
        (LONG + KEPT, (KEPT,)),
        (LONG + KEPT + b"short" + KEPT + LONG, (KEPT, KEPT)),
        # One that is not there, an empty one, and two in the wrong order.
        (LONG + KEPT, (b"nowhere", b"", KEPT)),
        (b"ab" + KEPT + b"cd" + LONG, (LONG, KEPT)),
        (b"", ()),
        # Text before and after a piece that is alike: nothing may point across it.
        (LONG + KEPT + LONG + KEPT + LONG, (KEPT, KEPT)),
    ],
)
def test_pieces_put_together_say_what_the_page_says(content, pieces):
    assert gzip.decompress(splice(content, pieces)) == content


@given(st.lists(st.tuples(st.binary(max_size=400), st.booleans())))
def test_any_pieces_can_be_put_together(parts):
    content = b"".join(part for part, _ in parts)
    pieces = [part for part, is_kept in parts if is_kept]

    assert gzip.decompress(splice(content, pieces)) == content


def test_pieces_that_point_across_each_other_are_noticed(monkeypatch):
    monkeypatch.setattr(zlib, "Z_FULL_FLUSH", zlib.Z_SYNC_FLUSH)

    with pytest.raises((OSError, EOFError, zlib.error)):
        gzip.decompress(splice(LONG + KEPT + LONG, (KEPT,)))


def test_a_kept_piece_is_compressed_once(monkeypatch):
    piece = b"<p>only here</p>" * 100
    splice(LONG + piece, (piece,))
    before = compression._deflated.cache_info()
    splice(LONG + piece, (piece,))
    after = compression._deflated.cache_info()

    assert (after.hits - before.hits, after.misses - before.misses) == (1, 0)


def test_a_view_names_the_pieces_that_it_keeps(monkeypatch):
    asked = []

    def splice_nothing(content, pieces):
        asked.append(pieces)
        return content

    monkeypatch.setattr(compression, "splice", splice_nothing)
    response = HttpResponse(LONG + KEPT)
    response.kept = (KEPT,)  # type: ignore[attr-defined]

    answer(response)

    answer(HttpResponse(LONG))

    assert asked == [(KEPT,), compression.STYLES]


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("br, gzip", {"br", "gzip"}),
        ("gzip, deflate, br;q=0.9", {"gzip", "deflate", "br"}),
        ("GZIP;Q=1", {"gzip"}),
        ("gzip, br;q=0", {"gzip"}),
        ("gzip;q=0.000, br;q=0.001", {"br"}),
        ("abracadabra", {"abracadabra"}),
    ],
)
def test_an_encoding_of_weight_nought_is_not_taken(header, names):
    assert accepted(header) == names


@pytest.mark.parametrize("header", ["", "identity", "gzip;q=0", "br", "abracadabra"])
def test_who_does_not_take_gzip_gets_the_page_as_it_is(header):
    response = answer(HttpResponse(LONG), header)

    assert response.content == LONG
    assert not response.has_header("Content-Encoding")
    assert response["Vary"] == "Accept-Encoding"


def test_a_short_answer_is_left_alone():
    response = answer(HttpResponse(b"x" * 499))

    assert response.content == b"x" * 499
    assert not response.has_header("Vary")


def test_nothing_is_compressed_twice():
    response = HttpResponse(LONG, headers={"Content-Encoding": "br"})

    assert answer(response).content == LONG


def test_a_stream_is_passed_through():
    response = answer(StreamingHttpResponse([LONG, LONG]))

    assert not response.has_header("Content-Encoding")
    assert b"".join(response) == LONG + LONG


def test_a_page_and_its_compressed_forms_say_the_same(client: Client, db: None) -> None:
    plain = client.get("/privacy/")
    by_encoding = {
        name: client.get("/privacy/", headers={"accept-encoding": name}) for name in ("gzip", "br")
    }

    assert gzip.decompress(by_encoding["gzip"].content) == plain.content
    assert brotli.decompress(by_encoding["br"].content) == plain.content
    for name, response in by_encoding.items():
        assert response["Content-Encoding"] == name
        assert int(response["Content-Length"]) == len(response.content) < len(plain.content) / 2


@pytest.mark.parametrize("address", ["/specialties/compare/", "/q/specialty-match/"])
def test_the_same_pieces_are_within_every_answer(client: Client, db: None, address: str) -> None:
    pages = [client.get(address, headers={"accept-encoding": "gzip, br"}) for _ in range(2)]
    kept = getattr(pages[0], "kept", (compression.STYLES,))

    assert [page["Content-Encoding"] for page in pages] == ["gzip", "gzip"]
    assert gzip.decompress(pages[0].content).endswith(b"</html>\n")
    for piece in kept:
        assert all(compression._deflated(piece) in page.content for page in pages)


def test_a_piece_is_found_where_it_stands_and_not_where_it_begins() -> None:
    head = b"<table><caption>" * 8
    content = head + b"another" + head + b"this one" + LONG

    assert gzip.decompress(splice(content, (head + b"this one",))) == content
    assert compression._find(content, head + b"this one", 0) == len(head) + 7
