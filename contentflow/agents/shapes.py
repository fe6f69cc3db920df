"""The shape of an article: how many sections, what they are called, what form each takes. Pure."""

import json
import re
from dataclasses import dataclass, replace

from contentflow.agents.grounding import is_grounded
from contentflow.agents.lines import (
    META_CHARACTERS,
    holds_keyphrase,
    make_title,
    plain_line,
    sentence_case,
    subject,
)
from contentflow.agents.prose import shorten, word_count
from contentflow.analysis.lexicon import LEANING_OPENERS
from contentflow.brief import Brief
from contentflow.names import ContentType, SourceKind

SECTION_WORDS = 110
_PROSE = "two short paragraphs of plain text, without headings"
_LIST = (
    "one short introductory sentence and then a Markdown list of 4 to 5 items, each a full sentence"
)
_STEPS = (
    "one short introductory sentence and then a numbered list of 4 to 6 steps, each a full sentence"
)
_PITCH = "one short paragraph of plain text that names a benefit, without headings"


@dataclass(frozen=True)
class Section:
    """One section to write. An empty heading makes it the introduction."""

    heading: str
    covers: str
    form: str
    words: int
    facts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """A whole article to write."""

    title: str
    sections: tuple[Section, ...]
    meta: str = ""  # a description of the planner's, when it can be used as it is


# Headings by code, for a model that cannot plan. {s} is the subject as a noun phrase.
_TEMPLATES: dict[ContentType, tuple[tuple[str, str], ...]] = {
    ContentType.BLOG_POST: (
        ("What {s} means in practice", _PROSE),
        ("Why {s} matters now", _PROSE),
        ("How to get started", _LIST),
        ("Mistakes to avoid", _LIST),
        ("How to measure progress", _PROSE),
        ("What to do next", _PROSE),
    ),
    ContentType.HOW_TO: (
        ("What you need before you start", _LIST),
        ("How {s} works", _PROSE),
        ("The steps, one by one", _STEPS),
        ("How to check the result", _PROSE),
        ("Common problems and what to do", _LIST),
        ("What to do next", _PROSE),
    ),
    ContentType.LISTICLE: (
        ("What makes a good choice", _LIST),
        ("The essentials to look for", _LIST),
        ("Details that are worth paying for", _LIST),
        ("What you can do without", _LIST),
        ("How to choose {s}", _PROSE),
        ("Care and long life", _PROSE),
    ),
    ContentType.COMPARISON: (
        ("What to compare", _LIST),
        ("Where the options are alike", _PROSE),
        ("Where the options differ", _PROSE),
        ("Which one suits whom", _LIST),
        ("How to decide on {s}", _PROSE),
        ("What to do next", _PROSE),
    ),
    ContentType.LANDING_PAGE: (
        ("What you get with {s}", _LIST),
        ("Why people choose us", _PITCH),
        ("How it works", _STEPS),
        ("Questions we hear often", _PROSE),
        ("Book your first visit", _PITCH),
        ("What happens next", _PITCH),
    ),
    ContentType.NEWSLETTER: (
        ("What is new", _PROSE),
        ("What it means for you", _PROSE),
        ("One thing to try this week", _LIST),
        ("Worth knowing about {s}", _PROSE),
        ("What comes next", _PROSE),
        ("Stay in touch", _PITCH),
    ),
}


def section_count(brief: Brief) -> int:
    """How many headed sections the length calls for, beside the introduction."""
    return max(2, min(24, round(brief.target_words / SECTION_WORDS) - 1))


def template(brief: Brief) -> Shape:
    """A shape made by code alone."""
    named = [
        (text.format(s=subject(brief)), form)
        for text, form in _templates(brief, section_count(brief))
    ]
    return _shape(brief, make_title(brief), [(heading, "", form) for heading, form in named])


def _templates(brief: Brief, count: int) -> list[tuple[str, str]]:
    own = list(_TEMPLATES[brief.content_type])
    if count <= len(own):
        return own[:count]
    own += [pair for pair in _TEMPLATES[ContentType.BLOG_POST] if pair not in own]
    more = [(f"More on {{s}}, part {n}", _PROSE) for n in range(1, count)]
    return (own + more)[:count]


def planned(brief: Brief, reply: str) -> Shape | None:
    """The shape of a model's outline, or None when it is not usable."""
    plan = json.loads(reply)
    headings = [_heading(section["heading"]) for section in plan["sections"]]
    if len(set(headings)) != section_count(brief) or not all(_usable(h, brief) for h in headings):
        return None
    forms = [form for _, form in _templates(brief, len(headings))]
    covers = [plain_line(section["covers"]) for section in plan["sections"]]
    title = plain_line(plan["title"])
    wished = title if is_grounded(title, brief) else ""
    shape = _shape(
        brief, make_title(brief, wished), list(zip(headings, covers, forms, strict=True))
    )
    return replace(shape, meta=_description(plain_line(plan["description"]), brief))


def _description(text: str, brief: Brief) -> str:
    fits = META_CHARACTERS[0] <= len(text) <= META_CHARACTERS[1] and text[-1] in ".!?"
    return text if fits and holds_keyphrase(text, brief) and is_grounded(text, brief) else ""


def _heading(text: str) -> str:
    text = re.sub(
        r"^(?:section|step|part|chapter)?\s*\d{0,2}\s*[.:)\-–]\s*", "", plain_line(text), flags=re.I
    )
    return sentence_case(shorten(text.rstrip(".:"), 70))


def _usable(heading: str, brief: Brief) -> bool:
    generic = heading.lower() in ("introduction", "conclusion", "summary", "overview")
    return 2 <= word_count(heading) <= 12 and not generic and is_grounded(heading, brief)


def _shape(brief: Brief, title: str, planned_sections: list[tuple[str, str, str]]) -> Shape:
    facts, count = text_facts(brief), len(planned_sections)
    words = max(40, round(brief.target_words / (count + 1)))
    intro = Section("", "what the reader will get from this article", _PITCH, words)
    sections = [intro]
    for at, (heading, covers, form) in enumerate(planned_sections):
        share = slice(at * len(facts) // count, (at + 1) * len(facts) // count)
        sections.append(Section(heading, covers, form, words, tuple(facts[share])))
    return Shape(title, tuple(sections))


def text_facts(brief: Brief) -> list[str]:
    """The facts the person gave, as passages that can stand in the text by themselves."""
    given = [source.content for source in brief.sources if source.kind is SourceKind.TEXT]
    lines = [plain_line(line) for text in given for line in re.split(r"\n+|(?<=[.!?])\s+", text)]
    found: list[str] = []
    for line in lines:
        if not 3 <= word_count(line) <= 40:
            continue
        if found and line.split()[0].lower() in LEANING_OPENERS:
            found[-1] += f" {_sentence(line)}"  # "It …" means nothing without what it leans on
        else:
            found.append(_sentence(line))
    return found


def _sentence(line: str) -> str:
    return sentence_case(line) if line[-1:] in ".!?" else f"{sentence_case(line)}."
