from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from rubric import erasing
from specialties.words import counted


class Command(BaseCommand):
    help = "Erase every result and every share past its last day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--vacuum",
            action="store_true",
            help="On SQLite write the file anew as well; nobody can write meanwhile.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        results, shares = erasing.purge()
        if options["vacuum"]:
            erasing.vacuum()
        erased = f"{counted(results, 'result', 'results')} and {counted(shares, 'share', 'shares')}"
        self.stdout.write(f"Erased {erased}, all past their last day.")
