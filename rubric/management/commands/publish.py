from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rubric import editions
from rubric.editions import NotPublishableError


class Command(BaseCommand):
    help = "Publish the working copy as the next edition."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--note", required=True, help="What is different.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = editions.publish(note=options["note"])
        except NotPublishableError as error:
            gaps = "\n".join(f"  {gap.place}: {gap.text}" for gap in error.problems)
            raise CommandError(f"Nothing was published.\n{gaps}") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{edition} is published.")
