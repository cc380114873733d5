"""The content of a database from before editions, in format 1, as the tables were then."""

import hashlib
import json
from collections import defaultdict

# Fields of format 1 and the columns they come from, where the two differ; and the order of rows.
PATH, SOURCE = {"path": "path__slug"}, {"source": "source__key"}
BOTH = {**PATH, **SOURCE}
LISTS = {
    "sources": ("Source", "key publisher title year url grade checked_on", {}, "title key"),
    "paths": ("Path", "slug name", {}, "order"),
    "statements": ("Statement", "path kind theme text detail source", BOTH, "order pk"),
    "stakeholders": ("Stakeholder", "path theme name needs source", BOTH, "order pk"),
    "kpis": (
        "Kpi",
        "path theme name qualifier comparator low high unit period is_example source",
        BOTH,
        "order pk",
    ),
    "failure_modes": ("FailureMode", "path sign cost remedy source", BOTH, "order pk"),
    "pay": ("PayFigure", "key label path low middle high as_of source", BOTH, "order pk"),
    "phrases": ("Phrase", "key occasion text source", SOURCE, "occasion order pk"),
    "axes": ("Axis", "slug name gist low_end high_end source", SOURCE, "order"),
    "groups": ("SpecialtyGroup", "slug name description source", SOURCE, "order"),
    "tips": ("RotationTip", "key kind lead text source", SOURCE, "kind order pk"),
}
# Rows that belong to a row of another table, by its name.
PARTS = {
    "axis_levels": ("AxisLevel", "axis level source", {"axis": "axis__slug"}, "axis__order"),
    "activities": ("Activity", "kind frequency name detail source", {}, "order pk"),
    "floors": ("TrainingFloor", "label text source", {}, "order pk"),
    "emphasis": ("EmphasisItem", "name emphasis source", {}, "order pk"),
    "shares": ("ImagingShare", "name percent source", {}, "order pk"),
    "timeline": ("TimelineStep", "year text source", {}, "order pk"),
    "day_split": ("DaySplit", "procedures imaging thinking source", {}, "pk"),
    "match": ("MatchFigure", "year positions fill source", {}, "pk"),
}
SPECIALTY = (
    "slug name group parent summary source ultrasound imaging procedures levels_source "
    "probe probe_text probe_source training training_source guide_order guide_name"
)


class Compiler:
    def __init__(self, apps):
        self.library = lambda name: apps.get_model("specialties", name)
        self.rubric = lambda name: apps.get_model("rubric", name)

    def content(self, versions):
        """Everything as canonical JSON, with one version of each questionnaire."""
        content = {
            "format": 1,
            "library": self.read_library(),
            "rubrics": [self.read_rubric(version) for version in versions],
        }
        return json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str)

    def read_library(self):
        found = {field: self.rows(*table) for field, table in LISTS.items()}
        cited = self.citations()
        tasks = self.parts("PlanTask", "key path text source", BOTH, "order pk", "week__number")
        links = self.parts(
            "FocusLink",
            "specialty source",
            {"specialty": "specialty__slug", **SOURCE},
            "order pk",
            "area__slug",
        )
        note_columns = {"specialty": "specialty__slug"}
        weeks = self.rows("PlanWeek", "number aim proof source", SOURCE, "number")
        areas = self.rows(
            "FocusArea",
            "slug name technique patients works_with credential source",
            SOURCE,
            "order pk",
        )
        return {
            **found,
            "notes": self.cited(
                self.rows(
                    "Note", "key section theme specialty text", note_columns, "section order pk"
                ),
                cited["note"],
            ),
            "credentials": self.cited(
                self.rows("Credential", "key area path names note", PATH, "order pk"),
                cited["credential"],
            ),
            "questions": self.cited(
                self.rows("Question", "key kind path topic question answer", PATH, "kind order pk"),
                cited["question"],
            ),
            "plan": [{**week, "tasks": tasks[week["number"]]} for week in weeks],
            "areas": [{**area, "specialties": links[area["slug"]]} for area in areas],
            "specialties": self.specialties(),
        }

    def specialties(self):
        names = {
            "group": "group__slug",
            "parent": "parent__slug",
            **{name: f"{name}__key" for name in SPECIALTY.split() if name.endswith("source")},
        }
        parts = {
            field: self.parts(model, fields, {**SOURCE, **columns}, order, "specialty__slug")
            for field, (model, fields, columns, order) in PARTS.items()
        }
        found = []
        for row in self.rows("Specialty", SPECIALTY, names, "order"):
            own = {field: rows[row["slug"]] for field, rows in parts.items()}
            for single in ("day_split", "match"):
                own[single] = own[single][0] if own[single] else None
            found.append({**row, **own})
        return found

    def rows(self, model, fields, columns, order):
        names = fields.split()
        rows = self.library(model).objects.order_by(*order.split())
        values = rows.values_list(*(columns.get(name, name) for name in names))
        return [dict(zip(names, map(int_level, row), strict=True)) for row in values]

    def parts(self, model, fields, columns, order, owner):
        found = defaultdict(list)
        for row in self.rows(model, f"owner {fields}", {**columns, "owner": owner}, order):
            found[row.pop("owner")].append(row)
        return found

    def citations(self):
        found = {"note": defaultdict(list), "credential": defaultdict(list)}
        found["question"] = defaultdict(list)
        rows = self.library("Citation").objects.order_by("order", "source__title")
        for *facts, source in rows.values_list(
            "note__key", "credential__key", "question__key", "source__key"
        ):
            for table, key in zip(found, facts, strict=True):
                if key is not None:
                    found[table][key].append(source)
        return found

    def cited(self, rows, sources):
        return [{**row, "sources": sources[row["key"]]} for row in rows]

    def read_rubric(self, version):
        criteria = self.rubric("Criterion").objects.filter(rubric=version).order_by("order")
        fields = ("key", "name", "statement", "low_end", "high_end")
        read = self.read_weights if version.kind == "weights" else self.read_axes
        return {
            **{name: getattr(version, name) for name in DOOR_FIELDS},
            "criteria": [{name: getattr(row, name) for name in fields} for row in criteria],
            "aim": read(version),
        }

    def read_weights(self, version):
        weights = defaultdict(dict)
        rows = self.rubric("Weight").objects.filter(criterion__rubric=version, value__gt=0)
        for key, path, value in rows.order_by("criterion__order", "path__order").values_list(
            "criterion__key", "path__slug", "value"
        ):
            weights[key][path] = value
        thresholds = ("band", "clear_from", "low_total", "high_total")
        return {
            "type": "weights",
            "weights": weights,
            "personas": [
                self.read_persona(persona)
                for persona in self.rubric("Persona")
                .objects.filter(rubric=version)
                .order_by("order")
            ],
            **{name: getattr(version, name) for name in thresholds},
        }

    def read_persona(self, persona):
        ratings = self.rubric("PersonaRating").objects.filter(persona=persona)
        fields = ("slug", "name", "headline", "clear_headline", "summary", "who")
        return {
            **{name: getattr(persona, name) for name in fields},
            "path": persona.path.slug if persona.path else None,
            "example": dict(
                ratings.order_by("criterion__order").values_list("criterion__key", "value")
            ),
        }

    def read_axes(self, version):
        items = self.rubric("AxisItem").objects.filter(criterion__rubric=version)
        return {
            "type": "axes",
            "terms": {
                key: {"axis": axis, "direction": direction}
                for key, axis, direction in items.order_by("criterion__order").values_list(
                    "criterion__key", "axis__slug", "direction"
                )
            },
        }


DOOR_FIELDS = (
    *("slug", "title", "lede", "minutes", "allows_skipping"),
    *("audience", "invitation", "call", "shelf"),
)


def int_level(value):
    """A level is a number here, whatever its field makes of it."""
    return int(value) if isinstance(value, int) and not isinstance(value, bool) else value


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()
