from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models

from specialties.levels import Level

if TYPE_CHECKING:
    SmallInteger = models.PositiveSmallIntegerField[Level | int | str, Level]
else:
    SmallInteger = models.PositiveSmallIntegerField

LEVELS = {level.value: level for level in Level}


class LevelField(SmallInteger):
    """One of the six levels, stored as its number. Fixtures and forms may also name its slug."""

    description = "A level from Low to Very High"

    def __init__(self, *args: Any, **options: Any) -> None:
        options["choices"] = [(level.value, level.label) for level in Level]
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, options = super().deconstruct()
        options.pop("choices", None)
        return name, path, args, options

    def from_db_value(self, value: int | None, *_: Any) -> Level | int | None:
        # A number that no level has, in a database without its constraint, stays visible.
        return value if value is None else LEVELS.get(value, value)

    def to_python(self, value: Any) -> Level | None:
        if value is None or isinstance(value, Level):
            return value
        try:
            return Level.parse(value) if not _is_number(value) else Level(int(value))
        except (TypeError, ValueError):
            raise ValidationError(
                "%(value)s is not a level.", code="invalid", params={"value": value}
            ) from None

    def get_prep_value(self, value: Any) -> int | None:
        # A plain number, and unchecked: it is the database that refuses a wrong one.
        if isinstance(value, str) and not _is_number(value):
            value = Level.parse(value)
        return None if value is None else int(value)

    def value_from_object(self, obj: models.Model) -> Any:
        return self.get_prep_value(super().value_from_object(obj))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and value.strip("-").isdecimal())
