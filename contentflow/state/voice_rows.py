"""The rows the brand voice pages send to the browser: words, ready to show."""

from dataclasses import dataclass
from datetime import datetime

from contentflow import routes
from contentflow.analysis.fitted import SHAPES, with_unit
from contentflow.brief import Band
from contentflow.names import Visibility
from contentflow.state import words
from contentflow.terms import KINDS, Terms
from contentflow.voices import SampleRow, VoiceRow

_LABELS = {
    "sentence_length": "Sentence length",
    "sentence_spread": "Sentence rhythm",
    "grade": "Grade level",
    "contractions": "Contractions",
    "we": "Speaking as “we”",
    "you": "Speaking to “you”",
    "questions": "Questions",
    "exclamations": "Exclamation marks",
    "formality": "Formality",
    "function_words": "Small words",
}
_ABOUT = {
    "sentence_length": "mean words of a sentence",
    "sentence_spread": "how much that varies",
    "grade": "Flesch-Kincaid grade",
    "contractions": "of what can be contracted",
    "we": "we, us, our per 100 words",
    "you": "you, your per 100 words",
    "questions": "of sentences",
    "exclamations": "of sentences",
    "formality": "50 is even; more is more formal",
    "function_words": "how far passages lie from each other",
}


@dataclass
class VoiceLine:
    """One voice in the list."""

    id: str = ""
    href: str = ""
    name: str = ""
    owner: str = ""
    shared: str = ""
    samples: str = ""
    terms: str = ""
    status: str = ""
    status_words: str = ""
    changed: str = ""


@dataclass
class VoiceOption:
    """One voice of the form's select."""

    id: str = ""
    name: str = ""


@dataclass
class MeasureLine:
    """One measure with its band; `left`, `width` and `at` are percents of the bar."""

    label: str = ""
    about: str = ""
    value: str = ""
    band: str = ""
    left: float = 0.0
    width: float = 0.0
    at: float = 0.0


@dataclass
class SampleLine:
    """One sample of the voice."""

    id: str = ""
    name: str = ""
    words: str = ""


@dataclass
class TermLine:
    """One row of the terms' form; `key` tells rows apart while they are edited."""

    key: str = ""
    kind: str = ""
    phrase: str = ""
    replacement: str = ""


def voice_line(row: VoiceRow, now: datetime) -> VoiceLine:
    """A voice in the list, in words."""
    sampled = f"{words.count(row.samples, 'sample')}, {words.count(row.words, 'word')}"
    return VoiceLine(
        id=row.id,
        href=routes.brand_voice(row.id),
        name=row.name,
        owner=row.owner_name,
        shared="Team" if row.visibility is Visibility.TEAM else "Private",
        samples=sampled if row.samples else "No samples",
        terms=words.count(row.terms, "term"),
        status="completed" if row.fitted else "pending",
        status_words="Measured" if row.fitted else "Not measured",
        changed=words.ago(row.updated_at, now),
    )


def sample_line(row: SampleRow) -> SampleLine:
    """A sample, in words."""
    return SampleLine(row.id, row.name, words.count(row.words, "word"))


def measure_line(band: Band) -> MeasureLine:
    """A measure of the samples; the bar reaches as far past the band as the band is wide."""
    shape = SHAPES[band.measure]
    room = max(band.high - band.low, shape.fair)
    start = max(0.0, band.low - room / 2)
    scale = band.high + room / 2 - start
    return MeasureLine(
        label=_LABELS[band.measure],
        about=_ABOUT[band.measure],
        value=with_unit(f"{band.value:.{shape.digits}f}", shape.unit),
        band=shape.threshold(band),
        left=round(100 * (band.low - start) / scale, 1),
        width=round(100 * (band.high - band.low) / scale, 1),
        at=round(100 * (band.value - start) / scale, 1),
    )


def term_lines(terms: Terms) -> list[TermLine]:
    """The rows of the terms' form."""
    pairs = [("banned", t.phrase, t.replacement) for t in terms.banned]
    pairs += [("preferred", t.phrase, t.replacement) for t in terms.preferred]
    pairs += [("cased", name, "") for name in terms.cased]
    return [TermLine(str(n), *pair) for n, pair in enumerate(pairs)]


def terms_of(form: dict[str, object]) -> dict[str, list[dict[str, object]]]:
    """The terms in a posted form, in the order of their rows; `terms.validate` checks them."""
    found: dict[str, list[dict[str, object]]] = {kind: [] for kind in KINDS}
    for name, value in form.items():
        kind, _, rest = name.partition(".")
        key, _, part = rest.partition(".")
        if kind in found and part == "phrase":
            replacement = form.get(f"{kind}.{key}.replacement", "")
            found[kind].append({"phrase": value, "replacement": replacement})
    return found
