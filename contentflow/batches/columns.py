"""What a column of a table may hold, and which one a heading means. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contentflow.errors import Invalid


@dataclass(frozen=True)
class Field:
    """A part of a brief that a column may give; `about` tells it to who fills in the template."""

    label: str
    synonyms: tuple[str, ...]
    about: str


FIELDS: dict[str, Field] = {
    "topic": Field(
        "Topic",
        ("topics", "subject", "title", "headline", "article", "idea", "working title"),
        "What the piece is about, 3 to 300 characters. The only column a row must have.",
    ),
    "content_type": Field(
        "Content type",
        ("type", "format", "kind", "content format", "content"),
        "Blog post, How-to, Listicle, Comparison, Landing page or Newsletter.",
    ),
    "keyphrase": Field(
        "Keyphrase",
        (
            "keyword", "keywords", "focus keyword", "focus keyphrase", "key phrase", "seo keyword",
            "main keyword", "primary keyword", "search term",
        ),
        "What SEO places in the intro and headings.",
    ),
    "audience": Field(
        "Audience",
        ("target audience", "target group", "reader", "readers", "persona"),
        "Who reads it.",
    ),
    "goal": Field(
        "Goal",
        ("objective", "purpose", "aim", "cta", "call to action"),
        "What the reader should do next.",
    ),
    "tone": Field(
        "Tone", ("tone of voice", "style"), "Plain, Friendly, Formal or Confident."
    ),
    "target_words": Field(
        "Length",
        ("words", "word count", "target words", "target length", "number of words", "wordcount"),
        "Words, 150 to 5,000.",
    ),
    "facts": Field(
        "Facts",
        ("fact", "notes", "key facts", "figures"),
        "What the text may state, one fact a line or separated by |.",
    ),
    "links": Field(
        "Sources",
        ("source", "link", "url", "urls", "reference", "references"),
        "Links to pages to read, separated by blanks.",
    ),
    "brand_voice": Field(
        "Brand voice", ("voice", "brand"), "The name of one of your brand voices."
    ),
    "priority": Field("Priority", ("urgency",), "Urgent, Standard or Background."),
}  # fmt: skip
Places = dict[str, int]


def plain(text: str) -> str:
    """A word as it is compared: "Content-Type *" is "content type"."""
    return " ".join(re.sub(r"[\W_]+", " ", text.casefold()).split())


_NAMES = {
    plain(word): name
    for name, field in FIELDS.items()
    for word in (name, field.label, f"{field.label}s", *field.synonyms)
}


def known(heading: str) -> str:
    """The field a heading means, or ""."""
    return _NAMES.get(plain(heading), "")


def guess(names: Sequence[str]) -> Places:
    """Which column gives which field, by their names; the only column gives the topics."""
    places: Places = {}
    for place, name in enumerate(names):
        if (field := known(name)) and field not in places:
            places[field] = place
    if len(names) == 1 and not places:
        return {"topic": 0}
    return places


def chosen(given: Mapping[str, object], width: int) -> Places:
    """Which column gives which field, as somebody said.

    Raises:
        Invalid: there is no such field or column, or one column is to give two fields.
    """
    places: Places = {}
    for name, place in given.items():
        right = isinstance(place, int) and not isinstance(place, bool)
        if name not in FIELDS or not right or not 0 <= int(str(place)) < width:
            raise Invalid({"columns": "There is no such column or field."})
        places[name] = int(str(place))
    if len(set(places.values())) < len(places):
        raise Invalid({"columns": "One column can give only one field."})
    return places
