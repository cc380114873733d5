"""The arithmetic of a questionnaire in words and numbers, with an example. Pure."""

from rubric import results
from rubric.content import Content
from rubric.definition import Definition
from rubric.facts import derive
from rubric.receipts.paths import aim_of
from rubric.results.matches import WORDS
from rubric.results.paths import example_links
from specialties.pages.reading import limits_of_a_match
from specialties.words import grouped, listed, share_words, signed


class Page:
    """Every figure is counted, none is written down."""

    words = tuple(WORDS.values())

    def __init__(self, content: Content, definition: Definition) -> None:
        aim, scheme = aim_of(definition), definition.scheme
        self.rubric = definition
        self.scheme = scheme
        self.facts = facts = derive(scheme)
        names = {key: criterion.name for key, criterion in definition.criterion_by_key.items()}
        self.sides = [content.library.path_by_slug[slug].name for slug in scheme.sides]
        self.weights = [
            (names[item.key], item.first, item.second, abs(item.step)) for item in scheme.items
        ]
        self.margin_low, self.margin_high = map(signed, scheme.margin_limits)
        self.sheets = grouped(facts.sheets)
        self.ties = share_words(facts.tie_share, places=1)
        self.shares = [
            (aim.persona(slug).name, share_words(share))
            for slug, share in facts.persona_shares.items()
        ]
        self.beyond_one, self.beyond_all = facts.largest_step + 1, facts.all_steps + 1
        self.single_step = listed([names[item.key] for item in scheme.items if abs(item.step) == 1])
        self.persona = next((persona for _, persona in example_links(definition)), None)
        if self.persona:
            self.example = results.example(content, definition, self.persona.slug)
        self.match_limits, self.foot = limits_of_a_match(content.library)
