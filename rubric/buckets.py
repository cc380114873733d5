"""Limits that hold for all workers and nodes together: token buckets in the database.

A bucket holds so many tokens, gains one in so many seconds, and whoever finds it empty waits. All
of it is one number, the moment at which the bucket will be full again, and taking is one statement,
so that no two can take the last token. A refusal changes nothing.
"""

import hashlib
import hmac
import ipaddress
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from rubric.models import Bucket

# How many buckets that are full again leave at once.
SWEEP_AT_ONCE = 500
MOST_STRIKES = 20


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` at once, and one more every `seconds`; taken without a rest, the wait grows.

    `growth`: by how much of itself the wait grows with each one past the first `most`.
    """

    name: str
    most: int
    seconds: float
    growth: float = 0


class TooManyError(Exception):
    """A bucket is empty; `wait` is in how many seconds there is one token again."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"{wait_words(wait)} to wait")
        self.wait = wait


# A class of 300 behind one address passes in half a minute; a program that stores on and on
# does not.
SUBMISSIONS = Limit("submissions", most=600, seconds=1)
# Addresses of results that open nothing.
MISSES = Limit("misses", most=30, seconds=2)
# Rooms made, and codes typed that open none: a class at one address mistypes some.
ROOMS = Limit("rooms", most=20, seconds=120)
CODES = Limit("codes", most=120, seconds=3)
SIGN_INS = Limit("sign-ins", most=20, seconds=3)
ACCOUNT = Limit("account", most=5, seconds=12, growth=0.5)


def take(limit: Limit, who: str) -> int:
    """Take one token; returns 0, or in how many seconds there will be one.

    `who` is an address or the name of an account. The database holds a hash of it under a key of
    the day, never itself.
    """
    if not settings.LIMITS:
        return 0
    now, key = time.time(), bucket_key(limit, who, timezone.localdate())
    most, least = ("MAX", "MIN") if connection.vendor == "sqlite" else ("GREATEST", "LEAST")
    spare = (limit.most - 1) * limit.seconds
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO rubric_bucket AS b (key, full_at, strikes) VALUES (%s, %s, 0) "  # noqa: S608
            "ON CONFLICT (key) DO UPDATE SET "
            f"full_at = {most}(b.full_at, %s) + %s * (1 + %s * CASE WHEN b.full_at < %s THEN 0 "
            f"ELSE {most}(b.strikes - %s, 0) END), "
            f"strikes = CASE WHEN b.full_at < %s THEN 0 ELSE {least}(b.strikes + 1, %s) END "
            "WHERE b.full_at <= %s RETURNING 1",
            [
                *(key, now + limit.seconds, now, limit.seconds, limit.growth, now),
                limit.most - 1,
                *(now, MOST_STRIKES, now + spare),
            ],
        )
        if cursor.fetchone():
            return 0
        cursor.execute("SELECT full_at FROM rubric_bucket WHERE key = %s", [key])
        (full_at,) = cursor.fetchone() or (now,)
    return max(1, ceil(full_at - spare - now))


def peek(limit: Limit, who: str) -> int:
    """Take nothing; returns 0, or in how many seconds there will be one."""
    if not settings.LIMITS:
        return 0
    key, spare = bucket_key(limit, who, timezone.localdate()), (limit.most - 1) * limit.seconds
    full_at = Bucket.objects.filter(pk=key).values_list("full_at", flat=True).first() or 0
    return max(0, ceil(full_at - spare - time.time()))


def need(limit: Limit, who: str) -> None:
    """Take one token, or raise TooManyError."""
    if wait := take(limit, who):
        raise TooManyError(wait)


def give_back(limit: Limit, who: str) -> None:
    """Fill a bucket: who signed in has a right to begin anew."""
    Bucket.objects.filter(key=bucket_key(limit, who, timezone.localdate())).delete()


def wait_words(wait: int) -> str:
    """How long there is to wait: “1 second”, “12 seconds”."""
    return f"{wait} {'second' if wait == 1 else 'seconds'}"


def sweep() -> int:
    """Forget the oldest buckets that are full again; returns how many."""
    full = Bucket.objects.filter(full_at__lt=time.time())
    keys = list(full.order_by("full_at").values_list("pk", flat=True)[:SWEEP_AT_ONCE])
    if keys:
        full.filter(pk__in=keys).delete()
    return len(keys)


def bucket_key(limit: Limit, who: str, day: date) -> str:
    """A hash that says nothing without the key of the site, and another one tomorrow."""
    text = f"careerfit.bucket\n{limit.name}\n{day.isoformat()}\n{who}"
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def sender(meta: Mapping[str, Any]) -> str:
    """The address that a request comes from; of IPv6 the network, which one household has whole.

    Behind a proxy it is what that proxy saw, the last of the addresses that it hands on.
    """
    address = meta.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        address = meta.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        # A socket of this machine has none.
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((int(found), 64), strict=False))
    return str(found)
