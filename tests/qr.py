"""Reads a QR code back, so that a test knows what a phone would open.

It follows ISO/IEC 18004 as far as our codes go: versions 1 to 10, levels M, Q and H, byte mode, no
damage. It knows nothing of the library that draws them.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Sequence

Matrix = Sequence[Sequence[int]]

# Codewords of data in each block, by level and version.
BLOCKS = {
    "M": (
        *((16,), (28,), (44,), (32,) * 2, (43,) * 2, (27,) * 4, (31,) * 4),
        *((38,) * 2 + (39,) * 2, (36,) * 3 + (37,) * 2, (43,) * 4 + (44,)),
    ),
    "Q": (
        *((13,), (22,), (17,) * 2, (24,) * 2, (15,) * 2 + (16,) * 2, (19,) * 4),
        *((14,) * 2 + (15,) * 4, (18,) * 4 + (19,) * 2, (16,) * 4 + (17,) * 4),
        (19,) * 6 + (20,) * 2,
    ),
    "H": (
        *((9,), (16,), (13,) * 2, (9,) * 4, (11,) * 2 + (12,) * 2, (15,) * 4),
        *((13,) * 4 + (14,), (14,) * 4 + (15,) * 2, (12,) * 4 + (13,) * 4),
        (15,) * 6 + (16,) * 2,
    ),
}
LEVELS = {0b00: "M", 0b11: "Q", 0b10: "H"}
ALIGNED = (
    *((), (6, 18), (6, 22), (6, 26), (6, 30), (6, 34)),
    *((6, 22, 38), (6, 24, 42), (6, 26, 46), (6, 28, 50)),
)
MASKS = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, _: y % 2 == 0,
    lambda _, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)
FORMAT_MASK, BYTES = 0b101010000010010, 0b0100


def read_path(path: str, size: int, *, border: int = 4) -> Matrix:
    """The modules that a path of horizontal strokes draws, `size` with the quiet zone around."""
    dark = [[False] * size for _ in range(size)]
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmh])([^Mmh]*)", path):
        steps = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "M":
            x, y = steps
        elif command == "m":
            x, y = x + steps[0], y + steps[1]
        else:
            for place in range(int(x), int(x + steps[0])):
                dark[int(y)][place] = True
            x += steps[0]
    return [row[border : size - border] for row in dark[border : size - border]]


def decode(matrix: Matrix) -> str:
    """The text of a code. Raises ValueError for a mode that it does not know."""
    size = len(matrix)
    version = (size - 17) // 4
    known = _format(matrix)
    blocks = BLOCKS[LEVELS[known >> 13]][version - 1]
    mask = MASKS[known >> 10 & 0b111]
    bits = "".join(str(int(matrix[y][x] ^ mask(y, x))) for y, x in _places(size, version))
    words = [int(bits[start : start + 8], 2) for start in range(0, len(bits) - 7, 8)]
    data = "".join(f"{word:08b}" for word in _in_order(words, blocks))
    if int(data[:4], 2) != BYTES:
        raise ValueError("not in byte mode")
    start = 12 if version < 10 else 20
    count = int(data[4:start], 2)
    text = data[start : start + 8 * count]
    return bytes(int(text[at : at + 8], 2) for at in range(0, len(text), 8)).decode()


def _format(matrix: Matrix) -> int:
    """Level, mask and their check, fifteen bits around the first corner."""
    across = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)]
    down = [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    bits = "".join(str(int(matrix[y][x])) for y, x in (*across, *down))
    return int(bits, 2) ^ FORMAT_MASK


def _places(size: int, version: int) -> Iterator[tuple[int, int]]:
    """Where data lies, in the order in which it was written: two columns at a time, up and down."""
    taken = _taken(size, version)
    columns = [x for x in range(size - 1, 0, -2) if x > 6] + [5, 3, 1]
    for turn, right in enumerate(columns):
        for y in range(size) if turn % 2 else reversed(range(size)):
            yield from ((y, x) for x in (right, right - 1) if (y, x) not in taken)


def _taken(size: int, version: int) -> set[tuple[int, int]]:
    """What is no data: corners with the format, timing, alignment and the version."""
    last = size - 8
    taken = {(y, x) for y in range(9) for x in range(9)}
    taken |= {(y, x) for y in range(9) for x in range(last, size)}
    taken |= {(y, x) for y in range(last, size) for x in range(9)}
    taken |= {place for at in range(size) for place in ((6, at), (at, 6))}
    centers = ALIGNED[version - 1]
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    for center in {(y, x) for y in centers for x in centers} - corners:
        taken |= {(center[0] + y, center[1] + x) for y in range(-2, 3) for x in range(-2, 3)}
    if version >= 7:
        taken |= {(y, x) for y in range(6) for x in range(size - 11, last)}
        taken |= {(x, y) for y in range(6) for x in range(size - 11, last)}
    return taken


def _in_order(words: Sequence[int], blocks: Sequence[int]) -> list[int]:
    """Put the data of all blocks, which were written in turns, one after another."""
    turns = [
        block for place in range(max(blocks)) for block, size in enumerate(blocks) if place < size
    ]
    sorted_words: list[list[int]] = [[] for _ in blocks]
    for block, word in zip(turns, words, strict=False):
        sorted_words[block].append(word)
    return [word for block in sorted_words for word in block]


def seen(png: bytes) -> Matrix:
    """The modules of a code in a picture of it, dark on light, wherever in it the code stands."""
    dark = [[value < 128 for value in row] for row in gray(png)]
    rows = [number for number, row in enumerate(dark) if any(row)]
    columns = [number for number, column in enumerate(zip(*dark, strict=True)) if any(column)]
    top, left = rows[0], columns[0]
    width, height = columns[-1] + 1 - left, rows[-1] + 1 - top
    # The upper edge of the corner's square is seven modules long; its first line may be a mere
    # shade. Every fourth size is one.
    edge = max(dark[top + at].index(False, left + 2) - left for at in range(3))
    size = 17 + 4 * round((width / (edge / 7) - 17) / 4)
    return [
        [
            int(
                dark[int(top + (row + 0.5) * height / size)][
                    int(left + (column + 0.5) * width / size)
                ]
            )
            for column in range(size)
        ]
        for row in range(size)
    ]


def gray(png: bytes) -> list[list[int]]:
    """The green of every pixel of a PNG, of 8 bits a channel, with or without transparency."""
    at, data = 8, b""
    width = height = channels = 0
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        part = png[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, _, color = struct.unpack(">IIBB", part[:10])
            channels = {2: 3, 6: 4}[color]
        elif kind == b"IDAT":
            data += part
        at += length + 12
    raw, stride = zlib.decompress(data), width * channels
    above, rows = [0] * stride, []
    for start in range(0, height * (stride + 1), stride + 1):
        line = list(raw[start + 1 : start + 1 + stride])
        for x in range(stride):
            a = line[x - channels] if x >= channels else 0
            c = above[x - channels] if x >= channels else 0
            line[x] = (line[x] + predicted(raw[start], a, above[x], c)) % 256
        rows.append(line[1::channels])
        above = line
    return rows


def predicted(kind: int, left: int, up: int, corner: int) -> int:
    """What a PNG expects of a byte from its neighbors."""
    if kind == 4:
        guess = left + up - corner
        return min((left, up, corner), key=lambda value: abs(guess - value))
    return (0, left, up, (left + up) // 2)[kind]
