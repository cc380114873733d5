from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from rubric import editions
from rubric.models import Edition


class Command(BaseCommand):
    help = "Publish what an old edition says again, under the next number."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", type=int)
        parser.add_argument("--note", required=True, help="Why it comes back.")

    def handle(self, *args: Any, **options: Any) -> None:
        number = options["number"]
        try:
            edition = editions.republish(number=number, note=options["note"])
        except Edition.DoesNotExist as error:
            raise CommandError(f"There is no edition {number}.") from error
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{edition} is published, with what edition {number} says.")
