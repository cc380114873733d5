"""The pages over the working copy, for staff, before anybody else can see them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, ResolverMatch, get_script_prefix, resolve, set_script_prefix

from careerfit.kept import KEPT, pin
from rubric import checks, editions

# An answer sheet is nothing that a preview has.
SHOWN = (*KEPT, "specialties:compare", "rubric:ask", "rubric:example-data")


def preview(request: HttpRequest, path: str = "") -> HttpResponse:
    user: Any = request.user
    if not (user.is_active and user.is_staff):
        # The same answer as where there is no page.
        raise Http404
    match = _shown_or_404(f"/{path}")
    if request.method not in ("GET", "HEAD"):
        return render(request, "pages/preview_only.html", status=405)
    request.is_preview = True  # type: ignore[attr-defined]
    edition = editions.preview()
    pin(request, edition)
    # Templates ask which page this is by its own name.
    request.resolver_match = match
    with _links_within(request.path.removesuffix(path)):
        try:
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except (ValueError, LookupError):
            # What is unfinished cannot always be drawn; then the page says what is missing.
            if not (problems := checks.check(edition.content)):
                raise
            response = render(request, "pages/preview_unfinished.html", {"problems": problems})
        return response


def _shown_or_404(path: str) -> ResolverMatch:
    try:
        match = resolve(path)
    except Resolver404 as missing:
        raise Http404 from missing
    if match.view_name not in SHOWN:
        raise Http404
    return match


@contextmanager
def _links_within(prefix: str) -> Iterator[None]:
    """Let every address that a page names begin with this prefix."""
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)
