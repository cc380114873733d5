"""What is published becomes an edition; results keep their address, answers and receipt.

Where a version was retired before, results may still lean on it: it becomes an edition of its
own, before the newest. A draft that is newer than what is published stays in the working copy.
"""

from django.db import migrations
from django.utils import timezone

from rubric.migrations import _edition_1

AT_ONCE = 500
# The words on the doors of the two questionnaires that came with the releases before.
DOORS = {
    "sonographer-path": {
        "audience": "Sonographers",
        "invitation": (
            "For sonographers, and anyone about to become one. Wide and varied, or one area all "
            "the way down?"
        ),
        "call": "I’m a sonographer",
    },
    "specialty-match": {
        "audience": "Students",
        "invitation": (
            "For medical students. How much do you want to make images, read them, use your "
            "hands, reason, and race the clock?"
        ),
        "call": "I’m a medical student",
    },
}
BY = "migration"


def carry_over(apps, schema_editor):
    rubric_model = apps.get_model("rubric", "Rubric")
    name_doors(rubric_model)
    editions = publish_versions(apps, rubric_model)
    carry_results(apps, editions)
    keep_newest_versions(apps, rubric_model)


def name_doors(rubric_model):
    slugs = sorted({*rubric_model.objects.values_list("slug", flat=True)})
    known = [slug for slug in DOORS if slug in slugs]
    ordered = [*known, *(slug for slug in slugs if slug not in known)]
    for version in rubric_model.objects.all():
        named = {"audience": version.title[:30], "invitation": version.lede[:200], "call": "Start"}
        rubric_model.objects.filter(pk=version.pk).update(
            order=ordered.index(version.slug) + 1,
            shelf="paths" if version.kind == "weights" else "specialties",
            **DOORS.get(version.slug, named),
        )


def publish_versions(apps, rubric_model):
    """Make the editions; returns the number that each version’s results lean on."""
    compiler = _edition_1.Compiler(apps)
    published = list(rubric_model.objects.filter(status="published").order_by("order"))
    retired = rubric_model.objects.filter(
        status="retired", assessments__isnull=False, assessments__example_of=None
    ).distinct()
    numbers = {}
    for version in retired.order_by("published_on", "version"):
        together = [other for other in published if other.slug != version.slug]
        together = sorted([*together, version], key=lambda row: row.order)
        note = f"Carried over: {version.slug} version {version.version}."
        numbers[version.pk] = store(apps, compiler.content(together), note)
    if published:
        number = store(apps, compiler.content(published), "Carried over: what was published.")
        numbers.update({version.pk: number for version in published})
    return numbers


def store(apps, content, note):
    editions = apps.get_model("rubric", "Edition").objects
    number = editions.count() + 1
    editions.create(
        number=number,
        published_on=timezone.localdate(),
        published_by=BY,
        note=note,
        content=content,
        digest=_edition_1.digest(content),
    )
    return number


def carry_results(apps, editions):
    assessment_model = apps.get_model("rubric", "Assessment")
    assessment_model.objects.exclude(example_of=None).delete()
    rating_model = apps.get_model("rubric", "Rating")
    last = 0
    while True:
        rows = assessment_model.objects.filter(pk__gt=last).select_related("version")
        portion = list(rows.order_by("pk").defer("receipt")[:AT_ONCE])
        if not portion:
            return
        ratings = {row.pk: {} for row in portion}
        given = rating_model.objects.filter(assessment__in=ratings).order_by("criterion__order")
        for pk, key, value in given.values_list("assessment_id", "criterion__key", "value"):
            ratings[pk][key] = value
        for row in portion:
            row.rubric, row.edition_id = row.version.slug, editions[row.version_id]
            row.ratings, row.version_id = ratings[row.pk], None
        fields = ("rubric", "edition", "ratings", "version")
        assessment_model.objects.bulk_update(portion, fields)
        last = portion[-1].pk


def keep_newest_versions(apps, rubric_model):
    """The working copy has one version of each: the newest, which may be a draft."""
    for slug in {*rubric_model.objects.values_list("slug", flat=True)}:
        versions = rubric_model.objects.filter(slug=slug).order_by("-version")
        open_ones = [row for row in versions if row.status != "retired"] or list(versions)
        others = versions.exclude(pk=open_ones[0].pk)
        apps.get_model("rubric", "Rating").objects.all().delete()
        apps.get_model("rubric", "PersonaRating").objects.filter(
            persona__rubric__in=others
        ).delete()
        apps.get_model("rubric", "Persona").objects.filter(rubric__in=others).delete()
        apps.get_model("rubric", "Criterion").objects.filter(rubric__in=others).delete()
        others.delete()


class Migration(migrations.Migration):
    dependencies = [("rubric", "0005_editions")]
    operations = [migrations.RunPython(carry_over)]
