"""The readability checks: how easily the text reads, sentence by sentence."""

from collections.abc import Callable, Iterator
from itertools import groupby

from contentflow.analysis import grammar, prose, structure, wording
from contentflow.analysis.checks import Analysis, Span
from contentflow.analysis.keyphrase_checks import YOAST
from contentflow.analysis.lexicon import word_set
from contentflow.analysis.rules import Finding, Rule, Subject, as_percent, banded, plural, rate, run
from contentflow.analysis.text import Passage, Prepared, Sentence
from contentflow.analysis.wording import flesch as flesch
from contentflow.analysis.wording import flesch_grade as flesch_grade
from contentflow.names import Rating, ScoreName

LONG_SENTENCE = 20
_TIED_FROM = 200  # words; a shorter text needs no transition words
_SECTIONED_FROM = 300  # words a text may have without any heading
_POINTING = word_set("""
the a an this that these those one two three four five six seven eight nine ten
""")
Places = list[tuple[Passage, Sentence]]


def long_sentences(subject: Subject) -> Places:
    """Sentences of more than 20 words."""
    return [(p, s) for p, s in subject.text.sentences if len(s.words) > LONG_SENTENCE]


def passive_sentences(subject: Subject) -> Places:
    """Sentences with a form of "to be" and a past participle that belongs to it."""
    return _places(subject, prose.passives)


def transition_sentences(subject: Subject) -> Places:
    """Sentences with a word that ties them to another."""
    return _places(subject, prose.tied)


def _places(subject: Subject, find: Callable[[Prepared], tuple[Sentence, ...]]) -> Places:
    return [(p, sentence) for p in subject.text.counted for sentence in p.body.of(find)]


def percent_of(part: int, whole: int) -> float:
    """A share in percent, 0 of nothing."""
    return 100 * part / whole if whole else 0.0


def _sentence_length(subject: Subject) -> Finding | None:
    sentences = subject.text.sentences
    if not sentences:
        return None
    found = long_sentences(subject)
    share = percent_of(len(found), len(sentences))
    spans = tuple(p.span(s) for p, s in found)
    return banded(share, as_percent(share, (0, 25)), (0, 25), (0, 30), spans)


def _longest_sentence(subject: Subject) -> Finding | None:
    if not subject.text.prose:
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
    if not subject.text.prose or not sections:
        return None
    longest = max(sections, key=_word_count)
    words = _word_count(longest)
    spans = tuple(p.whole for p in longest) if words > _SECTIONED_FROM else ()
    most = 350 if subject.text.headings else _SECTIONED_FROM
    return banded(words, plural(words, "word"), (0, _SECTIONED_FROM), (0, most), spans)


def _word_count(passages: tuple[Passage, ...]) -> int:
    return sum(len(p.body.words) for p in passages)


def _passive_voice(subject: Subject) -> Finding | None:
    if not subject.english_prose:
        return None
    found = passive_sentences(subject)
    share = percent_of(len(found), len(subject.text.sentences))
    spans = tuple(p.span(s) for p, s in found)
    return banded(share, as_percent(share, (0, 10)), (0, 10), (0, 15), spans)


def _transition_words(subject: Subject) -> Finding | None:
    if not subject.english_prose:
        return None
    share = percent_of(len(transition_sentences(subject)), len(subject.text.sentences))
    if len(subject.text.words) < _TIED_FROM:
        return Finding(Rating.GOOD, share, f"{share:.0f}%, and the text is short")
    return banded(share, as_percent(share, (30, 100)), (30, 100), (20, 100))


def _sentence_beginnings(subject: Subject) -> Finding | None:
    if not subject.english_prose:
        return None
    runs = list(_repeated(subject))
    spans = tuple(p.span(s) for run_ in runs for p, s in run_)
    rating = rate(len(runs), (0, 0), (0, 0))
    return Finding(rating, len(runs), plural(len(runs), "run"), len(runs), spans)


def _repeated(subject: Subject) -> Iterator[Places]:
    """Runs of three or more sentences that begin with the same word; lists may."""
    places = [
        (p, sentence)
        for p in subject.text.passages
        if p.body.kind in ("paragraph", "heading")
        for sentence in p.body.sentences
    ]
    for _, group in groupby(places, key=lambda place: _opening(place[1].words)):
        members = list(group)
        if len(members) >= 3:
            yield members


def _opening(words: tuple[str, ...]) -> tuple[str, ...]:
    """The first word, with the second one after an article, a demonstrative or a number word."""
    return words[:2] if words[0] in _POINTING else words[:1]


def _flesch(subject: Subject) -> Finding | None:
    if not subject.english_prose:
        return None
    ease = flesch(subject)
    return banded(ease, f"{ease:.0f}", (60, 100), (50, 100))


def _complex_words(subject: Subject) -> Finding | None:
    if not subject.english_prose:
        return None
    passages = [p for p in subject.text.passages if p.body.kind in ("paragraph", "list")]
    found = [(p, p.body.of(prose.spoken).hard) for p in passages]
    share = percent_of(sum(len(hard) for _, hard in found), len(subject.text.prose_words))
    spans = (Span(p.id, *p.body.places[i]) for p, hard in found if share > 10 for i in hard)
    return banded(share, as_percent(share, (0, 10), 1), (0, 10), (0, 15), tuple(spans))


def _filler(subject: Subject) -> Finding | None:
    if not subject.english_prose:
        return None
    words = len(subject.text.prose_words)
    spans = tuple(
        Span(p.id, *place)
        for p in subject.text.passages
        if p.body.kind in ("paragraph", "list")
        for place in p.body.of(prose.fillers)
    )
    share = percent_of(len(spans), words)
    return banded(share, f"{len(spans)} in {plural(words, 'word')}", (0, 1), (0, 2), spans)


_LANGUAGE = "Judged in English texts only."
_OWN = "Sentences of paragraphs, lists, headings and table cells; quotations and code are left out."

RULES = (
    Rule(
        "sentence_length", "Long sentences", "at most 25% over 20 words", 6,
        "Split the marked sentences, each over 20 words.",
        YOAST, _sentence_length, evidence="heuristic", unit="percent of sentences",
        formula=f"Sentences of more than 20 words ÷ all sentences. {_OWN}",
        limits="A long sentence may read easily and a short one badly.",
    ),
    Rule(
        "longest_sentence", "Longest sentence", "35 words or fewer", 3,
        "Split the marked sentence in two.",
        "GOV.UK style: long sentences lose readers", _longest_sentence,
        evidence="heuristic", unit="words",
        formula="Words of the longest sentence of paragraphs and lists.",
        limits="Looks at one sentence only.",
    ),
    Rule(
        "paragraph_length", "Paragraph length", "150 words or fewer", 4,
        "Break the marked paragraphs where a new idea begins.",
        YOAST, _paragraph_length, evidence="heuristic", unit="words",
        formula="Words of the longest paragraph.",
        limits="Cannot see where an idea ends.",
    ),
    Rule(
        "section_length", "Text between subheadings", "300 words or fewer", 4,
        "Add a subheading inside the marked stretch.",
        YOAST, _section_length, evidence="heuristic", unit="words",
        formula="Words of the longest stretch without a heading; over 350 is poor, over 300 "
        "already where there is no heading at all.",
        limits="Cannot see whether a heading fits what follows.",
    ),
    Rule(
        "passive_voice", "Passive voice", "at most 10% of sentences", 4,
        "Say who does it in the marked sentences.",
        YOAST, _passive_voice, evidence="heuristic", unit="percent of sentences",
        formula="Sentences with a form of “to be” or “get” and a past participle in the same "
        f"clause ÷ all sentences. {_OWN}",
        limits=f"Adjectives such as “closed” may be taken for participles. {_LANGUAGE}",
    ),
    Rule(
        "transition_words", "Transition words", "at least 30% of sentences", 2,
        "Tie sentences together with words such as because, so or for example.",
        YOAST, _transition_words, evidence="heuristic", unit="percent of sentences",
        formula=f"Sentences with a transition word ÷ all sentences. {_OWN} A text under 200 words "
        "needs none.",
        limits=f"Advice only: good texts often do with fewer. {_LANGUAGE}",
    ),
    Rule(
        "sentence_beginnings", "Sentence beginnings", "fewer than 3 alike in a row", 3,
        "Begin one of the marked sentences with another word.",
        YOAST, _sentence_beginnings, evidence="heuristic", unit="runs",
        formula="Runs of three or more sentences of paragraphs and headings with the same first "
        "word; after an article, a demonstrative or a number word the second counts too.",
        limits=f"Repetition on purpose is marked as well. {_LANGUAGE}",
    ),
    Rule(
        "flesch", "Flesch reading ease", "60 or more", 6,
        "Use shorter words and shorter sentences.",
        "Flesch 1948: 60 to 70 is plain English", _flesch,
        evidence="measured in a peer-reviewed study", unit="points",
        formula="206.835 − 1.015 × words ÷ sentences − 84.6 × syllables ÷ words, 0 to 100; "
        "quotations and tables included, figures and code not.",
        limits=f"Knows length only, neither meaning nor layout. {_LANGUAGE}",
    ),
    Rule(
        "complex_words", "Complex words", "at most 10% of words", 3,
        "Replace the marked words, each of four syllables or more, where a short one serves.",
        "Gunning 1952 counts long words; the share is our own", _complex_words,
        evidence="heuristic", unit="percent of words",
        formula="Words of four syllables or more ÷ words of paragraphs and lists.",
        limits=f"A long word may be the known one. {_LANGUAGE}",
    ),
    Rule(
        "filler", "Filler", "at most 1 in 100 words", 3,
        "Strike the marked words; the sentence stands without them.",
        "Plain-language practice; the share is our own", _filler,
        evidence="heuristic", unit="percent of words",
        formula="Filler words and phrases ÷ words of paragraphs and lists.",
        limits=f"Works from a list; some of them carry meaning here and there. {_LANGUAGE}",
    ),
    *wording.RULES,
    *structure.RULES,
    *grammar.RULES,
)  # fmt: skip


def analyse(subject: Subject) -> Analysis:
    """All readability checks of one document."""
    return run(ScoreName.READABILITY, RULES, subject)
