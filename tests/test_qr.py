"""The reader of QR codes reads what is there, and notices what is not."""

import re

import pytest
import segno

from rubric.templatetags.share_tags import qr
from tests.qr import decode, read_path

ADDRESS = "https://careerfit.example/s/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE/"


@pytest.mark.parametrize("level", ["m", "q", "h"])
@pytest.mark.parametrize("length", [1, 15, 40, 75, 90, 115])
def test_it_reads_every_size(level: str, length: int) -> None:
    text = (ADDRESS * 2)[:length].replace("h", "H", 1) + "é"
    code = segno.make(
        text, error=level, micro=False, boost_error=False, encoding="utf-8", eci=False
    )

    assert decode([[bool(module) for module in row] for row in code.matrix]) == text


def test_a_drawn_code_opens_its_address() -> None:
    drawn = qr(ADDRESS, "The code of a share")

    size = re.search(r'viewBox="0 0 (\d+) \d+"', drawn)
    strokes = re.search(r'<path[^>]* stroke="#000"[^>]* d="([^"]+)"', drawn)
    assert size
    assert strokes
    assert decode(read_path(strokes[1], int(size[1]))) == ADDRESS


def test_one_module_less_is_another_address() -> None:
    code = segno.make(ADDRESS, error="m", micro=False)
    matrix = [[bool(module) for module in row] for row in code.matrix]
    # In the last corner lies the beginning of the data, past its mode and length.
    matrix[-8][-1] = not matrix[-8][-1]

    assert decode(matrix) != ADDRESS
