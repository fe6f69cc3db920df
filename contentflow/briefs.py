"""Briefs as people send them, from the form or over HTTP: checked field by field. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from contentflow.errors import Invalid
from contentflow.names import ContentType, Priority, SourceKind, Tone, Visibility

NAME = 120
TOPIC = (3, 300)
AUDIENCE = 200
GOAL = 200
KEYPHRASE = 100
TARGET_WORDS = (150, 5_000)
SOURCES = 20
SOURCE = 2_000
DEFAULT_WORDS = 800

_Choice = TypeVar("_Choice", bound=StrEnum)
Data = Mapping[str, object]


@dataclass(frozen=True)
class NewSource:
    """A fact, or the address of a page to read."""

    kind: SourceKind
    value: str


@dataclass(frozen=True)
class NewCampaign:
    """A brief whose every field may be stored; one of a draft may still lack its topic."""

    topic: str
    audience: str = ""
    goal: str = ""
    content_type: ContentType = ContentType.BLOG_POST
    keyphrase: str = ""
    tone: Tone | None = None
    target_words: int = DEFAULT_WORDS
    sources: tuple[NewSource, ...] = ()
    priority: Priority = Priority.STANDARD
    visibility: Visibility = Visibility.PRIVATE
    brand_voice_id: str | None = None
    name: str = ""  # what people call the campaign; the agents do not hear it


def validate(data: Data, *, draft: bool = False) -> NewCampaign:
    """The brief in `data`. Missing and None mean the default; a draft needs no topic.

    Raises:
        Invalid: says of every wrong field what is wrong with it.
    """
    form = _Form(data)
    new = NewCampaign(
        topic=form.text("topic", "The topic", TOPIC[1], fewest=0 if draft else TOPIC[0]),
        audience=form.text("audience", "The audience", AUDIENCE),
        goal=form.text("goal", "The goal", GOAL),
        content_type=form.choice("content_type", ContentType, ContentType.BLOG_POST),
        keyphrase=form.text("keyphrase", "The keyphrase", KEYPHRASE),
        tone=form.maybe_choice("tone", Tone),
        target_words=form.words(),
        sources=form.sources(),
        priority=form.choice("priority", Priority, Priority.STANDARD),
        visibility=form.choice("visibility", Visibility, Visibility.PRIVATE),
        brand_voice_id=form.brand_voice(),
        name=form.text("name", "The name", NAME),
    )
    if form.wrong:
        raise Invalid(form.wrong)
    return new


def as_data(new: NewCampaign) -> dict[str, Any]:
    """Plain JSON data of a brief; `validate` reads it."""
    return asdict(new)


class _Form:
    """Reads fields and remembers what is wrong with them."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self.wrong: dict[str, str] = {}

    def text(self, name: str, label: str, most: int, fewest: int = 0) -> str:
        """A field's text without the blanks around it; whatever it says stays text."""
        value = self._data.get(name)
        if value is None:
            value = ""
        if not isinstance(value, str):
            self.wrong[name] = f"{label} must be text."
            return ""
        text = storable(value).strip()
        if len(text) < fewest:
            self.wrong[name] = (
                f"{label} needs at least {fewest} characters." if text else "Enter a topic."
            )
        elif len(text) > most:
            self.wrong[name] = f"{label} has {len(text):,} characters; {most} is the most."
        return text

    def choice(self, name: str, choices: type[_Choice], default: _Choice) -> _Choice:
        """One of a fixed set of words; `default` when none is given."""
        return self.maybe_choice(name, choices) or default

    def maybe_choice(self, name: str, choices: type[_Choice]) -> _Choice | None:
        """One of a fixed set of words, or none."""
        value = self._data.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and value in set(choices):
            return choices(value)
        self.wrong[name] = f"Choose one of {', '.join(choices)}."
        return None

    def words(self) -> int:
        """The wished length; digits are fine, they come from forms."""
        value = self._data.get("target_words")
        if value is None or value == "":
            return DEFAULT_WORDS
        if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) < 10:
            value = int(value)
        fewest, most = TARGET_WORDS
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong["target_words"] = "The length must be a whole number of words."
        elif not fewest <= value <= most:
            self.wrong["target_words"] = f"The length must be {fewest} to {most:,} words."
        else:
            return value
        return DEFAULT_WORDS

    def brand_voice(self) -> str | None:
        """The id of a brand voice; whether it may be used is asked when it is stored."""
        value = self._data.get("brand_voice_id")
        if value is None or value == "":
            return None
        try:
            return str(UUID(value if isinstance(value, str) else ""))
        except ValueError:
            self.wrong["brand_voice_id"] = "There is no such brand voice. Choose another."
            return None

    def sources(self) -> tuple[NewSource, ...]:
        """Facts and links, in the order they were given."""
        value = self._data.get("sources")
        if value is None:
            return ()
        if not isinstance(value, list | tuple):
            self.wrong["sources"] = "Sources must be a list."
        elif len(value) > SOURCES:
            self.wrong["sources"] = f"There are {len(value)} sources; {SOURCES} is the most."
        else:
            read = [_source(one) for one in value]
            wrong = [f"Source {n}: {s}" for n, s in enumerate(read, 1) if isinstance(s, str)]
            if wrong:
                self.wrong["sources"] = " ".join(wrong)
            return tuple(one for one in read if isinstance(one, NewSource))
        return ()


def _source(given: object) -> NewSource | str:
    """The source, or what is wrong with it."""
    if not isinstance(given, Mapping):
        return "give a kind and a value."
    kind, value = given.get("kind"), given.get("value")
    if not isinstance(kind, str) or kind not in set(SourceKind):
        return f"the kind must be {' or '.join(SourceKind)}."
    if not isinstance(value, str):
        return "the value must be text."
    text = storable(value).strip()
    if not text:
        return "it is empty."
    if len(text) > SOURCE:
        return f"it has {len(text):,} characters; {SOURCE:,} is the most."
    if kind == SourceKind.URL and (problem := link_problem(text)):
        return problem
    return NewSource(SourceKind(kind), text)


def link_problem(address: str) -> str:
    """What is wrong with a link as it is written; empty when it may be fetched."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "this is not a web address."
    if parts.scheme not in ("http", "https"):
        return "a link must start with https:// or http://."
    if not host or any(character.isspace() for character in address):
        return "the link names no site, like https://example.com/page."
    return ""


def storable(text: str) -> str:
    """The text with the two things no database takes replaced: NUL and half characters."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "\ufffd")
