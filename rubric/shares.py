"""Links for somebody else: made, read and taken back."""

from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from rubric import tokens, traces
from rubric.models import Assessment, Revocation
from rubric.models import Share as Share
from rubric.results.shares import Hanging, last_day

# So many shares of a result may open at a time.
MOST = 100
REVOKED = "You revoked this share, and its link stays closed. Create it again for a new link."
FULL = f"You have {MOST} shares, the most there can be. Revoke one first."


class ShareError(ValueError):
    """Why a share was not made, as a sentence for the owner."""


class Wish(NamedTuple):
    """What an owner asks for. `days`: how long it may last, if the result does."""

    label: str
    scope: str
    days: int
    with_plan: bool = False
    with_log: bool = False


def make(*, assessment: Assessment, owner_token: str, form_key: str, wish: Wish) -> str:
    """Make a share and return its key. The same form with the same wish makes one share.

    Raises ShareError when that share was revoked and when there are too many, ValueError for a
    form key that this site did not issue; then nothing is stored.
    """
    key = tokens.derive_share_key(settings.SECRET_KEY, form_key, repr(tuple(wish)))
    today = timezone.localdate()
    with transaction.atomic():
        # Held until the end, so that nobody shortens the result meanwhile.
        ends = Assessment.objects.select_for_update().get(pk=assessment.pk).expires_on
        _check_room(assessment, key)
        Share.objects.get_or_create(
            assessment=assessment,
            key=key,
            defaults={
                "token_digest": tokens.digest(tokens.derive_share_token(owner_token, key)),
                "label": wish.label,
                "scope": wish.scope,
                "with_plan": wish.with_plan,
                "with_log": wish.with_log,
                "created_on": today,
                "expires_on": last_day(wish.days, today=today, result_ends=ends),
            },
        )
    return key


def _check_room(assessment: Assessment, key: str) -> None:
    digest = tokens.digest(key)
    if Revocation.objects.filter(assessment=assessment, key_digest=digest).exists():
        raise ShareError(REVOKED)
    others = Share.objects.filter(assessment=assessment).exclude(key=key)
    if others.filter(expires_on__gte=timezone.localdate()).count() >= MOST:
        raise ShareError(FULL)


def live(token_digest: str) -> tuple[Share, Assessment]:
    """Return the share that a token opens, and its result; raises Share.DoesNotExist for none."""
    today = timezone.localdate()
    share = (
        Share.objects.select_related("assessment__edition")
        # The edition by its number and digest alone: its content is in memory.
        .defer("assessment__edition__content")
        .get(token_digest=token_digest, expires_on__gte=today, assessment__expires_on__gte=today)
    )
    share.assessment.edition_digest = share.assessment.edition.digest
    return share, share.assessment


def of(assessment: Assessment) -> list[Share]:
    """The shares of a result that open, the oldest first."""
    return list(Share.objects.filter(assessment=assessment, expires_on__gte=timezone.localdate()))


def one(assessment: Assessment, key: str) -> Share:
    """One of them; raises Share.DoesNotExist for any other key."""
    today = timezone.localdate()
    return Share.objects.get(assessment=assessment, key=key, expires_on__gte=today)


def revoke(share: Share) -> None:
    """Take a share back: its link opens nothing from the next request on, and never again.

    Raises Assessment.DoesNotExist when the result was erased meanwhile.
    """
    with transaction.atomic():
        # Held until the end, so that nobody makes the same share meanwhile.
        assessment = Assessment.objects.select_for_update().get(pk=share.assessment_id)
        # By its digest: of the key itself no byte is to be left.
        Revocation.objects.get_or_create(assessment=assessment, key_digest=tokens.digest(share.key))
        share.delete()
    traces.leave_none()


def hanging(assessment: Assessment) -> Hanging:
    """Count what goes when the result goes."""
    is_live = Q(shares__expires_on__gte=timezone.localdate())
    counts = Assessment.objects.filter(pk=assessment.pk).aggregate(
        shares=Count("shares", filter=is_live, distinct=True),
        plans=Count("plan", distinct=True),
        entries=Count("log", distinct=True),
    )
    return Hanging(**counts)
