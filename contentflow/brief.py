"""What the agents are given: brief, sources, voice. Pure data, pickled by the engine."""

from dataclasses import dataclass

from contentflow.names import ContentType, SourceKind, Tone


@dataclass(frozen=True)
class Source:
    """A fact or a page the person vouches for. `value` is the fact itself or the address."""

    kind: SourceKind
    value: str
    title: str = ""
    text: str = ""  # what was read: the fact, or the page's text

    @property
    def content(self) -> str:
        """The words an agent may rely on."""
        return self.text or (self.value if self.kind is SourceKind.TEXT else "")


@dataclass(frozen=True)
class Term:
    """A word or phrase with what to write instead (empty: leave it out)."""

    phrase: str
    replacement: str = ""


@dataclass(frozen=True)
class Voice:
    """How a brand sounds, as far as it can be measured."""

    name: str
    banned: tuple[Term, ...] = ()
    preferred: tuple[Term, ...] = ()  # phrase = what people write, replacement = what we say
    cased: tuple[str, ...] = ()  # names with fixed capitals
    contractions: tuple[float, float] | None = None  # share of possible contractions, 0 to 1
    max_exclamations: int | None = None
    you_per_100_words: float | None = None  # at least
    max_sentence_words: float | None = None  # mean


@dataclass(frozen=True)
class Brief:
    """A validated brief. `target_words` is the wished length; `length_band` what is accepted."""

    topic: str
    audience: str = ""
    goal: str = ""
    content_type: ContentType = ContentType.BLOG_POST
    keyphrase: str = ""
    tone: Tone | None = None
    target_words: int = 800
    sources: tuple[Source, ...] = ()
    voice: Voice | None = None

    @property
    def length_band(self) -> tuple[int, int]:
        """Fewest and most words the article may have."""
        return int(self.target_words * 0.6), int(self.target_words * 1.5)
