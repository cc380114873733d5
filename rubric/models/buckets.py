from django.db import models


class Bucket(models.Model):
    """How much of something an address or an account may still do; see rubric.buckets."""

    key = models.CharField(max_length=64, primary_key=True, help_text="A keyed hash, new each day.")
    full_at = models.FloatField(help_text="When it will be full again, in seconds since 1970.")
    strikes = models.PositiveSmallIntegerField(default=0, help_text="Taken without a rest.")

    class Meta:
        indexes = (models.Index(fields=("full_at",), name="bucket_full_at"),)

    def __str__(self) -> str:
        return self.key
