"""A voice fitted from samples: what each measure is, and how far it may vary. Pure."""

from collections.abc import Callable, Sequence
from statistics import fmean, pstdev

from contentflow.analysis import style
from contentflow.analysis.style import Piece
from contentflow.analysis.text import Text, prepare
from contentflow.brief import Band, FunctionWord, Voice
from contentflow.document import parse
from contentflow.errors import Invalid

LEAST_WORDS = 300
FUNCTION_WORDS = "function_words"
_LEAST_SAMPLES = 5  # fewer are cut into passages, or leaving one out would say little
_LEAST_SAMPLE_WORDS = 100
_LEAST_PARTS = 3  # two others have a spread
_SPREAD = 0.25  # per 100 words: the least spread of a word, half an occurrence in a passage
_COVER = 0.9  # of the pieces left out lie inside the band
_SHARES = ("contractions", "questions", "exclamations")  # in percent
# Half of the narrowest band of each measure: what one sentence more or less may change.
_LEAST_HALF = {
    "sentence_length": 1.5,
    "sentence_spread": 1.5,
    "grade": 0.7,
    "contractions": 10.0,
    "we": 0.4,
    "you": 0.4,
    "questions": 3.0,
    "exclamations": 0.0,
    "formality": 1.5,
}


def fit(samples: Sequence[str], *, name: str = "Samples") -> Voice:
    """The voice of some texts in Markdown or plain text.

    Raises:
        Invalid: they are too short to measure, or not English.
    """
    texts = [prepare(parse(sample)) for sample in samples]
    everything = Piece(tuple(place for text in texts for place in text.prose))
    _require_measurable(texts, everything)
    whole, passages = _cut([Piece(text.prose) for text in texts])
    parts = whole if len(whole) >= _LEAST_SAMPLES else passages
    known = _function_words(passages)
    bands = [_band(name, measure, everything, parts) for name, measure in style.MEASURES.items()]
    if known:
        bands.append(_distance_band(passages, known))
    return Voice(
        name=name,
        bands=tuple(band for band in bands if band is not None),
        function_words=known,
    )


def words_of(samples: Sequence[str]) -> int:
    """How many words of running text the samples hold; headings, code and tables do not count."""
    return sum(len(prepare(parse(sample)).prose_words) for sample in samples)


def _require_measurable(texts: Sequence[Text], everything: Piece) -> None:
    words = len(everything.words)
    if words < LEAST_WORDS:
        raise Invalid(
            {
                "samples": f"The samples have {words} words of running text; at least"
                f" {LEAST_WORDS} are needed to measure a voice."
            }
        )
    if not Text(tuple(passage for text in texts for passage in text.passages)).english:
        raise Invalid({"samples": "The samples do not read as English; only English is measured."})


def _cut(samples: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """The samples long enough to stand for themselves, and passages of all of them.

    What is left out in turn are samples, or passages where there are few samples.
    """
    long = [piece for piece in samples if len(piece.words) >= _LEAST_SAMPLE_WORDS]
    short = [piece for piece in samples if len(piece.words) < _LEAST_SAMPLE_WORDS]
    rest = Piece(tuple(place for piece in short for place in piece.sentences))
    return long, [part for piece in (*long, rest) for part in style.pieces(piece)]


def _band(
    name: str,
    measure: Callable[[Piece], float | None],
    everything: Piece,
    parts: Sequence[Piece],
) -> Band | None:
    """The measure of all samples, as far either way as a piece lies from the others."""
    value = measure(everything)
    found = [one for one in map(measure, parts) if one is not None]
    if value is None or len(found) < 2:
        return None
    half = max(_LEAST_HALF[name], _usual(_left_out(found)))
    low, high = max(0.0, value - half), value + half
    if name in _SHARES:
        high = min(100.0, high)
    return Band(name, round(value, 2), round(low, 2), round(high, 2))


def _left_out(found: Sequence[float]) -> list[float]:
    """How far each value lies from the mean of the others."""
    total, count = sum(found), len(found)
    return [abs(one - (total - one) / (count - 1)) for one in found]


def _usual(distances: Sequence[float]) -> float:
    """What nine of ten stay within; of fewer than ten, the largest."""
    ordered = sorted(distances)
    return ordered[min(len(ordered) - 1, int(_COVER * len(ordered)))]


def _function_words(parts: Sequence[Piece]) -> tuple[FunctionWord, ...]:
    """The commonest function words of the passages, with mean and spread of their rates."""
    if len(parts) < 2:
        return ()
    everything = Piece(tuple(place for part in parts for place in part.sentences))
    wanted = style.commonest(everything)
    columns = zip(*(style.rates(part, wanted) for part in parts), strict=True)
    return tuple(
        FunctionWord(word, round(fmean(column), 4), round(max(_SPREAD, pstdev(column)), 4))
        for word, column in zip(wanted, columns, strict=True)
    )


def _distance_band(parts: Sequence[Piece], known: Sequence[FunctionWord]) -> Band | None:
    """How far each passage lies from the profile of the others."""
    if len(parts) < _LEAST_PARTS:
        return None
    table = [tuple(style.rates(part, [one.word for one in known])) for part in parts]
    columns = [_left_out_distances(column) for column in zip(*table, strict=True)]
    found = [fmean(row) for row in zip(*columns, strict=True)]
    return Band(FUNCTION_WORDS, round(fmean(found), 2), 0.0, round(_usual(found), 2))


def _left_out_distances(rates: Sequence[float]) -> list[float]:
    """How far each rate lies from the mean of the others, in their standard deviations."""
    count, total, squares = len(rates) - 1, sum(rates), sum(rate * rate for rate in rates)
    found = []
    for rate in rates:
        mean = (total - rate) / count
        spread = max(0.0, (squares - rate * rate) / count - mean * mean) ** 0.5
        found.append(abs(rate - mean) / max(_SPREAD, spread))
    return found
