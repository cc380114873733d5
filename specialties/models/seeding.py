from django.db import models


class SeededRow(models.Model):
    """What a fixture row looked like when it was last written.

    A row that differs from this was edited by an admin and is left alone.
    """

    model = models.CharField(max_length=60)
    natural_key = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("model", "natural_key"), name="seeded_row_once"),
        )

    def __str__(self) -> str:
        return f"{self.model} {self.natural_key}"
