from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from rubric.management.commands.seed import FILES
from specialties import fixtures


class Command(BaseCommand):
    help = "Write the working copy back into the fixtures; comments and order stay."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; fail when anything differs."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [Path(settings.FIXTURE_DIRS[0]) / f"{name}.yaml" for name in FILES]
        texts, differences = fixtures.export(paths)
        for difference in differences:
            self.stdout.write(difference)
        if options["check"] and differences:
            raise CommandError(f"The fixtures differ in {len(differences)} rows.")
        for path, text in texts.items():
            if not options["check"] and text != path.read_text(encoding="utf-8"):
                path.write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(differences)} rows differ{'ed' if differences else ''}.")
