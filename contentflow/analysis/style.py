"""How a text sounds, in numbers: what a voice is fitted from and measured by. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from statistics import fmean, pstdev

from contentflow.analysis.lexicon import CONTRACTIBLE, FUNCTION_WORDS, word_set
from contentflow.analysis.syllables import syllables
from contentflow.analysis.text import Passage, Sentence, Text
from contentflow.brief import FunctionWord

PIECE = 200  # words of a passage: enough for function words to settle, few enough to have several
FEWEST_CONTRACTIBLE = 4
WE = word_set("we us our ours ourselves we're we've we'll we'd let's")
YOU = word_set("you your yours yourself yourselves you're you've you'll you'd")
_ARTICLES = word_set("a an the")
_PREPOSITIONS = word_set("""
of in on at by to from with without into onto over under between through during before after above
below about against per via across along among around behind beside beyond despite toward towards
upon within throughout regarding concerning
""")
_PRONOUNS = (
    WE
    | YOU
    | word_set("""
i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
this that these those who whom what myself yourself ourselves themselves itself everyone someone
anyone something anything nothing everything i'm i've i'll i'd it's that's there's let's
he's she's they're they've they'll who's what's
""")
)
_VERBS = word_set("""
am is are was were be been being do does did doing done have has had having can could will would
shall should may might must don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't
can't couldn't won't wouldn't shouldn't mustn't get gets got go goes let make makes know want need
""")
_ADVERBS = word_set("""
not no just now then here there very too so really quite still even already always never often
sometimes maybe perhaps again soon yet well also only almost
""")
_INTERJECTIONS = word_set("oh ah hey hi hello wow yes yeah yep nope ok okay oops please thanks")
_INFORMAL = _PRONOUNS | _VERBS | _ADVERBS | _INTERJECTIONS
_FORMAL = _ARTICLES | _PREPOSITIONS
_LY = re.compile(r"[a-z]{3,}ly")


@dataclass(frozen=True)
class Piece:
    """Some running text: sentences with the passages they stand in."""

    sentences: tuple[tuple[Passage, Sentence], ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words, with plain apostrophes."""
        said = chain.from_iterable(sentence.words for _, sentence in self.sentences)
        return tuple(word.replace("\u2019", "'") for word in said)

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """Words of each sentence."""
        return tuple(len(sentence.words) for _, sentence in self.sentences)

    @cached_property
    def contractible(self) -> tuple[tuple[Passage, int, int, bool], ...]:
        """What is contracted or could be: where it stands, and whether it is."""
        return tuple(
            (passage, *match.span(), "'" in match[0] or "\u2019" in match[0])
            for passage, sentence in self.sentences
            for match in CONTRACTIBLE.finditer(passage.body.masked, sentence.start, sentence.end)
        )

    def ending_in(self, mark: str) -> tuple[tuple[Passage, Sentence], ...]:
        """The sentences that end in a question or exclamation mark."""
        return tuple((p, s) for p, s in self.sentences if mark in p.body.masked[s.end - 4 : s.end])


def piece_of(text: Text) -> Piece:
    """The running text of a document: paragraphs and lists."""
    return Piece(text.prose)


def pieces(piece: Piece, words: int = PIECE) -> tuple[Piece, ...]:
    """The text in passages of about `words` words that end with a sentence."""
    found: list[list[tuple[Passage, Sentence]]] = [[]]
    count, left = 0, sum(piece.lengths)
    for place in piece.sentences:
        # A rest that is too short for a passage of its own stays with the last one.
        if count >= words and left >= words / 2:
            found.append([])
            count = 0
        found[-1].append(place)
        count += len(place[1].words)
        left -= len(place[1].words)
    return tuple(Piece(tuple(part)) for part in found if part)


def sentence_length(piece: Piece) -> float | None:
    """Mean words of a sentence."""
    return fmean(piece.lengths) if piece.lengths else None


def sentence_spread(piece: Piece) -> float | None:
    """Standard deviation of the words of a sentence."""
    return pstdev(piece.lengths) if len(piece.lengths) > 1 else None


def grade(piece: Piece) -> float | None:
    """Flesch-Kincaid grade level."""
    if not piece.words:
        return None
    spoken = sum(map(syllables, piece.words)) / len(piece.words)
    return 0.39 * len(piece.words) / len(piece.lengths) + 11.8 * spoken - 15.59


def contractions(piece: Piece) -> float | None:
    """Percent contracted of what could be; None where hardly anything could be."""
    found = piece.contractible
    if len(found) < FEWEST_CONTRACTIBLE:
        return None
    return 100 * sum(short for *_, short in found) / len(found)


def _per_100(words: frozenset[str]) -> Callable[[Piece], float | None]:
    def measure(piece: Piece) -> float | None:
        if not piece.words:
            return None
        return 100 * sum(word in words for word in piece.words) / len(piece.words)

    return measure


we, you = _per_100(WE), _per_100(YOU)


def _ending(mark: str) -> Callable[[Piece], float | None]:
    def measure(piece: Piece) -> float | None:
        if not piece.sentences:
            return None
        return 100 * len(piece.ending_in(mark)) / len(piece.sentences)

    return measure


questions, exclamations = _ending("?"), _ending("!")


def formality(piece: Piece) -> float | None:
    """50 + half of (articles and prepositions less pronouns, auxiliaries, adverbs) per 100 words.

    The closed word classes of the F-score of Heylighen and Dewaele (1999), without a tagger.
    """
    if not piece.words:
        return None
    formal = sum(word in _FORMAL for word in piece.words)
    informal = sum(word in _INFORMAL or bool(_LY.fullmatch(word)) for word in piece.words)
    return 50 + 50 * (formal - informal) / len(piece.words)


MEASURES: dict[str, Callable[[Piece], float | None]] = {
    "sentence_length": sentence_length,
    "sentence_spread": sentence_spread,
    "grade": grade,
    "contractions": contractions,
    "we": we,
    "you": you,
    "questions": questions,
    "exclamations": exclamations,
    "formality": formality,
}


def commonest(piece: Piece, most: int = 40) -> tuple[str, ...]:
    """The function words used most, the commonest first."""
    counts = Counter(word for word in piece.words if word in FUNCTION_WORDS)
    return tuple(word for word, _ in sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:most])


def rates(piece: Piece, wanted: Sequence[str]) -> Iterator[float]:
    """How often each word is used, per 100 words."""
    counts = Counter(piece.words)
    return (100 * counts[word] / max(1, len(piece.words)) for word in wanted)


def distance(piece: Piece, known: Sequence[FunctionWord]) -> float:
    """Burrows's Delta to the samples: the mean distance of the words' rates in standard deviations.

    Taken passage by passage, since a rate over more words varies less.
    """
    wanted = [one.word for one in known]
    parts = [
        fmean(
            abs(rate - one.mean) / one.spread
            for rate, one in zip(rates(part, wanted), known, strict=True)
        )
        for part in pieces(piece)
    ]
    return fmean(parts)
