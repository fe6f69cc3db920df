"""What sentences and blocks are made of: passives, tied sentences, syllables, hard words."""

import re
from dataclasses import dataclass

from contentflow.analysis.lexicon import (
    BE_FORMS,
    CLAUSE_BREAKS,
    DETERMINERS,
    FILLERS,
    IRREGULAR_PARTICIPLES,
    NOT_PARTICIPLES,
    TRANSITION_PHRASES,
    TRANSITION_WORDS,
)
from contentflow.analysis.sentences import WORD
from contentflow.analysis.syllables import syllables
from contentflow.analysis.text import Prepared, Sentence

HARD = 4  # syllables of a hard word
_REACH = 8  # words a participle may stand after its form of "to be"
_FILLER = re.compile(
    r"\b(?:" + "|".join(re.escape(p) for p in sorted(FILLERS, key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)
_MARKS = re.compile(r"[,;:!?…()“”\"—–]")
_OPENERS = frozenset(phrase.split()[0] for phrase in TRANSITION_PHRASES)
_TRANSITION = re.compile(r"\b(?:" + "|".join(map(re.escape, TRANSITION_PHRASES)) + r")\b")


def is_passive(words: tuple[str, ...]) -> bool:
    """True when a participle follows a form of "to be" within its clause."""
    if BE_FORMS.isdisjoint(words):
        return False
    return any(word in BE_FORMS and _participle_follows(words, i) for i, word in enumerate(words))


def _participle_follows(words: tuple[str, ...], position: int) -> bool:
    before = words[position]
    for word in words[position + 1 : position + 1 + _REACH]:
        if _is_participle(word) and before not in DETERMINERS:
            return True
        if word in CLAUSE_BREAKS or word in BE_FORMS:
            return False
        before = word
    return False


def _is_participle(word: str) -> bool:
    if word in IRREGULAR_PARTICIPLES:
        return True
    return word.endswith("ed") and len(word) > 4 and word not in NOT_PARTICIPLES


def has_transition(words: tuple[str, ...]) -> bool:
    """True when the sentence holds a transition word or phrase."""
    if not TRANSITION_WORDS.isdisjoint(words):
        return True
    return not _OPENERS.isdisjoint(words) and bool(_TRANSITION.search(" ".join(words)))


def passives(body: Prepared) -> tuple[Sentence, ...]:
    """The passive sentences of a block."""
    return tuple(
        found
        for found in body.sentences
        if is_passive(found.words) and _passive_clause(body.masked[found.start : found.end])
    )


def _passive_clause(text: str) -> bool:
    """True when form and participle stand between the same marks: not “It was,” said the guard."""
    return any(is_passive(tuple(WORD.findall(part))) for part in _MARKS.split(text.lower()))


def tied(body: Prepared) -> tuple[Sentence, ...]:
    """The sentences of a block with a transition."""
    return tuple(sentence for sentence in body.sentences if has_transition(sentence.words))


def fillers(body: Prepared) -> tuple[tuple[int, int], ...]:
    """Where a block's filler words stand."""
    return tuple(match.span() for match in _FILLER.finditer(body.masked))


@dataclass(frozen=True)
class Spoken:
    """How a block sounds: its words without figures, their syllables, the hard ones' places."""

    words: int
    syllables: int
    hard: tuple[int, ...]  # positions in the block's words


def spoken(body: Prepared) -> Spoken:
    """The syllables of a block; figures are no words here."""
    counts = [0 if word[0].isdigit() else syllables(word) for word in body.words]
    hard = tuple(i for i, count in enumerate(counts) if count >= HARD)
    return Spoken(sum(count > 0 for count in counts), sum(counts), hard)
