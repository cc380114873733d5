"""Whom a page speaks of: its reader, someone made up, or whoever shared it. Pure."""

from typing import NamedTuple


class Voice(NamedTuple):
    """`subject` begins a sentence, `object` stands in one, `possessive` before what is theirs."""

    subject: str
    object: str
    possessive: str
    takes_s: bool = False

    @property
    def nominative(self) -> str:
        """Within a line, where no verb follows: “you +6”."""
        return self.subject if self.takes_s else self.subject.lower()

    @property
    def column(self) -> str:
        """Heads a narrow column of answers, where “They” would hang in the air."""
        return "1–5" if self == THEY else self.subject

    def verb(self, plain: str, third: str) -> str:
        return third if self.takes_s else plain


YOU, THEY = Voice("You", "you", "your"), Voice("They", "them", "their")


def named(name: str) -> Voice:
    return Voice(name, name, f"{name}’s", takes_s=True)
