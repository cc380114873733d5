"""What the database itself refuses, with the checksum among what of a result never changes.

Pure text. A migration installs the guards; tests take them away for a moment.
"""

from rubric.migrations import _guards_1 as before

GUARDS = {**before.GUARDS, "guard_result_update": before.result_update("checksum")}


def install(vendor: str) -> list[str]:
    """The statements that put every guard in place on sqlite or postgresql."""
    return before.install(vendor, GUARDS)


def remove(vendor: str) -> list[str]:
    """The statements that take every guard away again."""
    return before.remove(vendor)
