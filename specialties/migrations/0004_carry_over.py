"""Notes, questions and their citations move into one table each; nothing is lost on the way.

What a seeded row looked like when it was last seeded is worked out again for the new columns, so
that a row which nobody has edited still follows the fixtures.
"""

import hashlib
import json

from django.db import migrations

NOTE, QUESTION, CITATION = "specialties.note", "specialties.question", "specialties.citation"


def digest(row, *, without=()):
    values = {
        field.attname: field.get_prep_value(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in without
    }
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


class Seeded:
    """What was seeded, by table and natural key."""

    def __init__(self, model):
        self.model = model
        self.rows = {(row.model, row.natural_key): row for row in model.objects.all()}

    def is_untouched(self, label, key, found):
        row = self.rows.get((label, json.dumps(key)))
        return row is not None and row.digest == found

    def rename(self, old, old_key, new, new_key, found):
        """Give a seeded row its new name; `found` is None for a row that was edited."""
        row = self.rows.get((old, json.dumps(old_key)))
        if row:
            row.model, row.natural_key = new, json.dumps(new_key)
            row.digest = found or row.digest
            row.save()

    def add(self, label, key, found):
        self.model.objects.create(model=label, natural_key=json.dumps(key), digest=found)


def free_key(model, key):
    start, number = key[:40], 2
    while model.objects.filter(key=key).exists():
        key, number = f"{start}-{number}", number + 1
    return key


def carry_over(apps, schema_editor):
    get = lambda name: apps.get_model("specialties", name)  # noqa: E731
    note_model, question_model, citation_model = get("Note"), get("Question"), get("Citation")
    seeded = Seeded(get("SeededRow"))
    for note in note_model.objects.all():
        if seeded.is_untouched(NOTE, [note.key], digest(note, without=["specialty"])):
            seeded.rename(NOTE, [note.key], NOTE, [note.key], digest(note))
    cite_own_sources(question_model, citation_model, seeded)
    notes, questions = {}, {}
    for old in get("SpecialtyNote").objects.all():
        new = notes[old.pk] = note_model.objects.create(
            key=free_key(note_model, old.key),
            section=old.section,
            specialty_id=old.specialty_id,
            text=old.text,
            order=old.order,
        )
        is_same = seeded.is_untouched("specialties.specialtynote", [old.key], digest(old))
        new_digest = digest(new) if is_same else None
        seeded.rename("specialties.specialtynote", [old.key], NOTE, [new.key], new_digest)
    for old in get("SpecialtyQuestion").objects.all():
        new = questions[old.pk] = question_model.objects.create(
            key=free_key(question_model, old.key),
            kind="specialties",
            question=old.question,
            answer=old.answer,
            order=old.order,
        )
        is_same = seeded.is_untouched("specialties.specialtyquestion", [old.key], digest(old))
        new_digest = digest(new, without=["source"]) if is_same else None
        seeded.rename("specialties.specialtyquestion", [old.key], QUESTION, [new.key], new_digest)
    for old in get("SpecialtyCitation").objects.select_related("source", "note", "question"):
        note, question = notes.get(old.note_id), questions.get(old.question_id)
        new = citation_model.objects.create(
            source_id=old.source_id, note=note, question=question, order=old.order
        )
        old_key = [old.source.key, old.note and old.note.key, old.question and old.question.key]
        new_key = [old.source.key, note and note.key, None, question and question.key]
        is_same = seeded.is_untouched("specialties.specialtycitation", old_key, digest(old))
        new_digest = digest(new) if is_same else None
        seeded.rename("specialties.specialtycitation", old_key, CITATION, new_key, new_digest)


def cite_own_sources(question_model, citation_model, seeded):
    """The source that a question had of its own becomes the first of its citations."""
    for question in question_model.objects.select_related("source"):
        is_same = seeded.is_untouched(QUESTION, [question.key], digest(question))
        cited = citation_model.objects.filter(question=question).select_related("source")
        for citation in cited.order_by("-order"):
            key = [citation.source.key, None, None, question.key]
            was_same = seeded.is_untouched(CITATION, key, digest(citation))
            citation.order += 1
            citation.save()
            seeded.rename(CITATION, key, CITATION, key, digest(citation) if was_same else None)
        own, is_new = citation_model.objects.get_or_create(
            source=question.source, question=question, defaults={"order": 1}
        )
        if is_new and is_same:
            seeded.add(CITATION, [question.source.key, None, None, question.key], digest(own))
        if is_same:
            new_digest = digest(question, without=["source"])
            seeded.rename(QUESTION, [question.key], QUESTION, [question.key], new_digest)


def carry_back(apps, schema_editor):
    get = lambda name: apps.get_model("specialties", name)  # noqa: E731
    sections = ("day", "activities", "emphasis", "shares", "counted", "probe", "axes")
    notes, questions = {}, {}
    for row in get("Note").objects.filter(section__in=sections):
        notes[row.pk] = get("SpecialtyNote").objects.create(
            key=row.key,
            specialty_id=row.specialty_id,
            section=row.section,
            text=row.text,
            order=row.order,
        )
    for row in get("Question").objects.filter(kind="specialties"):
        questions[row.pk] = get("SpecialtyQuestion").objects.create(
            key=row.key, question=row.question, answer=row.answer, order=row.order
        )
    for row in get("Citation").objects.order_by("order"):
        if row.note_id in notes or row.question_id in questions:
            get("SpecialtyCitation").objects.create(
                source_id=row.source_id,
                note=notes.get(row.note_id),
                question=questions.get(row.question_id),
                order=row.order,
            )
        elif row.question_id and not row.question.source_id:
            row.question.source_id = row.source_id
            row.question.save()
            row.delete()
    get("Note").objects.filter(pk__in=notes).delete()
    get("Question").objects.filter(pk__in=questions).delete()
    # The fixtures of the release before are other rows: seeding compares them anew.
    get("SeededRow").objects.filter(model__in=(NOTE, QUESTION, CITATION)).delete()


class Migration(migrations.Migration):
    dependencies = [("specialties", "0003_notes_and_questions")]
    operations = [migrations.RunPython(carry_over, carry_back)]
