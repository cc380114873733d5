from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rubric import editions, reports
from rubric.health.panel import lines


class Command(BaseCommand):
    help = "Work out the health of the working copy and of the newest edition, and print both."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--strict", action="store_true", help="End with 1 on a warning.")

    def handle(self, *args: Any, **options: Any) -> None:
        newest = editions.newest()
        new, digest = reports.of_working_copy()
        reports.work_out(new, digest, newest, self._told)
        panel = reports.panel(digest, newest)
        if panel is None:
            raise CommandError("Another edition was published meanwhile. Run this again.")
        self.stdout.write("\n".join(lines(panel)))
        if options["strict"] and panel.warnings:
            raise CommandError(f"{len(panel.warnings)} to look at: see the warnings above.")

    def _told(self, title: str, done: int, sheets: int) -> None:
        self.stderr.write(f"{title} {100 * done // sheets} %")
