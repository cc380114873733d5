"""Compress answers, with what occurs in many of them compressed once.

The deflate streams of several pieces, each begun anew and ended on a whole byte, make one valid
stream when they stand one after the other. So what a view names in `response.kept`, and on any
other page the styles, cost nothing after their first answer; only what lies between is worked on.

No page holds a secret beside text that its address or a form chose, which is what an attack on
compression needs: form keys and CSRF tokens are new in every answer.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from functools import lru_cache

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from careerfit.headers import GetResponse
from careerfit.stylesheet import STYLE_ELEMENTS

# Below this a compressed answer saves no packet.
WORTHWHILE_BYTES = 500
# Below this a piece is stored as it is: setting up to shrink it takes longer.
SHORT_BYTES = 120
# For what is compressed once, and for what is compressed for one answer. Measured on pages of
# 35 to 78 kB: level 2 takes a quarter of the time of level 6 for a ninth more bytes, and no
# level of Brotli is as quick for as few.
BEST, QUICK = 9, 2
# Beyond this quality Brotli takes fifty times as long for the last few bytes.
BROTLI_QUALITY = 9
# A power of two that a page fits in; the window is what brotli takes memory for.
BROTLI_WINDOW = 17

# How zlib is told to write gzip.
GZIP = 16 + zlib.MAX_WBITS
STYLES = tuple(element.encode() for element in STYLE_ELEMENTS.values())
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# An empty last block.
DEFLATE_END = b"\x03\x00"


def compression_middleware(get_response: GetResponse) -> GetResponse:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (
            response.streaming
            or response.has_header("Content-Encoding")
            or len(response.content) < WORTHWHILE_BYTES
        ):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if "gzip" in accepted(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            response.content = splice(response.content, getattr(response, "kept", STYLES))
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return middleware


@lru_cache(maxsize=64)
def accepted(header: str) -> frozenset[str]:
    """The encodings that an Accept-Encoding header names, without those of weight nought."""
    names = set()
    for part in header[:200].lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if weight.strip("0.") or not weight:
            names.add(name)
    return frozenset(names)


def compress_best(content: bytes) -> bytes:
    """Compress as gzip what is kept, at leisure."""
    return zlib.compress(content, BEST, wbits=GZIP)


def recompress(compressed: bytes, encoding: str) -> bytes:
    """The same as br, or as it is for no encoding."""
    content = zlib.decompress(compressed, wbits=GZIP)
    if encoding != "br":
        return content
    smaller: bytes = brotli.compress(content, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW)
    return smaller


def splice(content: bytes, pieces: Iterable[bytes]) -> bytes:
    """Return `content` as gzip; `pieces` occur in it in this order, and one that does not is
    passed over."""
    compressor = zlib.compressobj(QUICK, wbits=-zlib.MAX_WBITS)
    parts = [GZIP_HEAD]
    for part, is_kept in _cut(content, pieces):
        if is_kept:
            parts.append(_deflated(part))
        elif len(part) < SHORT_BYTES:
            parts.append(struct.pack("<BHH", 0, len(part), len(part) ^ 0xFFFF) + part)
        else:
            # A full flush: nothing after it may point back past the pieces between.
            parts += compressor.compress(part), compressor.flush(zlib.Z_FULL_FLUSH)
    parts += DEFLATE_END, struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return b"".join(parts)


def _cut(content: bytes, pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The content in parts, and of each whether it is one of the pieces."""
    start = 0
    for piece in pieces:
        found = _find(content, piece, start)
        if piece and found >= 0:
            if found > start:
                yield content[start:found], False
            yield piece, True
            start = found + len(piece)
    if start < len(content):
        yield content[start:], False


def _find(content: bytes, piece: bytes, start: int) -> int:
    # Looking for a long text costs more than looking for how it begins.
    head = piece[:64]
    found = content.find(head, start)
    while found >= 0 and not content.startswith(piece, found):
        found = content.find(head, found + 1)
    return found


@lru_cache(maxsize=64)
def _deflated(piece: bytes) -> bytes:
    compressor = zlib.compressobj(BEST, wbits=-zlib.MAX_WBITS)
    return compressor.compress(piece) + compressor.flush(zlib.Z_SYNC_FLUSH)
