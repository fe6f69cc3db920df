"""The choice of words: how hard they are, how varied, how often the same."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from statistics import fmean

from contentflow.analysis import prose
from contentflow.analysis.checks import Span
from contentflow.analysis.keyphrase import stem
from contentflow.analysis.lexicon import FUNCTION_WORDS
from contentflow.analysis.rules import Finding, Rule, Subject, banded, plural
from contentflow.analysis.text import Passage, Prepared, Sentence

_FRAME = 50  # words among which the different ones are counted
_STEP = 10  # words from one frame to the next
_VARIED = 0.7
_FEW = 4  # words; a shorter sentence may come again
_WORDS_PER_REPEAT = 500
_OFTEN = 3  # times the same three words in a row are a habit
_CROWD, _CROWDED = 5, 0.05  # times and share of one paragraph
Words = tuple[str, ...]


def flesch(subject: Subject) -> float:
    """Flesch reading ease, 0 to 100; 0 for a text without words."""
    words, syllables, sentences = _spoken(subject)
    if not words:
        return 0.0
    ease = 206.835 - 1.015 * words / sentences - 84.6 * syllables / words
    return min(100.0, max(0.0, ease))


def flesch_grade(subject: Subject) -> float:
    """The Flesch-Kincaid grade: years of school; 0 for a text without words."""
    words, syllables, sentences = _spoken(subject)
    return max(0.0, 0.39 * words / sentences + 11.8 * syllables / words - 15.59) if words else 0.0


def _spoken(subject: Subject) -> tuple[int, int, int]:
    """Words without figures, their syllables, and sentences, quotations included."""
    passages = [p for p in subject.text.passages if p.body.sentences]
    found = [p.body.of(prose.spoken) for p in passages]
    return (
        sum(one.words for one in found),
        sum(one.syllables for one in found),
        sum(len(p.body.sentences) for p in passages),
    )


def content(body: Prepared) -> tuple[Words, ...]:
    """The stems of each sentence's words that carry meaning."""
    return tuple(
        tuple(stem(word) for word in sentence.words if word not in FUNCTION_WORDS)
        for sentence in body.sentences
    )


def running(subject: Subject) -> list[Passage]:
    """The blocks of running text: paragraphs and lists."""
    return [p for p in subject.text.passages if p.body.kind in ("paragraph", "list")]


def _grade(subject: Subject) -> Finding | None:
    if not subject.english_prose:
        return None
    grade = round(flesch_grade(subject), 1)
    return banded(grade, f"{grade:.1f}", (0, 9), (0, 12))


def _lexical_variety(subject: Subject) -> Finding | None:
    words = subject.text.prose_words
    if not subject.english_prose or len(words) < 2 * _FRAME:
        return None
    starts = range(0, len(words) - _FRAME + 1, _STEP)
    shares = [len(set(words[at : at + _FRAME])) / _FRAME for at in starts]
    share = round(fmean(shares), 3)
    worst = starts[shares.index(min(shares))]
    spans = tuple(_around(subject, worst)) if share < _VARIED else ()
    return banded(share, f"{share:.2f}", (_VARIED, 1), (0.6, 1), spans)


def _around(subject: Subject, start: int) -> Iterator[Span]:
    """The sentences of the frame that begins at a word."""
    at = 0
    for passage, sentence in subject.text.prose:
        if start < at + len(sentence.words) and at < start + _FRAME:
            yield passage.span(sentence)
        at += len(sentence.words)


def _repetition(subject: Subject) -> Finding | None:
    if not subject.english_prose:
        return None
    found = list(dict.fromkeys([*_said_again(subject), *_habits(subject), *_crowded(subject)]))
    most = max(1, len(subject.text.prose_words) // _WORDS_PER_REPEAT)
    finding = banded(len(found), plural(len(found), "repeat"), (0, most), (0, 3 * most))
    return Finding(
        finding.rating, finding.value, finding.shown, finding.distance, tuple(found),
        threshold=f"at most {most}",
    )  # fmt: skip


def _said_again(subject: Subject) -> Iterator[Span]:
    """Sentences that stood in the text before, word for word."""
    seen: set[Words] = set()
    for passage, sentence in subject.text.prose:
        if len(sentence.words) >= _FEW and sentence.words in seen:
            yield passage.span(sentence)
        seen.add(sentence.words)


def _habits(subject: Subject) -> Iterator[Span]:
    """Sentences with three content words in a row that stood together twice before."""
    own, passages = _own(subject), running(subject)
    counts = Counter(chain.from_iterable(chain(*(p.body.of(_triples) for p in passages))))
    often = {three for three, count in counts.items() if count >= _OFTEN and own.isdisjoint(three)}
    seen: Counter[Words] = Counter()
    for passage in passages if often else ():
        threes = passage.body.of(_triples)
        for sentence, triples in zip(passage.body.sentences, threes, strict=True):
            seen.update(triples)
            if any(three in often and seen[three] >= _OFTEN for three in triples):
                yield passage.span(sentence)


def _triples(body: Prepared) -> tuple[tuple[Words, ...], ...]:
    """Each sentence's content words, three in a row."""
    return tuple(tuple(zip(w, w[1:], w[2:], strict=False)) for w in body.of(content))


def _own(subject: Subject) -> set[str]:
    """The stems of the keyphrase, which has to come again."""
    return {stem(word) for word in subject.keyphrase.content}


def _crowded(subject: Subject) -> Iterator[Span]:
    """Blocks in which one word stands too often."""
    keys = _own(subject)
    for passage in running(subject):
        for word, place in passage.body.of(_crowd):
            if word not in keys:
                yield Span(passage.id, *place)


def _crowd(body: Prepared) -> tuple[tuple[str, tuple[int, int]], ...]:
    """The words of a block used once too often, each with the sentence of its last use."""
    if len(body.words) < _CROWD:
        return ()
    stems = body.of(content)
    counts = Counter(chain.from_iterable(stems))
    least = max(_CROWD, _CROWDED * len(body.words))
    return tuple(
        (word, _place(_last(body, stems, word)))
        for word, count in counts.items()
        if count >= least and word.isalpha()
    )


def _last(body: Prepared, stems: tuple[Words, ...], word: str) -> Sentence:
    return next(
        sentence
        for sentence, said in zip(reversed(body.sentences), reversed(stems), strict=True)
        if word in said
    )


def _place(sentence: Sentence) -> tuple[int, int]:
    return sentence.start, sentence.end


_LANGUAGE = "Judged in English texts only."

RULES = (
    Rule(
        "flesch_grade", "Flesch-Kincaid grade", "9 or lower", 2,
        "Use shorter sentences and shorter words.",
        "Kincaid et al. 1975; grade 8 to 9 is what Flesch calls plain English", _grade,
        evidence="measured in a peer-reviewed study", unit="years of school",
        formula="0.39 × words ÷ sentences + 11.8 × syllables ÷ words − 15.59, counted as for the "
        "reading ease, with more weight on the sentences.",
        limits=f"Fitted to Navy manuals of the 1970s; knows length only. {_LANGUAGE}",
    ),
    Rule(
        "lexical_variety", "Variety of words", "0.70 or more", 2,
        "Say it with other words in the marked stretch, or strike what comes twice.",
        "Covington and McFall 2010, moving-average type–token ratio; the limit is our own",
        _lexical_variety, evidence="heuristic", unit="share of different words",
        formula="Different words ÷ 50, the mean over stretches of 50 words of paragraphs and "
        "lists, each 10 words on from the one before; from 100 words on.",
        limits=f"Terms that have to come again count as repeated. {_LANGUAGE}",
    ),
    Rule(
        "repetition", "Repetition", "at most 1 for every 500 words", 3,
        "Word the marked sentences anew or strike them: they say again what stands before.",
        "Editing practice; the limits are our own", _repetition,
        evidence="heuristic", unit="repeats",
        formula="Sentences of 4 words or more said before; sentences with three content words in "
        "a row for at least the third time; words that stand 5 times or more in one paragraph and "
        "are 5% of it. The keyphrase is left to its own checks.",
        limits=f"Sees the same words, not the same thought in others. {_LANGUAGE}",
    ),
)  # fmt: skip
