from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from rubric import editions
from rubric.results.front import first_with_paths
from rubric.rooms import made_up, store
from specialties import seeding

# A row stands after the rows that it names.
FILES = (
    *("sources", "paths", "axes", "library", "specialties", "citations"),
    *("rubrics/sonographer-path", "rubrics/specialty-match"),
)


class Command(BaseCommand):
    help = (
        "Fill the working copy from the fixtures; what an admin has edited stays. On a database "
        "without an edition it publishes the first one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--overwrite", action="store_true", help="Take the fixture's word over an admin's."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        files = [Path(settings.FIXTURE_DIRS[0]) / f"{name}.yaml" for name in FILES]
        report = seeding.load(files, overwrite=options["overwrite"], complete=True)
        self.stdout.write(f"Working copy: {report}.")
        for kept in report.kept:
            self.stdout.write(f"  kept as edited: {kept}")
        if editions.newest_mark()[0]:
            if changes := len(editions.changes()):
                self.stdout.write(
                    f"{changes} differences to what readers see: publish them when they are ready."
                )
        else:
            edition = editions.publish(note="The first edition.")
            self.stdout.write(f"{edition} is published.")
        self._make_demo()

    def _make_demo(self) -> None:
        """A class of made-up people under what readers see now."""
        edition = editions.newest()
        definition = first_with_paths(edition.content)
        if definition:
            found = list(made_up.tallies(edition.content, definition))
            store.rebuild_demo(edition, definition, found)
