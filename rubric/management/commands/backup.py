from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rubric import backups


class Command(BaseCommand):
    help = "Copy the whole database to a new file while the site runs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            backups.back_up(options["target"])
        except backups.BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"The database is copied to {options['target']}.")
