"""The keyphrase where readers and search engines look for it."""

import re
from itertools import pairwise

from contentflow.analysis import byline
from contentflow.analysis.lexicon import FUNCTION_WORDS
from contentflow.analysis.rules import (
    Finding,
    Rule,
    Subject,
    as_percent,
    banded,
    plural,
    rate,
    whole,
)
from contentflow.analysis.text import Prepared, prepare_line
from contentflow.names import Rating

YOAST = "Threshold in common use, popularised by Yoast SEO"
_DENSITY = (0.5, 3.0)
_SPREAD = (30.0, 75.0)  # percent of the subheadings
_SHORT_TEXT = 300  # words a text may have without any subheading
_SHORT_PIECE = 15  # sentences; below, distribution asks only whether it occurs
_LONG_PHRASE = 4  # content words; from here half of them in a sentence count for distribution
_FOUND = (
    "All its content words in one sentence count as once, in any order; word forms count unless "
    "switched off. "
)
_BLIND = "Synonyms and pronouns are not recognised."


def _length(subject: Subject) -> Finding | None:
    words = len(subject.keyphrase.content)
    if not words:
        return None
    found = banded(words, plural(words, "content word"), (1, 4), (1, 8))
    return found if words <= 8 else Finding(Rating.POOR, words, found.shown, words - 4)


def density(subject: Subject) -> float:
    """Occurrences per 100 words; a long keyphrase counts more, as each one takes more room."""
    words = len(subject.text.words)
    scale = 0.7 + len(subject.keyphrase.content) / 3
    return 100 * subject.keyphrase_count / words * scale if words else 0.0


def _density(subject: Subject) -> Finding | None:
    if not subject.has_keyphrase or len(subject.text.words) < 100:
        return None
    value = density(subject)
    low, high = _DENSITY
    if subject.keyphrase_count == 1:  # however short the text, once is not enough
        low = min(2 * value, high)
    shown = f"{plural(subject.keyphrase_count, 'time')}, {as_percent(value, (low, high), 1)}"
    spans = tuple(
        span for p, s, _ in subject.hits if value > high for span in subject.keyphrase.spans(p, s)
    )
    return banded(value, shown, (low, high), (low, high), spans)


def _introduction(subject: Subject) -> Finding | None:
    paragraphs = (p for p in subject.text.paragraphs if not byline.is_byline(p))
    first = next(paragraphs, None)
    if not subject.has_keyphrase or first is None:
        return None
    best = max(subject.keyphrase.share(s.words) for s in first.body.sentences)
    if best == 1:
        return Finding(Rating.GOOD, 1, "in one sentence")
    whole_share = subject.keyphrase.share(first.body.words)
    if whole_share == 1:
        return Finding(Rating.NEEDS_WORK, best, "spread over sentences", 1 - best, (first.whole,))
    return Finding(Rating.POOR, whole_share / 2, "missing", 1 - whole_share / 2, (first.whole,))


def _title(subject: Subject) -> Finding | None:
    if not subject.keyphrase.keys:
        return None
    title = prepare_line(subject.document.title)
    share = subject.keyphrase.share(title.words)
    span = whole(subject.document.title, "title")
    if share < 1:
        return Finding(Rating.POOR, share / 2, "missing", 1 - share / 2, span)
    if _opens(title, subject):
        return Finding(Rating.GOOD, 1, "at the start")
    return Finding(Rating.NEEDS_WORK, 0.75, "not at the start", 0.25, span)


def _opens(title: Prepared, subject: Subject) -> bool:
    """True when the whole phrase stands in the title, with function words before it at most."""
    phrase = subject.keyphrase
    wanted = [phrase.key(word) for word in prepare_line(phrase.phrase).words]
    found = [phrase.key(word) for word in title.words]
    for position, word in enumerate(title.words):
        if found[position : position + len(wanted)] == wanted:
            return True
        if word not in FUNCTION_WORDS:
            return False
    return False


def _meta(subject: Subject) -> Finding | None:
    if not subject.keyphrase.keys:
        return None
    meta = subject.document.meta_description
    count = sum(subject.keyphrase.count(s.words) for s in prepare_line(meta).sentences)
    spans = whole(meta, "meta_description")
    shown = plural(count, "time") if count else "missing"
    return banded(count, shown, (1, 2), (1, 2), spans if not 1 <= count <= 2 else ())


def _subheadings(subject: Subject) -> Finding | None:
    headings = subject.text.subheadings
    if not subject.has_keyphrase:
        return None
    if not headings:
        short = len(subject.text.words) <= _SHORT_TEXT
        return Finding(Rating.GOOD if short else Rating.POOR, 0, "no subheadings", 1 - short)
    holding = [p for p in headings if subject.keyphrase.share(p.body.words) > 0.5]
    shown = f"{len(holding)} of {len(headings)}"
    share = 100 * len(holding) / len(headings)
    if len(headings) == 1 and holding:
        return Finding(Rating.GOOD, share, shown)
    spans = tuple(p.whole for p in (holding if share > _SPREAD[1] else headings))
    return banded(share, shown, _SPREAD, _SPREAD, spans)


def _slug(subject: Subject) -> Finding | None:
    if not subject.keyphrase.keys:
        return None
    slug = subject.document.slug
    words = prepare_line(re.sub(r"[-_/.]+", " ", slug)).words
    share = subject.keyphrase.share(words)
    few = len(subject.keyphrase.keys) <= 2
    shown = f"{round(100 * share)}% of its words"
    if share == 1 or (share > 0.5 and not few):
        return Finding(Rating.GOOD, share, shown)
    rating = Rating.NEEDS_WORK if slug else Rating.POOR
    return Finding(rating, share, shown if slug else "no slug", 1 - share, whole(slug, "slug"))


def _distribution(subject: Subject) -> Finding | None:
    sentences = subject.text.sentences
    if not subject.has_keyphrase or not sentences:
        return None
    marks = _marks(subject)
    if len(sentences) < _SHORT_PIECE:
        return _occurs(bool(marks))
    edges = [-1, *marks, len(sentences)]
    gap, after = max((right - left - 1, left) for left, right in pairwise(edges))
    share = 100 * gap / len(sentences)
    rating = rate(share, (0, 30), (0, 50))
    passages = {p.id: p for p, _ in sentences[after + 1 : after + 1 + gap]}
    spans = () if rating is Rating.GOOD else tuple(p.whole for p in passages.values())
    return Finding(
        rating, share, f"{as_percent(share, (0, 30))} without it", max(share - 30, 0), spans
    )


def _occurs(found: bool) -> Finding:
    missing = 0 if found else 100
    rating = Rating.GOOD if found else Rating.POOR
    return Finding(rating, missing, f"{missing}% without it", missing)


def _marks(subject: Subject) -> list[int]:
    """The positions of the sentences that speak of the keyphrase."""
    sentences, phrase = subject.text.sentences, subject.keyphrase
    if len(phrase.keys) >= _LONG_PHRASE:
        return [i for i, (_, s) in enumerate(sentences) if phrase.share(s.words) >= 0.5]
    held = {(p.id, s.start) for p, s, _ in subject.hits}
    return [i for i, (p, s) in enumerate(sentences) if (p.id, s.start) in held]


RULES = (
    Rule(
        "keyphrase_length", "Keyphrase length", "1 to 4 content words", 2,
        "Choose a keyphrase of one to four words that carry meaning.",
        YOAST, _length, evidence="heuristic", unit="content words",
        formula="Its words without function words such as “the” or “for”.",
        limits="Says nothing of whether anybody searches for it.",
    ),
    Rule(
        "keyphrase_density", "Keyphrase density", "0.5 to 3%, at least twice", 6,
        "Use the keyphrase in more sentences, or in fewer when it is crowded.",
        YOAST, _density, evidence="heuristic", unit="percent",
        formula=_FOUND + "100 × count ÷ words × (0.7 + content words ÷ 3).",
        limits=_BLIND + " Texts under 100 words are not judged.",
    ),
    Rule(
        "keyphrase_in_introduction", "Keyphrase in introduction",
        "in one sentence of the first paragraph", 6,
        "Write one sentence in the first paragraph that holds the whole keyphrase.",
        YOAST, _introduction, evidence="heuristic", unit="share of its words",
        formula="The largest share of its content words in one sentence of the first paragraph.",
        limits=_BLIND,
    ),
    Rule(
        "keyphrase_in_title", "Keyphrase in title", "at the start of the title", 8,
        "Put the keyphrase at the start of the title.",
        YOAST, _title, evidence="heuristic", unit="share of its words",
        formula="All its words in their order at the title's start, after function words at most; "
        "three quarters when they stand elsewhere or in another order.",
        limits=_BLIND,
    ),
    Rule(
        "keyphrase_in_meta_description", "Keyphrase in meta description", "once or twice", 5,
        "Name the keyphrase once in the meta description.",
        YOAST, _meta, evidence="heuristic", unit="times",
        formula=_FOUND.strip(), limits=_BLIND,
    ),
    Rule(
        "keyphrase_in_subheadings", "Keyphrase in subheadings", "30 to 75% of them", 4,
        "Let about half of the subheadings speak of the keyphrase.",
        YOAST, _subheadings, evidence="heuristic", unit="percent of subheadings",
        formula="Headings of level 2 and 3 with more than half of its content words ÷ all of them. "
        "A text over 300 words without any is poor, a shorter one good.",
        limits=_BLIND,
    ),
    Rule(
        "keyphrase_in_slug", "Keyphrase in slug", "more than half of its words, all of two", 3,
        "Make the slug from the keyphrase.",
        YOAST, _slug, evidence="heuristic", unit="share of its words",
        formula="Its content words in the slug ÷ its content words.",
        limits="The rest of the address is not looked at.",
    ),
    Rule(
        "keyphrase_distribution", "Keyphrase distribution",
        "no more than 30% of the text without it", 4,
        "Mention the keyphrase in the longest stretch that lacks it.",
        YOAST, _distribution, evidence="heuristic", unit="percent of sentences",
        formula="The longest run of sentences without it ÷ all sentences; of a keyphrase of four "
        "or more content words half is enough. Under 15 sentences it must occur once.",
        limits=_BLIND,
    ),
)  # fmt: skip
