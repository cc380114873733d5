"""How long a statement may wait for SQLite's one write lock."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# For what can as well be left undone, in milliseconds.
PATIENCE = 250


@contextmanager
def impatient() -> Iterator[None]:
    """Let what is within fail soon where it cannot have the lock, instead of keeping a reader."""
    if connection.vendor != "sqlite":
        yield
        return
    usual = pragma("busy_timeout")
    pragma(f"busy_timeout={PATIENCE}")
    try:
        yield
    finally:
        pragma(f"busy_timeout={usual}")


def pragma(words: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {words}")
        return cursor.fetchone()[0]
