"""What the database itself refuses: changing a published version or a shown result.

Pure text. A migration installs the guards of its time; tests take them away for a moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Moving a row into a published version is as wrong as changing one that is there.
ROWS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
VERSION_MESSAGE = "rubric_version_is_immutable"
RESULT_MESSAGE = "stored_result_is_immutable"


@dataclass(frozen=True, slots=True)
class Trigger:
    name: str
    event: str
    table: str
    condition: str
    message: str


@dataclass(frozen=True, slots=True)
class Guards:
    """`parts`: how a row of each table finds the primary key of its rubric version.
    `columns`: what of a version may never change once it left the draft.
    """

    parts: Mapping[str, str]
    columns: Sequence[str]

    def triggers(self) -> list[Trigger]:
        found = [
            Trigger(
                "guard_rubric_update",
                "UPDATE",
                "rubric_rubric",
                self._rubric_condition(),
                VERSION_MESSAGE,
            ),
            Trigger(
                "guard_rubric_delete",
                "DELETE",
                "rubric_rubric",
                "OLD.status <> 'draft'",
                VERSION_MESSAGE,
            ),
            Trigger(
                "guard_result_update",
                "UPDATE",
                "rubric_assessment",
                _changed(("rubric_id", "created_on", "receipt")),
                RESULT_MESSAGE,
            ),
            Trigger("guard_rating_update", "UPDATE", "rubric_rating", "1 = 1", RESULT_MESSAGE),
        ]
        for table, rubric in self.parts.items():
            for event, rows in ROWS.items():
                name = f"guard_{table}_{event.lower()}"
                condition = " OR ".join(_published(rubric.format(row=row)) for row in rows)
                found.append(Trigger(name, event, table, condition, VERSION_MESSAGE))
        return found

    def install(self, vendor: str) -> list[str]:
        """The statements that put every guard in place on sqlite or postgresql."""
        create = _create_sqlite if vendor == "sqlite" else _create_postgresql
        return [statement for trigger in self.triggers() for statement in create(trigger)]

    def remove(self, vendor: str) -> list[str]:
        """The statements that take every guard away again."""
        drop = _drop_sqlite if vendor == "sqlite" else _drop_postgresql
        return [statement for trigger in self.triggers() for statement in drop(trigger)]

    def _rubric_condition(self) -> str:
        # Only the way forward: a draft is published, a published version retired.
        is_step = "NEW.status = OLD.status OR (OLD.status = 'published' AND NEW.status = 'retired')"
        return f"OLD.status <> 'draft' AND ({_changed(self.columns)} OR NOT ({is_step}))"


def _changed(columns: Sequence[str]) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)


def _published(rubric: str) -> str:
    # Only names of our own tables are put together here.
    return f"EXISTS (SELECT 1 FROM rubric_rubric WHERE id = {rubric} AND status <> 'draft')"  # noqa: S608


def _create_sqlite(trigger: Trigger) -> list[str]:
    # SQLite before 3.39 knows the comparison that minds empty values only by this name.
    condition = trigger.condition.replace("IS DISTINCT FROM", "IS NOT")
    return [
        f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
        f"FOR EACH ROW WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{trigger.message}'); END"
    ]


def _create_postgresql(trigger: Trigger) -> list[str]:
    result = "OLD" if trigger.event == "DELETE" else "NEW"
    return [
        f"CREATE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {trigger.condition} THEN RAISE EXCEPTION '{trigger.message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {result}; END $$",
        f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table} "
        f"FOR EACH ROW EXECUTE FUNCTION {trigger.name}()",
    ]


def _drop_sqlite(trigger: Trigger) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {trigger.name}"]


def _drop_postgresql(trigger: Trigger) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {trigger.name} ON {trigger.table}",
        f"DROP FUNCTION IF EXISTS {trigger.name}()",
    ]


FIRST = Guards(
    parts={
        "rubric_criterion": "{row}.rubric_id",
        "rubric_weight": "(SELECT rubric_id FROM rubric_criterion WHERE id = {row}.criterion_id)",
        "rubric_persona": "{row}.rubric_id",
        "rubric_personarating": (
            "(SELECT rubric_id FROM rubric_persona WHERE id = {row}.persona_id)"
        ),
    },
    columns=(
        *("slug", "version", "kind", "published_on", "title", "lede", "minutes"),
        *("band", "clear_from", "low_total", "high_total"),
    ),
)
CURRENT = Guards(
    parts={
        **FIRST.parts,
        "rubric_axisitem": "(SELECT rubric_id FROM rubric_criterion WHERE id = {row}.criterion_id)",
    },
    columns=(*FIRST.columns, "allows_skipping"),
)
