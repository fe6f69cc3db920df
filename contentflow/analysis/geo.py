"""The GEO checks: can a generative engine lift an answer out of the text, and may it trust it."""

import re
from math import ceil

from contentflow.analysis import facts
from contentflow.analysis.checks import Analysis, Span
from contentflow.analysis.lexicon import LEANING_OPENERS, QUESTION_WORDS, word_set
from contentflow.analysis.rules import Finding, Rule, Subject, as_percent, banded, plural, rate, run
from contentflow.analysis.seo import density
from contentflow.analysis.text import Passage, Sentence
from contentflow.names import Rating, ScoreName, SourceKind

MEASURED = "measured in a peer-reviewed study"
OBSERVATIONAL = "observational"
HEURISTIC = "heuristic"
AGGARWAL = "Aggarwal et al. 2024, GEO (KDD)"
_STATES = word_set("""
is are was means mean helps help lets gives takes costs works work starts shows makes keeps needs
saves reduces increases improves allows describes refers happens involves covers turns can should
""")
_DEFINES = re.compile(
    r"\b(?:is|are)\s+(?:an?|the|any|one|when|how|what|defined)\b"
    r"|\b(?:means?|refers? to|describes?)\b",
    re.IGNORECASE,
)


def _opening(subject: Subject) -> list[tuple[Passage, Sentence]]:
    """The sentences that begin within the first 60 words of running text."""
    found, words = [], 0
    for passage, sentence in subject.text.prose:
        if words >= 60:
            break
        found.append((passage, sentence))
        words += len(sentence.words)
    return found


def _answer_first(subject: Subject) -> Finding | None:
    if not subject.has_keyphrase or not subject.text.prose:
        return None
    opening = _opening(subject)
    holding = [(p, s) for p, s in opening if subject.keyphrase.count(s.words)]
    if any(_answers(p, s) for p, s in holding):
        return Finding(Rating.GOOD, 1, "answered")
    spans = tuple(p.span(s) for p, s in opening)
    if holding:
        return Finding(Rating.NEEDS_WORK, 0.5, "named, not answered", 0.5, spans)
    return Finding(Rating.POOR, 0, "no answer", 1, spans)


def _answers(passage: Passage, sentence: Sentence) -> bool:
    asked = passage.body.masked[sentence.start : sentence.end].rstrip().endswith("?")
    return not asked and len(sentence.words) >= 5 and not _STATES.isdisjoint(sentence.words)


def _definition_sentence(subject: Subject) -> Finding | None:
    if not subject.has_keyphrase or not subject.text.prose:
        return None
    found = any(
        _DEFINES.search(p.body.masked, s.start, s.end)
        for p, s, _ in subject.hits
        if p.body.kind in ("paragraph", "list") and not p.body.masked[: s.end].endswith("?")
    )
    if found:
        return Finding(Rating.GOOD, 1, "found")
    return Finding(Rating.POOR, 0, "none", 1)


def _question_headings(subject: Subject) -> Finding | None:
    headings = subject.text.subheadings
    if len(headings) < 2:
        return None
    asking = [p for p in headings if _asks(p)]
    percent = 100 * len(asking) / len(headings)
    low = min(25.0, 100 / len(headings))
    rating = rate(percent, (low, 100), (1, 100))
    spans = () if rating is Rating.GOOD else tuple(p.whole for p in headings if p not in asking)
    return Finding(rating, percent, f"{len(asking)} of {len(headings)}", low - percent, spans)


def _asks(heading: Passage) -> bool:
    words = heading.body.words
    if heading.body.masked.rstrip().endswith("?"):
        return True
    # "How to plan" and "Where to go" open with a question word and ask nothing.
    return len(words) > 3 and words[0] in QUESTION_WORDS and words[1] != "to"


def _self_contained(subject: Subject) -> Finding | None:
    openers = [_first(body) for heading, body in subject.text.sections if heading is not None]
    starts = [opener for opener in openers if opener is not None]
    if not starts or not subject.text.english:
        return None
    leaning = [(p, s) for p, s in starts if s.words[0] in LEANING_OPENERS]
    alone = len(starts) - len(leaning)
    percent = 100 * alone / len(starts)
    spans = tuple(p.span(s) for p, s in leaning)
    return banded(percent, f"{alone} of {len(starts)}", (90, 100), (60, 100), spans)


def _first(body: tuple[Passage, ...]) -> tuple[Passage, Sentence] | None:
    prose = (p for p in body if p.body.kind in ("paragraph", "list") and p.body.sentences)
    return next(((p, p.body.sentences[0]) for p in prose), None)


def _figures(subject: Subject) -> frozenset[str]:
    """Figures with a unit that the brief vouches for."""
    texts = [subject.brief.topic, subject.brief.goal]
    texts += [source.content for source in subject.brief.sources]
    return frozenset(f.value for text in texts for f in facts.find(text) if f.unit)


def _statistics(subject: Subject) -> Finding | None:
    known, words = _figures(subject), len(subject.text.words)
    if not known or not words:
        return None
    used = {f.value for p in subject.text.passages for f in facts.find(p.body.source) if f.unit}
    found = len(used & known)
    wanted = min(len(known), max(1, round(3 * words / 1000)))
    return _supply(found, wanted, "figure", "from the brief or its sources")


def _supply(found: int, wanted: int, noun: str, origin: str) -> Finding:
    rating = rate(found, (wanted, found), (1, found)) if found else Rating.POOR
    threshold = f"at least {plural(wanted, noun)} {origin}"
    return Finding(rating, found, plural(found, noun), max(wanted - found, 0), (), threshold)


def _cited_sources(subject: Subject) -> Finding | None:
    urls = {s.value for s in subject.brief.sources if s.kind is SourceKind.URL}
    known = frozenset().union(*(facts.facts_of(url) for url in urls))
    words = len(subject.text.words)
    if not known or not words:
        return None
    used = frozenset().union(*(facts.facts_of(link.url) for _, link in subject.text.links))
    wanted = min(len(known), max(1, ceil(words / 500)))
    return _supply(len(used & known), wanted, "source", "of the brief linked")


def _lists_and_tables(subject: Subject) -> Finding | None:
    words = len(subject.text.words)
    if words < 200:
        return None
    count = sum(p.body.kind in ("list", "table") for p in subject.text.passages)
    wanted = max(1, round(words / 800))
    rating = rate(count, (wanted, count), (1, count)) if count else Rating.NEEDS_WORK
    threshold = f"at least {wanted}"
    return Finding(rating, count, str(count), max(wanted - count, 0), (), threshold)


def _heading_structure(subject: Subject) -> Finding | None:
    words = len(subject.text.words)
    if words < 200:
        return None
    count = len(subject.text.subheadings)
    wanted = max(2, ceil(words / 300))
    rating = rate(count, (wanted, words), (wanted / 2, words))
    threshold = f"at least {wanted} subheadings"
    shown = plural(count, "subheading")
    return Finding(rating, count, shown, max(wanted - count, 0), (), threshold)


def _keyword_stuffing(subject: Subject) -> Finding | None:
    if not subject.has_keyphrase or len(subject.text.words) < 50:
        return None
    value = density(subject)
    crowded = [hit for hit in subject.hits if hit[2] > 1 or value > 3]
    spans = tuple(span for p, s, _ in crowded for span in subject.keyphrase.spans(p, s))
    finding = banded(value, as_percent(value, (0, 3), 1), (0, 3), (0, 4), spans)
    return finding if value > 3 else Finding(Rating.GOOD, value, finding.shown)


def _unsupported_claims(subject: Subject) -> Finding | None:
    if not subject.text.words:
        return None
    document = subject.document
    places = [("title", document.title), ("meta_description", document.meta_description)]
    places += [(p.id, p.body.source) for p in subject.text.passages if p.body.kind != "code"]
    evidence = facts.evidence(subject.brief)
    spans = tuple(
        Span(name, fact.start, fact.end)
        for name, text in places
        for fact in evidence.unsupported(text)
    )
    rating = rate(len(spans), (0, 0), (0, 1))
    return Finding(rating, len(spans), plural(len(spans), "claim"), len(spans), spans)


RULES = (
    Rule(
        "answer_first", "Answer first", "keyphrase answered in the first 60 words", 6,
        "Open with one plain sentence that names the keyphrase and answers it.",
        "Passage retrieval favours early answers; the 60 words are ours",
        _answer_first, HEURISTIC,
    ),
    Rule(
        "definition_sentence", "Definition sentence", "at least 1", 4,
        "Write one sentence of the form “keyphrase is …”.",
        "Observed in quoted passages of answer engines", _definition_sentence, OBSERVATIONAL,
    ),
    Rule(
        "question_headings", "Question headings", "at least a quarter of subheadings", 3,
        "Word a subheading as the question its section answers.",
        "Common GEO practice", _question_headings, HEURISTIC,
    ),
    Rule(
        "self_contained", "Self-contained passages", "90% of sections or more", 4,
        "Name the thing instead of beginning a section with this, it or they.",
        "Passages are quoted without their neighbours", _self_contained, HEURISTIC,
    ),
    Rule(
        "statistics", "Supported figures", "figures the brief gives", 5,
        "Use another figure that the brief or its sources give.",
        AGGARWAL, _statistics, MEASURED,
    ),
    Rule(
        "cited_sources", "Cited sources", "sources the brief gives", 5,
        "Link a source of the brief beside what it says.",
        AGGARWAL, _cited_sources, MEASURED,
    ),
    Rule(
        "lists_and_tables", "Lists and tables", "at least 1", 3,
        "Turn steps or comparisons into a list or a table.",
        "Common GEO practice", _lists_and_tables, OBSERVATIONAL,
    ),
    Rule(
        "heading_structure", "Heading structure", "a subheading for every 300 words", 3,
        "Divide the text with subheadings that say what follows.",
        "Common GEO practice", _heading_structure, HEURISTIC,
    ),
    Rule(
        "keyword_stuffing", "Keyword stuffing", "3% or less", 3,
        "Take the keyphrase out of some of the marked sentences.",
        f"{AGGARWAL}: stuffing lowered visibility", _keyword_stuffing, MEASURED,
    ),
    Rule(
        "unsupported_claims", "Unsupported claims", "none", 6,
        "Remove the marked figures, quotes and links, or add their source to the brief.",
        "Our rule: nothing invented", _unsupported_claims, HEURISTIC,
    ),
)  # fmt: skip


def analyse(subject: Subject) -> Analysis:
    """All GEO checks of one document."""
    return run(ScoreName.GEO, RULES, subject)
