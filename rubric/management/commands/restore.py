from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rubric import backups


class Command(BaseCommand):
    help = "Put a copy that backup made in the place of an empty database."
    # It is empty: there is nothing to check in it yet.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backups.restore(options["source"])
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The database is restored. Next: migrate, purge, verify_results.")
