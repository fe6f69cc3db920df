"""Can an engine lift an answer out of the text: openings, questions, passages, lists, headings."""

import re
from collections.abc import Iterator
from math import ceil

from contentflow.analysis import byline
from contentflow.analysis.keyphrase_checks import density
from contentflow.analysis.lexicon import LEANING_OPENERS, QUESTION_WORDS, word_set
from contentflow.analysis.rules import Finding, Subject, as_percent, banded, plural, rate
from contentflow.analysis.text import Passage, Prepared, Sentence, Text
from contentflow.names import Rating

OPENING_WORDS = 60
DIRECT_WORDS = (4, 40)
_STATES = word_set("""
is are was means mean helps help lets gives takes costs works work starts shows makes keeps needs
saves reduces increases improves allows describes refers happens involves covers turns can should
""")
_DEFINES = re.compile(
    r"\b(?:is|are)\s+(?:an?|the|any|one|when|how|what|defined)\b"
    r"|\b(?:means?|refers? to|describes?)\b",
    re.IGNORECASE,
)
_ASKING = word_set("""
is are was were do does did can could will would should has have may must makes
""")
# Openings that put an answer off.
_DELAYS = re.compile(
    r"(?:in this (?:section|article|post|guide)|let['’]s|let us|before (?:we|you)|have you ever"
    r"|when it comes to|as (?:mentioned|noted|discussed)|we(?:['’]ll| will) (?:look|see|cover))\b",
    re.IGNORECASE,
)
# Words that send a reader to another passage.
_POINTS = re.compile(
    r"\b(?:as (?:mentioned|noted|described|shown|discussed) (?:above|earlier|before)"
    r"|(?:see|the) (?:section )?(?:above|below)|the (?:former|latter)\b)",
    re.IGNORECASE,
)


def opening(subject: Subject) -> list[tuple[Passage, Sentence]]:
    """The sentences that begin within the first 60 words of running text, the byline left out."""
    found, words = [], 0
    line = byline.read(subject.text)
    for passage, sentence in subject.text.prose:
        if line and passage.id == line.passage.id:
            continue
        if words >= OPENING_WORDS:
            break
        found.append((passage, sentence))
        words += len(sentence.words)
    return found


def measure_answer_first(subject: Subject) -> Finding | None:
    """Whether an opening sentence names the keyphrase and states something of it."""
    if not _asked_of(subject):
        return None
    opened = opening(subject)
    holding = [(p, s) for p, s in opened if subject.keyphrase.count(s.words)]
    if any(answers(p, s) for p, s in holding):
        return Finding(Rating.GOOD, 1, "answered")
    spans = tuple(p.span(s) for p, s in opened)
    if holding:
        return Finding(Rating.NEEDS_WORK, 0.5, "named, not answered", 0.5, spans)
    return Finding(Rating.POOR, 0, "no answer", 1, spans)


def _asked_of(subject: Subject) -> bool:
    return subject.has_keyphrase and bool(subject.text.prose) and subject.text.english


def answers(passage: Passage, sentence: Sentence) -> bool:
    """True for a statement of five words or more with a verb that states."""
    stated = len(sentence.words) >= 5 and not _STATES.isdisjoint(sentence.words)
    return stated and not _ends_asking(passage.body, sentence)


def _ends_asking(body: Prepared, sentence: Sentence) -> bool:
    return body.masked[sentence.start : sentence.end].rstrip("\"'”’) *_").endswith("?")


def measure_definition(subject: Subject) -> Finding | None:
    """Whether one sentence of the running text defines the keyphrase."""
    if not _asked_of(subject):
        return None
    holding = [(p, s) for p, s, _ in subject.hits if p.body.kind in ("paragraph", "list")]
    if any(defines(p.body.masked[s.start : s.end]) for p, s in holding):
        return Finding(Rating.GOOD, 1, "found")
    return Finding(Rating.POOR, 0, "none", 1, tuple(p.span(s) for p, s in holding[:1]))


def defines(sentence: str) -> bool:
    """True for a statement of the form “… is a …”."""
    return bool(_DEFINES.search(sentence)) and not sentence.rstrip().endswith("?")


def measure_questions(subject: Subject) -> Finding | None:
    """The share of subheadings that ask and whose section answers at once."""
    headings = subject.text.subheadings
    if len(headings) < 2:
        return None
    answered = {heading.id for heading, _, _ in answered_questions(subject.text)}
    percent = 100 * len(answered) / len(headings)
    low = min(25.0, 100 / len(headings))
    asks = any(is_question(p.body) for p in headings)
    rating = rate(percent, (low, 100), (0 if asks else 1, 100))
    spans = tuple(p.whole for p in headings if p.id not in answered)
    return Finding(rating, percent, f"{len(answered)} of {len(headings)}", low - percent, spans)


def is_question(heading: Prepared) -> bool:
    """True for a heading that asks: a question mark, or a question's word order."""
    words = heading.words
    if heading.masked.rstrip(" *_").endswith("?"):
        return True
    # "How to plan" and "Why plans fail" open with a question word and ask nothing.
    return len(words) > 3 and words[0] in QUESTION_WORDS and words[1] in _ASKING


def answered_questions(text: Text) -> Iterator[tuple[Passage, Passage, Sentence]]:
    """Each subheading that asks, with the direct first sentence of its section."""
    for heading, body in text.sections:
        if heading is None or heading.body.level not in (2, 3) or not is_question(heading.body):
            continue
        first = direct_answer(body)
        if first:
            yield heading, *first


def direct_answer(body: tuple[Passage, ...]) -> tuple[Passage, Sentence] | None:
    """The first sentence of a section, where it could answer the heading at once."""
    first = first_sentence(body)
    return first if first and _is_direct(first[0].body, first[1]) else None


def _is_direct(body: Prepared, sentence: Sentence) -> bool:
    fits = DIRECT_WORDS[0] <= len(sentence.words) <= DIRECT_WORDS[1]
    return (
        fits and not _ends_asking(body, sentence) and not _DELAYS.match(body.masked, sentence.start)
    )


def first_sentence(body: tuple[Passage, ...]) -> tuple[Passage, Sentence] | None:
    """The first sentence of running text in a section."""
    prose = (p for p in body if p.body.kind in ("paragraph", "list") and p.body.sentences)
    return next(((p, p.body.sentences[0]) for p in prose), None)


def measure_self_contained(subject: Subject) -> Finding | None:
    """The share of sections that can be quoted without what stands before them."""
    starts = [first_sentence(body) for heading, body in subject.text.sections if heading]
    opened = [start for start in starts if start is not None]
    if not opened or not subject.text.english:
        return None
    leaning = [(p, s) for p, s in opened if _leans(p.body, s)]
    alone = len(opened) - len(leaning)
    percent = 100 * alone / len(opened)
    spans = tuple(p.span(s) for p, s in leaning)
    return banded(percent, f"{alone} of {len(opened)}", (90, 100), (60, 100), spans)


def _leans(body: Prepared, sentence: Sentence) -> bool:
    if sentence.words[0] in LEANING_OPENERS:
        return True
    return bool(_POINTS.search(body.masked, sentence.start, sentence.end))


def measure_lists(subject: Subject) -> Finding | None:
    """Lists and tables, one for every 800 words."""
    words = len(subject.text.words)
    if words < 200:
        return None
    count = sum(p.body.kind in ("list", "table") for p in subject.text.passages)
    wanted = max(1, round(words / 800))
    rating = rate(count, (wanted, count), (1, count)) if count else Rating.NEEDS_WORK
    return Finding(
        rating, count, str(count), max(wanted - count, 0), threshold=f"at least {wanted}"
    )


def measure_headings(subject: Subject) -> Finding | None:
    """Subheadings, one for every 300 words."""
    words = len(subject.text.words)
    if words < 200:
        return None
    count = len(subject.text.subheadings)
    wanted = max(2, ceil(words / 300))
    rating = rate(count, (wanted, words), (wanted / 2, words))
    threshold = f"at least {wanted} subheadings"
    missing = max(wanted - count, 0)
    return Finding(rating, count, plural(count, "subheading"), missing, threshold=threshold)


def measure_stuffing(subject: Subject) -> Finding | None:
    """The keyphrase's share of the words, where it is too high."""
    if not subject.has_keyphrase or len(subject.text.words) < 50:
        return None
    value = density(subject)
    shown = as_percent(value, (0, 3), 1)
    if value <= 3:
        return Finding(Rating.GOOD, value, shown)
    spans = (span for p, s, _ in subject.hits for span in subject.keyphrase.spans(p, s))
    return banded(value, shown, (0, 3), (0, 4), tuple(spans))
