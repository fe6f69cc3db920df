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
class Band:
    """What a voice's samples measure: `value` in all of them, `low` to `high` is how it sounds."""

    measure: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class FunctionWord:
    """How often the samples use a function word, per 100 words: mean and spread of passages."""

    word: str
    mean: float
    spread: float


@dataclass(frozen=True)
class Voice:
    """How a brand sounds, as far as it can be measured.

    The plain limits are those of a tone; `bands` and `function_words` are fitted from samples.
    """

    name: str
    banned: tuple[Term, ...] = ()
    preferred: tuple[Term, ...] = ()  # phrase = what people write, replacement = what we say
    cased: tuple[str, ...] = ()  # names with fixed capitals
    contractions: tuple[float, float] | None = None  # share of possible contractions, 0 to 1
    max_exclamations: int | None = None
    you_per_100_words: float | None = None  # at least
    max_sentence_words: float | None = None  # mean
    bands: tuple[Band, ...] = ()
    function_words: tuple[FunctionWord, ...] = ()

    def band(self, measure: str) -> Band | None:
        """The fitted band of one measure, if the samples gave one."""
        return next((band for band in self.bands if band.measure == measure), None)


@dataclass(frozen=True)
class Brief:
    """A validated brief: `target_words` is the wished length (0: none), `length_band` the accepted.

    `author` and `dated` (ISO date) are what a byline may state; `keyphrase_used_in` names the
    other campaigns with this keyphrase (a private one is ""), None where nobody looked. `url` is
    the page's own address.
    `bare`: a file without a brief, so there is nothing to compare its claims with.
    """

    topic: str
    audience: str = ""
    goal: str = ""
    content_type: ContentType = ContentType.BLOG_POST
    keyphrase: str = ""
    tone: Tone | None = None
    target_words: int = 800
    sources: tuple[Source, ...] = ()
    voice: Voice | None = None
    author: str = ""
    dated: str = ""
    keyphrase_used_in: tuple[str, ...] | None = None
    url: str = ""
    bare: bool = False

    @property
    def length_band(self) -> tuple[int, int]:
        """Fewest and most words the article may have."""
        return int(self.target_words * 0.6), int(self.target_words * 1.5)
