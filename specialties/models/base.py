from functools import reduce
from typing import Any, ClassVar, Self

from django.db import models


class NaturalManager(models.Manager[Any]):
    def get_by_natural_key(self, *values: Any) -> Any:
        return self.get(**dict(zip(self.model.NATURAL, values, strict=True)))


class Content(models.Model):
    """A row that fixtures name by its natural key, never by its primary key."""

    NATURAL: ClassVar[tuple[str, ...]] = ("key",)

    objects = NaturalManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        return tuple(reduce(_step, name.split("__"), self) for name in self.NATURAL)

    @classmethod
    def natural(cls, *values: Any) -> Self:
        return cls.objects.get_by_natural_key(*values)  # type: ignore[no-any-return]


def _step(row: Any, name: str) -> Any:
    """A field of a row, or None where what it leans on was deleted."""
    return getattr(row, name, None)
