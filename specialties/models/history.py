"""What was there before: each change to a row of the working copy, with who made it."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from simple_history.models import HistoricalRecords

# How a row stood before its first change, which nobody made; and who writes without an account.
BEFORE, SEEDING = "before the first change", "seeding"

# As long as its column.
REASON_LENGTH = 100


class History(HistoricalRecords):  # type: ignore[misc]
    """A history that begins with the first change, and with how the row stood until then.

    Thousands of seeded rows that nobody ever changes have none. Saving a row as it was is no
    change.
    """

    def create_historical_record(self, instance: Any, history_type: str, using: Any = None) -> None:
        before, after = instance.loaded, stored(instance)
        if history_type == "~" and before:
            if before == after:
                return
            past = instance.history.model.objects
            # A row that was read in part has no whole state to begin with.
            if before.keys() == after.keys() and not past.filter(id=instance.pk).exists():
                begins = {"history_type": "+", "history_change_reason": BEFORE}
                past.create(history_date=timezone.now(), **begins, **before)
        super().create_historical_record(instance, history_type, using)
        instance.loaded = after

    def get_change_reason_for_object(
        self, instance: Any, history_type: str, using: Any
    ) -> str | None:
        reason: str | None = super().get_change_reason_for_object(instance, history_type, using)
        return reason and reason[:REASON_LENGTH]

    def get_meta_options(self, model: Any) -> Mapping[str, Any]:
        # Who may see a row may see its past; there is nothing else to grant.
        return {**super().get_meta_options(model), "default_permissions": ()}

    def write(self, row: Any, before: Any = None) -> None:
        """Write what seeding did, which goes past the hooks of a save."""
        row._change_reason = SEEDING
        row.loaded = before and before.loaded
        self.create_historical_record(row, "~" if before else "+")


def stored(row: Any) -> dict[str, Any]:
    """The values of a row, as its columns hold them."""
    return {
        field.attname: field.get_prep_value(row.__dict__[field.attname])
        for field in row._meta.concrete_fields
        if field.attname in row.__dict__
    }
