"""Every component in every state, seen by a browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import checks

NewPage = Callable[..., Page]
CHECKS = ("sideways", "overlaps", "crowded", "targets", "groups", "charts", "colors")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_styleguide_has_no_fault(
    new_page: NewPage, workshop: str, width: int, scheme: str
) -> None:
    page = new_page(width=width, color_scheme=scheme)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{workshop}/styleguide/")
    checks.open_folds(page)

    assert checks.axe_faults(page) == []
    assert [fault for name in CHECKS for fault in checks.found(page, name)] == []
    assert said == []
