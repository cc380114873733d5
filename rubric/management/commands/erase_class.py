from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rubric import erasing
from rubric.rooms import store
from rubric.rooms.codes import read_code


class Command(BaseCommand):
    help = "Erase a class, its answers and its pictures; the students keep their own results."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code", help="What its students type to join.")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        try:
            room = store.by_code(read_code(code))
            erasing.erase_room(room)
        except ObjectDoesNotExist as missing:
            raise CommandError("No class opens with this code.") from missing
        self.stdout.write(f"Erased the class “{room.title}”.")
