"""How the rows of the first questionnaires are told from edited ones. Pure, but for the rows.

A mark is the start of the SHA-256 of everything that a row says, without its key.
"""

import hashlib
import json
from functools import reduce

NATURAL = {
    "Rubric": ("slug",),
    "Criterion": ("rubric.slug", "key"),
    "Weight": ("criterion.rubric.slug", "criterion.key", "path.slug"),
    "AxisItem": ("criterion.rubric.slug", "criterion.key"),
    "Persona": ("rubric.slug", "slug"),
    "PersonaRating": ("persona.rubric.slug", "persona.slug", "criterion.key"),
}


def natural_key(name, row):
    return [reduce(getattr, path.split("."), row) for path in NATURAL[name]]


def mark(name, row):
    said = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.name)
        if not field.primary_key and field.name not in ("rubric", "criterion", "persona"):
            said[field.name] = str(getattr(value, "slug", value))
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:12]


MARKS = {
    "Rubric": {
        '["sonographer-path"]': "edebfe7b4671",
        '["specialty-match"]': "cb61d7c7d09a",
    },
    "Criterion": {
        '["sonographer-path", "variety"]': "d6c6e8bfbf5e",
        '["sonographer-path", "depth"]': "4c2cfe0ea9d1",
        '["sonographer-path", "patients"]': "cafb183e39c5",
        '["sonographer-path", "pace"]': "6a3eeea77870",
        '["sonographer-path", "problem-solving"]': "0a79b22c6c33",
        '["sonographer-path", "research"]': "e9b476bd957d",
        '["sonographer-path", "independence"]': "22c74a94c806",
        '["sonographer-path", "communication"]': "be827c335f46",
        '["specialty-match", "probe-daily"]': "9a5eab66e19c",
        '["specialty-match", "urgent"]': "85747ce6b0f7",
        '["specialty-match", "diagnosis-from-images"]': "060971afd3fe",
        '["specialty-match", "blood"]': "77559822235c",
        '["specialty-match", "reasoned-plan"]': "6e463a14c4ae",
        '["specialty-match", "own-image"]': "91291301a1db",
        '["specialty-match", "tired-by-scans"]': "29c94cc6fef4",
        '["specialty-match", "same-patients"]': "8b7b2f73426c",
        '["specialty-match", "needle-or-scalpel"]': "b35fce27811a",
        '["specialty-match", "doing-over-talking"]': "1b63d21ffcec",
        '["specialty-match", "reading-room"]': "6b7efbba4e4c",
        '["specialty-match", "no-scanner"]': "4860071baa11",
        '["specialty-match", "answer-in-minutes"]': "3f3689889d81",
        '["specialty-match", "fixed-by-hand"]': "8d4a6b945526",
        '["specialty-match", "hard-differentials"]': "7ac652bea899",
    },
    "Weight": {
        '["sonographer-path", "variety", "generalist"]': "15ef095156ea",
        '["sonographer-path", "depth", "specialist"]': "1e903986a3c7",
        '["sonographer-path", "patients", "generalist"]': "15ef095156ea",
        '["sonographer-path", "pace", "generalist"]': "15ef095156ea",
        '["sonographer-path", "problem-solving", "generalist"]': "3899d2d7ef07",
        '["sonographer-path", "problem-solving", "specialist"]': "1e903986a3c7",
        '["sonographer-path", "research", "specialist"]': "1e903986a3c7",
        '["sonographer-path", "independence", "specialist"]': "1e903986a3c7",
        '["sonographer-path", "communication", "generalist"]': "15ef095156ea",
        '["sonographer-path", "communication", "specialist"]': "62171e5c5463",
    },
    "AxisItem": {
        '["specialty-match", "probe-daily"]': "26567e760a6b",
        '["specialty-match", "urgent"]': "fae520d86528",
        '["specialty-match", "diagnosis-from-images"]': "f09eb77610a1",
        '["specialty-match", "blood"]': "78238e9cf62a",
        '["specialty-match", "reasoned-plan"]': "e6ee70f142ef",
        '["specialty-match", "own-image"]': "26567e760a6b",
        '["specialty-match", "tired-by-scans"]': "5cfe4440d598",
        '["specialty-match", "same-patients"]': "64bbfa33603d",
        '["specialty-match", "needle-or-scalpel"]': "e00f92e29d85",
        '["specialty-match", "doing-over-talking"]': "4467d65548ca",
        '["specialty-match", "reading-room"]': "f09eb77610a1",
        '["specialty-match", "no-scanner"]': "0c7b81feefab",
        '["specialty-match", "answer-in-minutes"]': "fae520d86528",
        '["specialty-match", "fixed-by-hand"]': "e00f92e29d85",
        '["specialty-match", "hard-differentials"]': "e6ee70f142ef",
    },
    "Persona": {
        '["sonographer-path", "versatile-generalist"]': "1c5147e5d2d4",
        '["sonographer-path", "focused-specialist"]': "08acf5258077",
        '["sonographer-path", "balanced-hybrid"]': "62545fc09fb0",
    },
    "PersonaRating": {
        '["sonographer-path", "versatile-generalist", "variety"]': "38970c5e5cc3",
        '["sonographer-path", "versatile-generalist", "depth"]': "0efaebd6158e",
        '["sonographer-path", "versatile-generalist", "patients"]': "38970c5e5cc3",
        '["sonographer-path", "versatile-generalist", "pace"]': "38970c5e5cc3",
        '["sonographer-path", "versatile-generalist", "problem-solving"]': "a674fee6a6d4",
        '["sonographer-path", "versatile-generalist", "research"]': "0efaebd6158e",
        '["sonographer-path", "versatile-generalist", "independence"]': "a674fee6a6d4",
        '["sonographer-path", "versatile-generalist", "communication"]': "38970c5e5cc3",
        '["sonographer-path", "focused-specialist", "variety"]': "0efaebd6158e",
        '["sonographer-path", "focused-specialist", "depth"]': "38970c5e5cc3",
        '["sonographer-path", "focused-specialist", "patients"]': "a674fee6a6d4",
        '["sonographer-path", "focused-specialist", "pace"]': "0efaebd6158e",
        '["sonographer-path", "focused-specialist", "problem-solving"]': "38970c5e5cc3",
        '["sonographer-path", "focused-specialist", "research"]': "38970c5e5cc3",
        '["sonographer-path", "focused-specialist", "independence"]': "8c60c4096da4",
        '["sonographer-path", "focused-specialist", "communication"]': "a674fee6a6d4",
        '["sonographer-path", "balanced-hybrid", "variety"]': "8c60c4096da4",
        '["sonographer-path", "balanced-hybrid", "depth"]': "8c60c4096da4",
        '["sonographer-path", "balanced-hybrid", "patients"]': "8c60c4096da4",
        '["sonographer-path", "balanced-hybrid", "pace"]': "a674fee6a6d4",
        '["sonographer-path", "balanced-hybrid", "problem-solving"]': "8c60c4096da4",
        '["sonographer-path", "balanced-hybrid", "research"]': "a674fee6a6d4",
        '["sonographer-path", "balanced-hybrid", "independence"]': "8c60c4096da4",
        '["sonographer-path", "balanced-hybrid", "communication"]': "8c60c4096da4",
    },
}
