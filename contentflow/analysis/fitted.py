"""The brand checks of a voice fitted from samples: one for each measure, against its band."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from contentflow.analysis import style
from contentflow.analysis.checks import Span
from contentflow.analysis.rules import Finding, Measure, Rule, Subject, banded
from contentflow.analysis.style import FEWEST_CONTRACTIBLE, Piece
from contentflow.brief import Band

LEAST_WORDS = 50
SOURCE = "The band of the brand's own samples, each piece left out in turn"
_TEXTLESS = (
    f"Texts of fewer than {LEAST_WORDS} words of running text, or not in English, are left out."
)
_BAND = "The band is the samples' value, as far either way as nine of ten pieces left out lie off."

Words = tuple[str, str, str, str, str]
Spans = Callable[[Subject, Band, float], Iterator[Span]]


@dataclass(frozen=True)
class Shape:
    """How one measure is shown, and how far outside its band it still is no poor result."""

    measure: str
    unit: str
    fair: float
    digits: int = 1
    spans: Spans | None = None

    def shown(self, value: float, band: Band) -> str:
        """'14.2 words'; one decimal more where rounding would put a failing value in its band."""
        digits = self.digits
        outside = not band.low <= value <= band.high
        if outside and band.low <= round(value, digits) <= band.high:
            digits += 1
        return with_unit(f"{value:.{digits}f}", self.unit)

    def threshold(self, band: Band) -> str:
        """The band in words."""
        low, high = (f"{edge:.{self.digits}f}" for edge in (band.low, band.high))
        if band.high == 0:
            return "none"
        if band.low > 0:
            return with_unit(f"{low} to {high}", self.unit)
        return f"at most {with_unit(high, self.unit)}"


def with_unit(number: str, unit: str) -> str:
    """'12%', '12.1 words', 'grade 8.0'."""
    if unit.startswith("%"):
        return f"{number}%"
    return f"grade {number}" if unit == "grade" else f"{number} {unit}"


def _measured(shape: Shape) -> Measure:
    """The rule's function: the text's value against the voice's band, if it has one."""

    def measure(subject: Subject) -> Finding | None:
        band = subject.brief.voice.band(shape.measure) if subject.brief.voice else None
        value = _value(subject, shape.measure) if band else None
        if band is None or value is None:
            return None
        wider = max(shape.fair, (band.high - band.low) / 2)
        spans = tuple(shape.spans(subject, band, value)) if shape.spans else ()
        finding = banded(
            value,
            shape.shown(value, band),
            (band.low, band.high),
            (band.low - wider, band.high + wider),
            spans,
        )
        return Finding(
            finding.rating, value, finding.shown, finding.distance, spans, shape.threshold(band)
        )

    return measure


def _value(subject: Subject, measure: str) -> float | None:
    piece, voice = subject.running, subject.brief.voice
    if len(piece.words) < LEAST_WORDS or not subject.text.english or voice is None:
        return None
    if measure in style.MEASURES:
        return style.MEASURES[measure](piece)
    return style.distance(piece, voice.function_words) if voice.function_words else None


def _long_sentences(subject: Subject, band: Band, value: float) -> Iterator[Span]:
    if value > band.high:
        limit = max(1.3 * band.value, band.high)
        yield from (p.span(s) for p, s in subject.running.sentences if len(s.words) > limit)


def _uneven(subject: Subject, band: Band, value: float) -> Iterator[Span]:
    """Where lengths vary too much, the longest sentences."""
    if value > band.high:
        mean = style.sentence_length(subject.running) or 0.0
        limit = mean + 2 * band.high
        yield from (p.span(s) for p, s in subject.running.sentences if len(s.words) > limit)


def _hard_sentences(subject: Subject, band: Band, value: float) -> Iterator[Span]:
    if value > band.high:
        for place in subject.running.sentences:
            if (style.grade(Piece((place,))) or 0.0) > band.high + 3:
                yield place[0].span(place[1])


def _contractible(subject: Subject, band: Band, value: float) -> Iterator[Span]:
    """What to write short when there are too few, or out when there are too many."""
    if not band.low <= value <= band.high:
        for passage, start, end, short in subject.running.contractible:
            if short is (value > band.high):
                yield Span(passage.id, start, end)


def _words(words: frozenset[str]) -> Spans:
    pattern = re.compile(
        r"(?<![\w'])(?:" + "|".join(sorted(words, key=len, reverse=True)) + r")(?![\w'])",
        re.IGNORECASE,
    )

    def spans(subject: Subject, band: Band, value: float) -> Iterator[Span]:
        if value > band.high:
            for passage, sentence in subject.running.sentences:
                masked = passage.body.masked.replace("\u2019", "'")
                for match in pattern.finditer(masked, sentence.start, sentence.end):
                    yield Span(passage.id, *match.span())

    return spans


def _questions(subject: Subject, band: Band, value: float) -> Iterator[Span]:
    if value > band.high:
        yield from (p.span(s) for p, s in subject.running.ending_in("?"))


def _exclamations(subject: Subject, band: Band, value: float) -> Iterator[Span]:
    """The marks that are over what the band allows."""
    if value > band.high:
        allowed = int(band.high * len(subject.running.sentences) / 100)
        marks = (
            Span(p.id, *match.span())
            for p, s in subject.running.ending_in("!")
            for match in re.finditer(r"!+", p.body.masked[: s.end])
            if match.start() >= s.start
        )
        yield from list(marks)[allowed:]


def _rule(shape: Shape, weight: int, words: Words) -> Rule:
    """One fitted check; `words` are label, advice, formula, limits, evidence."""
    label, advice, formula, limits, evidence = words
    return Rule(
        f"voice_{shape.measure}", label, "within the samples' band", weight, advice, SOURCE,
        _measured(shape), evidence, shape.unit, f"{formula} {_BAND}", f"{limits} {_TEXTLESS}",
    )  # fmt: skip


_OBSERVED, _HEURISTIC, _STUDY = "observational", "heuristic", "measured in a peer-reviewed study"
_FITTED: tuple[tuple[Shape, int, Words], ...] = (
    (
        Shape("sentence_length", "words", 2.0, spans=_long_sentences), 4,
        (
            "Sentence length like the samples",
            "Bring the mean sentence length into the band; long ones are marked.",
            "Words divided by sentences of paragraphs and lists.",
            "A mean says nothing of the mixture; the spread does.",
            _OBSERVED,
        ),
    ),
    (
        Shape("sentence_spread", "words", 2.0, spans=_uneven), 2,
        (
            "Sentence rhythm like the samples",
            "Mix short and long sentences as the samples do.",
            "Standard deviation of the words of a sentence.",
            "The order of long and short sentences is not seen.",
            _HEURISTIC,
        ),
    ),
    (
        Shape("grade", "grade", 1.5, spans=_hard_sentences), 3,
        (
            "Grade level like the samples",
            "Use words and sentences as long as the samples do; hard sentences are marked.",
            "0.39 words per sentence + 11.8 syllables per word - 15.59 (Kincaid et al., 1975).",
            "Syllables are counted by rule; a long word everybody knows counts as hard.",
            _OBSERVED,
        ),
    ),
    (
        Shape("contractions", "%", 15.0, digits=0, spans=_contractible), 3,
        (
            "Contractions like the samples",
            "Write the marked words short, or out, as the samples do.",
            "Contracted forms in percent of those that could be contracted.",
            f"Needs {FEWEST_CONTRACTIBLE} places; only the common verbs and pronouns are known.",
            _HEURISTIC,
        ),
    ),
    (
        Shape("we", "in 100 words", 0.6, spans=_words(style.WE)), 2,
        (
            "Speaking as “we” like the samples",
            "Speak as “we” as often as the samples do.",
            "We, us, our, ours and ourselves per 100 words.",
            "A “we” that means people at large counts too.",
            _HEURISTIC,
        ),
    ),
    (
        Shape("you", "in 100 words", 0.6, spans=_words(style.YOU)), 2,
        (
            "Speaking to “you” like the samples",
            "Speak to the reader as often as the samples do.",
            "You, your, yours and yourself per 100 words.",
            "Commands speak to the reader without the word, and do not count.",
            _HEURISTIC,
        ),
    ),
    (
        Shape("questions", "% of sentences", 4.0, digits=0, spans=_questions), 1,
        (
            "Questions like the samples",
            "Ask as many questions as the samples do.",
            "Sentences that end in a question mark, in percent.",
            "Headings do not count.",
            _HEURISTIC,
        ),
    ),
    (
        Shape("exclamations", "% of sentences", 3.0, digits=0, spans=_exclamations), 2,
        (
            "Exclamation marks like the samples",
            "End the marked sentences with a full stop.",
            "Sentences that end in an exclamation mark, in percent.",
            "Headings, title and description do not count.",
            _HEURISTIC,
        ),
    ),
    (
        Shape("formality", "points", 3.0), 3,
        (
            "Formality like the samples",
            "Where it is too low, name things instead of using pronouns and adverbs;"
            " where it is too high, use pronouns and verbs.",
            "50 + half of articles and prepositions less pronouns, auxiliary verbs, adverbs and"
            " interjections per 100 words: the closed word classes of the F-score of Heylighen"
            " and Dewaele (1999).",
            "Nouns, adjectives and full verbs are not told apart, so it moves less than theirs.",
            _HEURISTIC,
        ),
    ),
    (
        Shape("function_words", "SD", 0.15, digits=2), 3,
        (
            "Small words like the samples",
            "Read a sample aloud, then this text; reword what sounds foreign.",
            "Burrows's Delta (Burrows, 2002): mean distance of the rates of the 40 commonest"
            " function words from the samples', in standard deviations (SD), for each 200 words.",
            "It tells writers apart; whether readers hear it was not measured. Topic and text type"
            " move it too.",
            _STUDY,
        ),
    ),
)  # fmt: skip
SHAPES = {shape.measure: shape for shape, _, _ in _FITTED}
RULES = tuple(_rule(*one) for one in _FITTED)
