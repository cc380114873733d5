"""Rubric versions from fixtures: loaded as drafts, then published like any other."""

from pathlib import Path

from django.core import serializers
from django.db import transaction

from rubric import services
from rubric.models import Rubric


def load(path: Path) -> str:
    """Load and publish the one version in a fixture file; returns what was done.

    A version that exists already is left alone: published ones never change, and a draft
    belongs to whoever is writing it. All or nothing.
    """
    with path.open(encoding="utf-8") as stream:
        slug, version = _named(path)
        if Rubric.objects.filter(slug=slug, version=version).exists():
            return "already there"
        with transaction.atomic():
            for row in serializers.deserialize("yaml", stream):
                row.save()
            rubric = Rubric.objects.get(slug=slug, version=version)
            newer = Rubric.objects.filter(slug=slug, version__gt=version).exists()
            if newer:
                return "loaded as a draft, since a newer version exists"
            services.publish(rubric=rubric)
    return "published"


def _named(path: Path) -> tuple[str, int]:
    """The file name says which version it holds: sonographer-path-1.yaml."""
    slug, _, version = path.stem.rpartition("-")
    return slug, int(version)
