"""What the file of SQLite still holds of what was erased, and getting rid of it."""

from django.db import connection, transaction

from rubric import locks


def leave_none() -> None:
    """Take what was erased out of SQLite's log of changes, too, once it is committed.

    In its own pages erased bytes are overwritten (`secure_delete`); the log beside the file holds
    them until it is emptied. A reader may be in the way: then the next erasure empties it.
    """
    if connection.vendor == "sqlite":
        transaction.on_commit(_empty_log)


def _empty_log() -> None:
    with locks.impatient():
        # Answers at once, and does nothing, where there is no such log.
        locks.pragma("wal_checkpoint(TRUNCATE)")


def vacuum() -> None:
    """Write the file of SQLite anew, without what moving rows has left between them.

    It takes twice the space for a moment, and writers wait.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        leave_none()
