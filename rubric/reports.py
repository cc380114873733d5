"""Keep what was worked out of the health of a content, and hand it out.

Working it out takes seconds, so it is done when somebody asks for it with a button or a command,
and kept by the digest of the content. A page only reads.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import msgspec
from django.utils import timezone

from rubric import content, editions, health
from rubric.content import Content
from rubric.definition import Definition
from rubric.editions import Published
from rubric.health.figures import Health, Report, Stored
from rubric.health.firsts import Ratings, leaders_of
from rubric.health.panel import Panel, build
from rubric.models import Assessment, Edition, HealthReport

# Raised when a figure gets another meaning, so that none is read under an old one.
VERSION = 1
# The newest results tell enough; more would not fit into one request.
MOST_READ, READ_AT_ONCE = 5_000, 200
# A count below this could be of somebody in particular.
FEWEST_TOLD = 5
# Made by one thread, as the module is loaded: see rubric.content.
_REPORT = msgspec.json.Decoder(Report)


def panel(digest: str, newest: Published) -> Panel | None:
    """Return what is known of a content beside the newest edition; None where nothing is.

    What was set beside an edition that is not the newest any more counts as unknown. One query.
    """
    rows = {row.digest: row for row in _rows(digest, newest.digest)}
    reports = {row.digest: report for row in rows.values() if (report := _read(row))}
    report, old = reports.get(digest), reports.get(newest.digest)
    if report is None:
        return None
    made_on = rows[digest].made_on
    if digest == newest.digest:
        # Whatever it was set beside before it was published, readers see it now.
        return build(Report(VERSION, report.health, digest), None, made_on)
    if report.against != newest.digest:
        return None
    return build(report, old.health if old else None, made_on)


def work_out(
    new: Content, digest: str, newest: Published, told: health.Told = health.silent
) -> None:
    """Work out a content, and the newest edition where that is not known yet, and keep both.

    `told`: see `health.derive`. What is kept of contents that are no edition is dropped.
    """
    old = next((report.health for row in _rows(newest.digest) if (report := _read(row))), None)
    if newest.number and old is None:
        old = health.derive(newest.content, told)
        _keep(newest.digest, Report(VERSION, old, newest.digest))
    report = _report(new, digest, newest, old, told)
    HealthReport.objects.exclude(digest__in=Edition.objects.values("digest")).delete()
    _keep(digest, report)


def _report(
    new: Content, digest: str, newest: Published, old: Health | None, told: health.Told
) -> Report:
    if digest == newest.digest and old:
        return Report(VERSION, old, digest)
    found = health.derive(new, told)
    if not newest.number:
        return Report(VERSION, found, "")
    stored, newest_only = count_stored(newest.content, new)
    return Report(
        version=VERSION,
        health=found,
        against=newest.digest,
        comparisons=health.compare(newest.content, new),
        stored=stored,
        newest_only=newest_only,
    )


def count_stored(old: Content, new: Content) -> tuple[tuple[Stored, ...], bool]:
    """Count the stored results that would come out with others first under a new content.

    The newest 5,000 that still open, of the weeks that are over, and of these the ones that answer
    what both contents ask. Counted again after each new one, the rest would tell how it came out.
    Returns the counts of each questionnaire, and whether there were more results than that.
    """
    ways = {row.slug: way for row in new.rubrics if (way := _way(old, new, row))}
    read: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    seen = 0
    for slug, ratings in _newest_first():
        seen += 1
        if seen > MOST_READ:
            break
        if (way := ways.get(slug)) and (outcome := way(ratings)) is not None:
            read[slug] += 1
            changed[slug] += outcome
    counts = tuple(
        Stored(
            slug,
            new.rubric_by_slug[slug].title,
            _told(read[slug]),
            _told(changed[slug], of=read[slug]),
        )
        for slug in ways
    )
    return counts, seen > MOST_READ


def _way(old: Content, new: Content, after: Definition) -> Callable[[Ratings], bool | None] | None:
    """Return what says whether a sheet would come out otherwise; None for one of other criteria."""
    if health.apart(old, new, after.slug):
        return None
    try:
        before = leaders_of(old, old.rubric_by_slug[after.slug])
        then = leaders_of(new, after)
    except ValueError:
        return None
    keys = after.criterion_by_key.keys()

    def way(ratings: Ratings) -> bool | None:
        if ratings.keys() != keys:
            return None
        return set(before(ratings)) != set(then(ratings))

    return way


def _told(number: int, *, of: int = 0) -> int | None:
    """A number that few neither make up nor are left by, which a difference would tell."""
    is_few = number < FEWEST_TOLD or 0 < of - number < FEWEST_TOLD
    return None if is_few else number


def monday(day: date) -> date:
    """The first day of a week."""
    return day - timedelta(days=day.weekday())


def _newest_first() -> Iterator[tuple[str, Ratings]]:
    """The answers of the results that still open. Between two pages nothing is held open."""
    today = timezone.localdate()
    rows = Assessment.objects.filter(expires_on__gte=today, created_on__lt=monday(today))
    rows = rows.order_by("-pk")
    rows_of = rows.values_list("pk", "rubric", "ratings")
    page = list(rows_of[:READ_AT_ONCE])
    while page:
        yield from ((rubric, ratings) for _, rubric, ratings in page)
        page = list(rows_of.filter(pk__lt=page[-1][0])[:READ_AT_ONCE])


def _rows(*digests: str) -> list[HealthReport]:
    return list(HealthReport.objects.filter(digest__in=digests))


def _read(row: HealthReport) -> Report | None:
    """A report that another release has kept is worked out again instead."""
    try:
        report = _REPORT.decode(row.figures)
    except msgspec.ValidationError:
        return None
    return report if report.version == VERSION else None


def _keep(digest: str, report: Report) -> None:
    HealthReport.objects.update_or_create(
        digest=digest,
        defaults={
            "made_on": timezone.localdate(),
            "figures": msgspec.json.encode(report).decode(),
        },
    )


def of_working_copy() -> tuple[Content, str]:
    """The working copy with the digest that its report is kept by."""
    found = editions.compiled()
    return found, content.digest(content.write(found))
