from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from rubric import seeding
from specialties import seeding as library

LIBRARY = ("sources", "paths", "library", "citations", "axes", "specialties")


class Command(BaseCommand):
    help = (
        "Fill the tables from the fixtures and publish the questionnaires. May run again and "
        "again: what an admin has edited stays, and a published version is never touched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--overwrite", action="store_true", help="Take the fixture's word over an admin's."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        fixtures = Path(settings.FIXTURE_DIRS[0])
        report = library.load(
            [fixtures / f"{name}.yaml" for name in LIBRARY], overwrite=options["overwrite"]
        )
        self.stdout.write(f"Library: {report}.")
        for kept in report.kept:
            self.stdout.write(f"  kept as edited: {kept}")
        for path in sorted((fixtures / "rubrics").glob("*.yaml")):
            self.stdout.write(f"{path.stem}: {seeding.load(path)}.")
