"""Finding a keyphrase: its content words together in one sentence, in any order and word form."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import snowballstemmer  # type: ignore[import-untyped]

from contentflow.analysis.checks import Span
from contentflow.analysis.lexicon import FUNCTION_WORDS
from contentflow.analysis.text import Passage, Prepared, Sentence, prepare_line

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
        """Every word."""
        return prepare_line(self.phrase).words

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
    def _heads(self) -> frozenset[str]:
        return frozenset(key[:2] for key in self.keys)

    def key(self, word: str) -> str:
        """The comparable form of one word."""
        return stem(word) if self.forms else word

    def matching(self, words: Iterable[str]) -> Counter[str]:
        """How often each of the keyphrase's words occurs."""
        # Stemming is dear; a word that starts otherwise cannot match.
        heads, keys = self._heads, self.keys
        near = (self.key(word) for word in words if word[:2] in heads)
        return Counter(key for key in near if key in keys)

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
            if word[:2] not in self._heads or self.key(word) not in self.keys:
                continue
            if spans and passage.body.masked[spans[-1].end : start].isspace():
                spans[-1] = Span(passage.id, spans[-1].start, end)
            else:
                spans.append(Span(passage.id, start, end))
        return spans


def _placed(body: Prepared, sentence: Sentence) -> Iterable[tuple[str, tuple[int, int]]]:
    placed = zip(body.words, body.places, strict=True)
    return (
        (word, place)
        for word, place in placed
        if place[0] >= sentence.start and place[1] <= sentence.end
    )
