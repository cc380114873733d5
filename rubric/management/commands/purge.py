from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rubric import erasing, traces
from specialties.words import counted, listed


class Command(BaseCommand):
    help = "Erase every result, share and room past its last day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--vacuum",
            action="store_true",
            help="On SQLite write the file anew as well; nobody can write meanwhile.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        results, shares, rooms = erasing.purge()
        if options["vacuum"]:
            traces.vacuum()
        erased = (
            counted(results, "result", "results"),
            counted(shares, "share", "shares"),
            counted(rooms, "room", "rooms"),
        )
        self.stdout.write(f"Erased {listed(erased)}, all past their last day.")
