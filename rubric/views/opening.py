"""What the addresses of a result open, and how they answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.urls import reverse

from rubric import assessments, editions, shares, tokens
from rubric.assessments import Assessment
from rubric.definition import Definition
from rubric.editions import Published
from rubric.shares import Share


def edition_of(request: HttpRequest) -> Published:
    """The edition that the request is pinned to."""
    edition: Published = request.edition  # type: ignore[attr-defined]
    return edition


def see_other(name: str, *args: str, part: str = "", said: str = "") -> HttpResponseRedirect:
    """Lead on after a form was taken.

    `part` is where on the next page the reader is to land; `said` names a sentence of that page
    which says what came of it, and is where they land then.
    """
    address = reverse(name, args=args)
    address += f"?said={said}#said" if said else part and f"#{part}"
    response = HttpResponseRedirect(address)
    # 303: whatever was sent, the next request is a GET.
    response.status_code = 303
    return response


def definition_or_404(edition: Published, slug: str) -> Definition:
    try:
        return edition.content.rubric_by_slug[slug]
    except KeyError as missing:
        raise Http404 from missing


def owned_or_404(token: str) -> Assessment:
    # A token that cannot be one never reaches the database.
    if not tokens.is_token(token):
        raise Http404
    try:
        return assessments.live(tokens.digest(token), handle=tokens.derive_handle(token))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing


def opened_or_404(token: str) -> tuple[Assessment, Published]:
    assessment = owned_or_404(token)
    return assessment, editions.of(assessment.edition_id, assessment.edition_digest)


def shared_or_404(token: str) -> tuple[Share, Assessment, Published]:
    """What the token of a share opens, for as long as both the share and its result last."""
    if not tokens.is_token(token):
        raise Http404
    try:
        share, assessment = shares.live(tokens.digest(token))
    except ObjectDoesNotExist as missing:
        raise Http404 from missing
    return share, assessment, editions.of(assessment.edition_id, assessment.edition_digest)


@contextmanager
def while_it_lasts() -> Iterator[None]:
    """Write below a result: one that was erased since it was opened is not there."""
    try:
        yield
    except ObjectDoesNotExist as gone:
        raise Http404 from gone
