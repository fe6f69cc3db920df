"""Finding a keyphrase: its content words together in one sentence, in any order and word form."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import snowballstemmer  # type: ignore[import-untyped]

from contentflow.analysis.checks import Span
from contentflow.analysis.lexicon import FUNCTION_WORDS
from contentflow.analysis.text import Passage, Prepared, Sentence, prepare_line

_JOINED = re.compile(r"[-/]+")
_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The word's stem, the same for its forms."""
    bare = word.replace("’", "'").removesuffix("'s")
    return str(_STEMMER.stemWord(bare))


@dataclass(frozen=True)
class Keyphrase:
    """A keyphrase; `content` holds its words that carry meaning, once each, in order."""

    phrase: str
    forms: bool = True  # word forms count

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Every word, what a hyphen joins taken apart."""
        return tuple(_parted(prepare_line(self.phrase).words))

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The words that carry meaning, or all when none does."""
        carrying = [word for word in self.words if word not in FUNCTION_WORDS]
        return tuple(dict.fromkeys(carrying or self.words))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What the words of a text are compared with."""
        return tuple(dict.fromkeys(self.key(word) for word in self.content))

    @cached_property
    def heads(self) -> tuple[str, ...]:
        """How a word must begin to match; a stem's last letters may differ from the word's."""
        return tuple(dict.fromkeys(key[:3] if len(key) > 3 else key[:2] for key in self.keys))

    def key(self, word: str) -> str:
        """The comparable form of one word."""
        return stem(word) if self.forms else word.replace("’", "'")

    def matching(self, words: Iterable[str]) -> Counter[str]:
        """How often each of the keyphrase's words occurs."""
        # Stemming is dear; a word that starts otherwise cannot match.
        heads, keys = self.heads, self.keys
        near = [word for word in words if word.startswith(heads) or "-" in word or "/" in word]
        if not near:
            return Counter()
        found = (self.key(word) for word in _parted(near) if word.startswith(heads))
        return Counter(key for key in found if key in keys)

    def count(self, words: Iterable[str]) -> int:
        """How often the whole keyphrase occurs in one sentence's words."""
        if not self.keys:
            return 0
        found = self.matching(words)
        return min(found[key] for key in self.keys)

    def share(self, words: Iterable[str]) -> float:
        """The share of the keyphrase's words that occur, 0 to 1."""
        return len(self.matching(words)) / len(self.keys) if self.keys else 0.0

    def spans(self, passage: Passage, sentence: Sentence) -> list[Span]:
        """Where the keyphrase's words stand in one sentence, neighbours joined."""
        spans: list[Span] = []
        for word, (start, end) in _placed(passage.body, sentence):
            if not self.matching((word,)):
                continue
            if spans and passage.body.masked[spans[-1].end : start].isspace():
                spans[-1] = Span(passage.id, spans[-1].start, end)
            else:
                spans.append(Span(passage.id, start, end))
        return spans


@dataclass(frozen=True)
class Hits:
    """Finds the sentences of a block that hold a keyphrase, and how often; for `Prepared.of`."""

    keyphrase: Keyphrase

    def __call__(self, body: Prepared) -> tuple[tuple[Sentence, int], ...]:
        lowered = body.masked.lower()
        if any(head not in lowered for head in self.keyphrase.heads):
            return ()
        counted = ((sentence, self.keyphrase.count(sentence.words)) for sentence in body.sentences)
        return tuple(hit for hit in counted if hit[1])


def _parted(words: Iterable[str]) -> Iterator[str]:
    """Words, and the parts of those that a hyphen or a slash joins."""
    for word in words:
        if "-" in word or "/" in word:
            yield from filter(None, _JOINED.split(word))
        else:
            yield word


def _placed(body: Prepared, sentence: Sentence) -> Iterable[tuple[str, tuple[int, int]]]:
    placed = zip(body.words, body.places, strict=True)
    return (
        (word, place)
        for word, place in placed
        if place[0] >= sentence.start and place[1] <= sentence.end
    )
