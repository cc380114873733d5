from django.db import connection

from rubric import assessments, editions, forms
from rubric.models import Assessment, Rubric
from tests.bench import MATCH_RATINGS, RATINGS


def fill(count: int) -> None:
    """Store this many results, half of each questionnaire; the database copies the first two."""
    edition = editions.newest()
    sheets: dict[str, dict[str, int | str]] = {
        "sonographer-path": {**RATINGS},
        "specialty-match": {**MATCH_RATINGS},
    }
    for slug, sheet in sheets.items():
        assessments.submit(
            edition=edition,
            definition=edition.content.rubric_by_slug[slug],
            ratings={
                key: value if isinstance(value, int) else None for key, value in sheet.items()
            },
            form_key=forms.new_key(),
        )
    names = ", ".join(
        f'"{field.column}"'
        for field in Assessment._meta.concrete_fields
        if field.name not in ("id", "token_digest")
    )
    with connection.cursor() as cursor:
        while (stored := Assessment.objects.count()) < count:
            cursor.execute(
                f"INSERT INTO rubric_assessment (token_digest, {names})"
                f" SELECT lower(hex(randomblob(32))), {names} FROM rubric_assessment LIMIT %s",
                [count - stored],
            )


def publish(number: int) -> None:
    """Publish an edition that says something else than the one before."""
    Rubric.objects.update(invitation=f"Measured for the {number + 1}th time.")
    editions.publish(note="For a measurement.")
