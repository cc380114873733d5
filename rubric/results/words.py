"""Words for a talk about a result: phrases filled in, questions to ask, prompts to answer. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from rubric.content import Content
from rubric.definition import AxisAim, Criterion
from rubric.results import shaky
from rubric.results.log import Place
from specialties.library import FocusArea, Library, Question, Specialty
from specialties.pages.hiring import OCCASIONS
from specialties.pages.parts import Cited
from specialties.pages.routes import in_text

# So many questions are chosen by the answers that a result hangs on.
MOST_QUESTIONS = 6
BLANK = "{"


class Asked(NamedTuple):
    """A question to ask, what a good answer sounds like, and which answer it is about."""

    question: str
    good: str
    why: str = ""


class Prompt(NamedTuple):
    topic: str
    question: str
    hint: str


class Page:
    """What to say about one area or specialty; `area` is its slug, empty for the first choice.

    Raises KeyError for a slug of none.
    """

    def __init__(
        self, receipt: Mapping[str, Any], content: Content, rubric: str, area: str = ""
    ) -> None:
        library, definition = content.library, content.rubric_by_slug[rubric]
        self.is_match = isinstance(definition.aim, AxisAim)
        choices = library.specialties if self.is_match else library.areas
        self.choices = tuple(Place(row.slug, row.name) for row in choices)
        self.label = "Specialty" if self.is_match else "Focus area"
        names = {row.slug: row.name for row in self.choices}
        self.area = area or _first(receipt, names)
        self.name = names[self.area] if self.area else ""
        self.subject = in_text(self.name) if self.name else ""
        cited = Cited(library)
        hiring = library.questions_of("hiring")
        self.origin = cited.origin(
            *(row.source for row in library.phrases),
            *(key for row in hiring for key in row.sources),
        )
        blanks = self._blanks(library)
        self.phrases = tuple(_phrases(library, blanks, is_of_area=not self.is_match))
        self.rationale = tuple(
            text
            for note in library.notes_in("rationale")
            if (text := _filled(note.text, blanks)) is not None
        )
        self.prompts = tuple(Prompt(row.topic, row.question, row.answer) for row in hiring)
        if self.is_match:
            self.prompts_heading = "What interviewers look for"
            self.prompts_lead = "Answer each with one example."
        else:
            self.prompts_heading = "They ask you"
            self.prompts_lead = "What people who hire look for. Answer each with one example."
        criteria = definition.criterion_by_key
        self.questions = tuple(
            _blunt(receipt, content, criteria)
            if self.is_match
            else _interview(receipt, content, criteria)
        )
        self.foot = cited.foot()

    def _blanks(self, library: Library) -> dict[str, str]:
        if self.is_match:
            return _of_specialty(library.specialty_by_slug.get(self.area))
        return next((_of_area(row) for row in library.areas if row.slug == self.area), {})

    @property
    def text(self) -> str:
        """All of it as plain text, to copy."""
        return "\n\n".join(self._parts())

    def _parts(self) -> Iterator[str]:
        yield self.name
        for occasion, phrases in self.phrases:
            yield "\n".join((occasion.upper(), *(f"- {phrase}" for phrase in phrases)))
        yield "\n".join((f"WHY THIS {'SPECIALTY' if self.is_match else 'PATH'}", *self.rationale))
        asked = (f"- {row.question}\n  {row.good}" for row in self.questions)
        yield "\n".join(("QUESTIONS TO ASK", *asked))
        prompts = (f"- {row.topic}: {row.question}\n  {row.hint}" for row in self.prompts)
        yield "\n".join(("ONE EXAMPLE FOR EACH", *prompts))


def _first(receipt: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """The first of the leading group, or else the first of the list."""
    leading = [slug for slug in receipt.get("leading", ()) if slug in names]
    return next(iter((*leading, *names)), "")


def _of_area(area: FocusArea) -> dict[str, str]:
    return {
        "{area}": in_text(area.name),
        "{technique}": area.technique,
        "{patients}": area.patients,
        "{works_with}": area.works_with,
        "{credential}": area.credential,
    }


def _of_specialty(specialty: Specialty | None) -> dict[str, str]:
    """What the library says of a specialty; a blank that it cannot fill is not there."""
    if specialty is None:
        return {}
    name = in_text(specialty.name)
    # The notes say “area” to everyone.
    found = {"{specialty}": name, "{area}": name, "{patients}": "patients"}
    by_kind = {row.kind: row.name for row in reversed(specialty.activities)}
    if "procedure" in by_kind:
        found["{technique}"] = _small(by_kind["procedure"])
    elif "ultrasound" in by_kind:
        found["{technique}"] = "ultrasound"
    return found


def _phrases(
    library: Library, blanks: Mapping[str, str], *, is_of_area: bool
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for occasion, words in OCCASIONS.items():
        texts = [
            _filled(row.text, blanks)
            for row in library.phrases
            if row.occasion == occasion and row.is_of_area == is_of_area
        ]
        if said := tuple(text for text in texts if text is not None):
            yield words, said


def _filled(text: str, blanks: Mapping[str, str]) -> str | None:
    """A text with its blanks filled; None when one would stay empty."""
    for blank, words in blanks.items():
        text = text.replace(blank, words)
    return None if BLANK in text else text


def _interview(
    receipt: Mapping[str, Any], content: Content, criteria: Mapping[str, Criterion]
) -> Iterator[Asked]:
    """Questions that go into what the result left open, then those of its path."""
    questions = {row.key: row for row in content.library.questions_of("interview")}
    chosen: dict[str, str] = {}
    for answer in shaky.answers(receipt, content):
        criterion = criteria.get(answer.criterion)
        for key in criterion.asks if criterion else ():
            chosen.setdefault(key, answer.said)
    path = receipt["persona"]["path"]
    for key, row in questions.items():
        if path in (None, row.path):
            chosen.setdefault(key, "")
    found = [(questions[key], why) for key, why in chosen.items() if key in questions]
    for row, why in found[:MOST_QUESTIONS]:
        yield Asked(row.question, _good(row), why)


def _good(question: Question) -> str:
    return f"A good answer: {question.answer}"


def _blunt(
    receipt: Mapping[str, Any], content: Content, criteria: Mapping[str, Criterion]
) -> Iterator[Asked]:
    """What to ask at work about the shakiest answers, one an axis; then what anybody can ask."""
    axes = {row["criterion"]: row["axis"] for row in receipt["items"]}
    seen: set[str] = set()
    for answer in shaky.answers(receipt, content):
        criterion, axis = criteria.get(answer.criterion), axes[answer.criterion]
        if criterion is None or not criterion.trial or axis in seen:
            continue
        seen.add(axis)
        row = content.library.axis_by_slug[axis]
        good = f"Listen for which it is: “{row.low_end}” or “{row.high_end}”."
        yield Asked(criterion.trial, good, answer.said)
        if len(seen) == MOST_QUESTIONS // 2:
            break
    for tip in content.library.tips_of("ask"):
        yield Asked(tip.lead, tip.text)


def _small(name: str) -> str:
    """A name within a sentence; what is written in capitals, as PCI or IUDs, stays so."""
    first = name.split()[0]
    return name[:1].lower() + name[1:] if first[1:].islower() else name
