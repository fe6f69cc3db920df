"""The readability checks: how easily the text reads, sentence by sentence."""

import re
from collections.abc import Iterator
from itertools import groupby

from contentflow.analysis.checks import Analysis, Span
from contentflow.analysis.lexicon import (
    BE_FORMS,
    FILLERS,
    IRREGULAR_PARTICIPLES,
    NOT_PARTICIPLES,
    PASSIVE_GAP,
    TRANSITION_PHRASES,
    TRANSITION_WORDS,
)
from contentflow.analysis.rules import Finding, Rule, Subject, as_percent, banded, plural, rate, run
from contentflow.analysis.seo import YOAST
from contentflow.analysis.syllables import syllables
from contentflow.analysis.text import Passage, Sentence
from contentflow.names import Rating, ScoreName

LONG_SENTENCE = 20
_FILLER = re.compile(
    r"\b(?:" + "|".join(re.escape(p) for p in sorted(FILLERS, key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)
_TRANSITION = re.compile(r"\b(?:" + "|".join(map(re.escape, TRANSITION_PHRASES)) + r")\b")
_ANYTHING = 100_000.0


def long_sentences(subject: Subject) -> list[tuple[Passage, Sentence]]:
    """Sentences of more than 20 words."""
    return [(p, s) for p, s in subject.text.prose if len(s.words) > LONG_SENTENCE]


def passive_sentences(subject: Subject) -> list[tuple[Passage, Sentence]]:
    """Sentences with a form of "to be" and a past participle that belongs to it."""
    return [(p, s) for p, s in subject.text.prose if is_passive(s.words)]


def transition_sentences(subject: Subject) -> list[tuple[Passage, Sentence]]:
    """Sentences with a word that ties them to another."""
    return [(p, s) for p, s in subject.text.prose if has_transition(s.words)]


def is_passive(words: tuple[str, ...]) -> bool:
    """True when a participle follows a form of "to be", with little between."""
    return any(word in BE_FORMS and _participle_follows(words, i) for i, word in enumerate(words))


def _participle_follows(words: tuple[str, ...], position: int) -> bool:
    for word in words[position + 1 : position + 4]:
        if _is_participle(word):
            return True
        if word not in PASSIVE_GAP and not word.endswith("ly"):
            return False
    return False


def _is_participle(word: str) -> bool:
    if word in IRREGULAR_PARTICIPLES:
        return True
    return word.endswith("ed") and len(word) > 4 and word not in NOT_PARTICIPLES


def has_transition(words: tuple[str, ...]) -> bool:
    """True when the sentence holds a transition word or phrase."""
    return not TRANSITION_WORDS.isdisjoint(words) or bool(_TRANSITION.search(" ".join(words)))


def percent_of(part: int, whole: int) -> float:
    """A share in percent, 0 of nothing."""
    return 100 * part / whole if whole else 0.0


def flesch(subject: Subject) -> float:
    """Flesch reading ease of the running text, 0 to 100."""
    words, sentences = subject.text.prose_words, len(subject.text.prose)
    if not words:
        return 0.0
    spoken = sum(map(syllables, words))
    ease = 206.835 - 1.015 * len(words) / sentences - 84.6 * spoken / len(words)
    return min(100.0, max(0.0, ease))


def _applies(subject: Subject) -> bool:
    return bool(subject.text.prose)


def _linguistic(subject: Subject) -> bool:
    return bool(subject.text.prose) and subject.text.english


def _sentence_length(subject: Subject) -> Finding | None:
    if not _applies(subject):
        return None
    found = long_sentences(subject)
    share = percent_of(len(found), len(subject.text.prose))
    spans = tuple(p.span(s) for p, s in found)
    return banded(share, as_percent(share, (0, 25)), (0, 25), (0, 30), spans)


def _longest_sentence(subject: Subject) -> Finding | None:
    if not _applies(subject):
        return None
    passage, sentence = max(subject.text.prose, key=lambda place: len(place[1].words))
    words = len(sentence.words)
    spans = (passage.span(sentence),) if words > 35 else ()
    return banded(words, plural(words, "word"), (0, 35), (0, 45), spans)


def _paragraph_length(subject: Subject) -> Finding | None:
    paragraphs = subject.text.paragraphs
    if not paragraphs:
        return None
    longest = max(len(p.body.words) for p in paragraphs)
    spans = tuple(p.whole for p in paragraphs if len(p.body.words) > 150)
    return banded(longest, plural(longest, "word"), (0, 150), (0, 200), spans)


def _section_length(subject: Subject) -> Finding | None:
    sections = [body for _, body in subject.text.sections if body]
    if not _applies(subject) or not sections:
        return None
    longest = max(sections, key=_word_count)
    words = _word_count(longest)
    spans = tuple(p.whole for p in longest) if words > 300 else ()
    return banded(words, plural(words, "word"), (0, 300), (0, 350), spans)


def _word_count(passages: tuple[Passage, ...]) -> int:
    return sum(len(p.body.words) for p in passages)


def _passive_voice(subject: Subject) -> Finding | None:
    if not _linguistic(subject):
        return None
    found = passive_sentences(subject)
    share = percent_of(len(found), len(subject.text.prose))
    spans = tuple(p.span(s) for p, s in found)
    return banded(share, as_percent(share, (0, 10)), (0, 10), (0, 15), spans)


def _transition_words(subject: Subject) -> Finding | None:
    if not _linguistic(subject) or len(subject.text.prose_words) < 200:
        return None
    share = percent_of(len(transition_sentences(subject)), len(subject.text.prose))
    return banded(share, as_percent(share, (30, 100)), (30, 100), (20, 100))


def _sentence_beginnings(subject: Subject) -> Finding | None:
    if not _linguistic(subject):
        return None
    runs = list(_repeated(subject))
    spans = tuple(p.span(s) for run_ in runs for p, s in run_)
    rating = rate(len(runs), (0, 0), (0, 1))
    return Finding(rating, len(runs), plural(len(runs), "run"), len(runs), spans)


def _repeated(subject: Subject) -> Iterator[list[tuple[Passage, Sentence]]]:
    """Runs of three or more sentences that begin with the same word."""
    for _, group in groupby(subject.text.prose, key=lambda place: _opening(place[1].words)):
        members = list(group)
        if len(members) >= 3:
            yield members


def _opening(words: tuple[str, ...]) -> tuple[str, ...]:
    """The first word, with the second one after an article or a demonstrative."""
    return words[:2] if words[0] in ("the", "a", "an", "this", "that", "these") else words[:1]


def _flesch(subject: Subject) -> Finding | None:
    if not _linguistic(subject):
        return None
    ease = flesch(subject)
    return banded(ease, f"{ease:.0f}", (60, 100), (50, 100))


def _complex_words(subject: Subject) -> Finding | None:
    if not _linguistic(subject):
        return None
    words = subject.text.prose_words
    long_ones = {word for word in set(words) if syllables(word) > 3}
    share = percent_of(sum(word in long_ones for word in words), len(words))
    spans = tuple(_spans_of(subject, long_ones)) if share > 10 else ()
    return banded(share, as_percent(share, (0, 10), 1), (0, 10), (0, 15), spans)


def _spans_of(subject: Subject, words: set[str]) -> Iterator[Span]:
    for passage in subject.text.passages:
        if passage.body.kind in ("paragraph", "list"):
            placed = zip(passage.body.words, passage.body.places, strict=True)
            yield from (Span(passage.id, *place) for word, place in placed if word in words)


def _filler(subject: Subject) -> Finding | None:
    words = len(subject.text.prose_words)
    if not _linguistic(subject):
        return None
    spans = tuple(
        Span(p.id, *match.span())
        for p in subject.text.passages
        if p.body.kind in ("paragraph", "list")
        for match in _FILLER.finditer(p.body.masked)
    )
    share = percent_of(len(spans), words)
    found = banded(share, f"{len(spans)} in {plural(words, 'word')}", (0, 1), (0, 2), spans)
    return found if found.rating is not Rating.GOOD else Finding(Rating.GOOD, share, found.shown)


RULES = (
    Rule(
        "sentence_length", "Long sentences", "at most 25% over 20 words", 6,
        "Split the marked sentences, each over 20 words.",
        YOAST, _sentence_length,
    ),
    Rule(
        "longest_sentence", "Longest sentence", "35 words or fewer", 3,
        "Split the marked sentence in two.",
        "GOV.UK style: long sentences lose readers", _longest_sentence,
    ),
    Rule(
        "paragraph_length", "Paragraph length", "150 words or fewer", 4,
        "Break the marked paragraphs where a new idea begins.",
        YOAST, _paragraph_length,
    ),
    Rule(
        "section_length", "Text between subheadings", "300 words or fewer", 4,
        "Add a subheading inside the marked stretch.",
        YOAST, _section_length,
    ),
    Rule(
        "passive_voice", "Passive voice", "at most 10% of sentences", 4,
        "Say who does it in the marked sentences.",
        YOAST, _passive_voice,
    ),
    Rule(
        "transition_words", "Transition words", "at least 30% of sentences", 2,
        "Tie sentences together with words such as because, so or for example.",
        YOAST, _transition_words,
    ),
    Rule(
        "sentence_beginnings", "Sentence beginnings", "fewer than 3 alike in a row", 3,
        "Begin one of the marked sentences with another word.",
        YOAST, _sentence_beginnings,
    ),
    Rule(
        "flesch", "Flesch reading ease", "60 or more", 6,
        "Use shorter words and shorter sentences.",
        "Flesch 1948: 60 to 70 is plain English", _flesch,
    ),
    Rule(
        "complex_words", "Complex words", "at most 10% of words", 3,
        "Replace the marked words, each of four syllables or more, where a short one serves.",
        "Gunning 1952 counts long words; the share is our own", _complex_words,
    ),
    Rule(
        "filler", "Filler", "at most 1 in 100 words", 3,
        "Strike the marked words; the sentence stands without them.",
        "Plain-language practice; the share is our own", _filler,
    ),
)  # fmt: skip


def analyse(subject: Subject) -> Analysis:
    """All readability checks of one document."""
    return run(ScoreName.READABILITY, RULES, subject)
