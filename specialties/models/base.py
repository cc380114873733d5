from collections.abc import Iterator
from functools import reduce
from typing import Any, ClassVar, Self

from django.db import models

from specialties.models.history import History, stored

# Writes the history of every table that has this base.
PAST = History(inherit=True)


class NaturalManager(models.Manager[Any]):
    def get_by_natural_key(self, *values: Any) -> Any:
        return self.get(**dict(zip(self.model.NATURAL, values, strict=True)))


class Content(models.Model):
    """A row that fixtures name by its natural key, never by its primary key."""

    NATURAL: ClassVar[tuple[str, ...]] = ("key",)

    objects = NaturalManager()
    history: Any = PAST

    # As it was read from the database, by column; a new row was not.
    loaded: dict[str, Any] | None = None

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        row = super().from_db(*args, **kwargs)
        row.loaded = stored(row)
        return row

    def natural_key(self) -> tuple[Any, ...]:
        return tuple(reduce(_step, name.split("__"), self) for name in self.NATURAL)

    @classmethod
    def natural(cls, *values: Any) -> Self:
        return cls.objects.get_by_natural_key(*values)  # type: ignore[no-any-return]

    @classmethod
    def named(cls) -> models.QuerySet[Any]:
        """Every row with whatever its name, and the names of those it points at, are made of."""
        return cls.objects.select_related(*_ways(cls))


def _step(row: Any, name: str) -> Any:
    """A field of a row, or None where what it leans on was deleted."""
    return getattr(row, name, None)


def _ways(model: type[Content]) -> Iterator[str]:
    for field in model._meta.concrete_fields:
        other: Any = field.related_model
        if other and issubclass(other, Content):
            yield field.name
            owners = (name.rpartition("__")[0] for name in other.NATURAL)
            yield from (f"{field.name}__{owner}" for owner in owners if owner)
