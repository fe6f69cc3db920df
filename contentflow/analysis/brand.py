"""The brand checks: does the text sound like the voice. Without a voice none applies."""

import re
from collections.abc import Iterator
from functools import lru_cache

from contentflow.analysis import fitted
from contentflow.analysis.checks import Analysis, Span
from contentflow.analysis.lexicon import CONTRACTIBLE, word_set
from contentflow.analysis.rules import Finding, Rule, Subject, as_percent, banded, plural, rate, run
from contentflow.analysis.text import prepare_line
from contentflow.brief import Term
from contentflow.names import ScoreName

SOURCE = "The chosen brand voice"
_YOU = word_set("you your yours yourself yourselves you're you've you'll you'd")
_EXCLAMATION = re.compile(r"!+")


def _banned_terms(subject: Subject) -> Finding | None:
    voice = subject.brief.voice
    if voice is None or not voice.banned:
        return None
    return _terms(subject, voice.banned)


def _preferred_terms(subject: Subject) -> Finding | None:
    voice = subject.brief.voice
    if voice is None or not voice.preferred:
        return None
    return _terms(subject, voice.preferred)


def _terms(subject: Subject, terms: tuple[Term, ...]) -> Finding | None:
    if not subject.text.words:
        return None
    found = [(span, word) for span, word in matches(subject, phrases(terms))]
    instead = {term.phrase.lower(): term.replacement for term in terms}
    named = [_instead(word, instead) for word in dict.fromkeys(w.lower() for _, w in found)]
    rating = rate(len(found), (0, 0), (0, 2))
    spans = tuple(span for span, _ in found)
    advice = f"{'; '.join(named[:5])}." if named else ""
    return Finding(rating, len(found), plural(len(found), "term"), len(found), spans, "", advice)


def _instead(word: str, replacements: dict[str, str]) -> str:
    better = replacements.get(" ".join(word.replace("’", "'").split()), "")
    return f"Write “{better}” for “{word}”" if better else f"Leave out “{word}”"


def phrases(terms: tuple[Term, ...]) -> tuple[str, ...]:
    """The phrases to look for."""
    return tuple(term.phrase for term in terms)


@lru_cache(maxsize=256)
def _pattern(wanted: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for all phrases, grouped by first letter: several times faster than a list."""
    groups: dict[str, list[str]] = {}
    for phrase in sorted(filter(str.strip, wanted), key=len, reverse=True):
        first, rest = phrase.strip()[0].lower(), phrase.strip()[1:]
        inside = r"\s+".join(map(re.escape, rest.split())) if rest.strip() else ""
        gap = r"\s+" if rest[:1].isspace() else ""
        groups.setdefault(first, []).append(gap + re.sub("['’]", "['’]", inside))
    if not groups:
        return re.compile(r"(?!)")
    parts = (f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in groups.items())
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def matches(subject: Subject, wanted: tuple[str, ...]) -> Iterator[tuple[Span, str]]:
    """Where whole phrases occur in title, description and text, in any case."""
    pattern = _pattern(wanted)
    for place, masked in _places(subject):
        for match in pattern.finditer(masked):
            yield Span(place, *match.span()), match[0]


def _places(subject: Subject) -> Iterator[tuple[str, str]]:
    yield "title", prepare_line(subject.document.title).masked
    yield "meta_description", prepare_line(subject.document.meta_description).masked
    for passage in subject.text.passages:
        yield passage.id, passage.body.masked


def _cased_terms(subject: Subject) -> Finding | None:
    voice = subject.brief.voice
    if voice is None or not voice.cased or not subject.text.words:
        return None
    right = {" ".join(name.split()).lower(): " ".join(name.split()) for name in voice.cased}
    wrong = [
        (span, word)
        for span, word in matches(subject, voice.cased)
        if right.get(" ".join(word.split()).lower()) != " ".join(word.split())
    ]
    named = dict.fromkeys(right.get(" ".join(word.split()).lower(), word) for _, word in wrong)
    advice = f"Write {', '.join(list(named)[:5])} with exactly these capitals." if named else ""
    rating = rate(len(wrong), (0, 0), (0, 1))
    shown = plural(len(wrong), "misspelt name")
    return Finding(rating, len(wrong), shown, len(wrong), tuple(s for s, _ in wrong), "", advice)


def _contractions(subject: Subject) -> Finding | None:
    voice = subject.brief.voice
    if voice is None or voice.contractions is None or not subject.text.english:
        return None
    found = list(_contractible(subject))
    if len(found) < 4:
        return None
    low, high = voice.contractions
    short = [span for span, word in found if _is_short(word)]
    long = [span for span, word in found if not _is_short(word)]
    share = len(short) / len(found)
    spans = tuple(long if share < low else short if share > high else ())
    fair = (low - 0.25, high + 0.25)
    finding = banded(
        share,
        f"{as_percent(100 * share, (100 * low, 100 * high))} contracted",
        (low, high),
        fair,
        spans,
    )
    advice = "Write more of them short." if share < low else "Write the marked ones out."
    threshold = f"{100 * low:.0f} to {100 * high:.0f}% of what can be contracted"
    return Finding(finding.rating, share, finding.shown, finding.distance, spans, threshold, advice)


def _contractible(subject: Subject) -> Iterator[tuple[Span, str]]:
    for passage in subject.text.passages:
        for match in CONTRACTIBLE.finditer(passage.body.masked):
            yield Span(passage.id, *match.span()), match[0]


def _is_short(word: str) -> bool:
    return "'" in word or "’" in word


def _exclamations(subject: Subject) -> Finding | None:
    voice = subject.brief.voice
    if voice is None or voice.max_exclamations is None or not subject.text.words:
        return None
    limit = voice.max_exclamations
    spans = tuple(
        Span(place, *match.span())
        for place, masked in _places(subject)
        for match in _EXCLAMATION.finditer(masked)
    )
    over = spans[limit:]
    rating = rate(len(spans), (0, limit), (0, limit + 2))
    shown = plural(len(spans), "exclamation mark")
    return Finding(rating, len(spans), shown, len(over), over, f"{limit} or fewer")


def _address(subject: Subject) -> Finding | None:
    voice = subject.brief.voice
    words = subject.text.prose_words
    if voice is None or voice.you_per_100_words is None or not words or not subject.text.english:
        return None
    wanted = voice.you_per_100_words
    rate_found = 100 * sum(word.replace("’", "'") in _YOU for word in words) / len(words)
    finding = banded(rate_found, f"{rate_found:.1f} in 100 words", (wanted, 100), (wanted / 2, 100))
    threshold = f"at least {wanted:g} in 100 words"
    return Finding(finding.rating, rate_found, finding.shown, finding.distance, (), threshold)


def _mean_sentence_length(subject: Subject) -> Finding | None:
    voice = subject.brief.voice
    prose = subject.text.prose
    if voice is None or voice.max_sentence_words is None or not prose:
        return None
    limit = voice.max_sentence_words
    mean = len(subject.text.prose_words) / len(prose)
    spans = tuple(p.span(s) for p, s in prose if len(s.words) > 1.5 * limit) if mean > limit else ()
    finding = banded(mean, f"{mean:.1f} words", (0, limit), (0, limit * 1.2), spans)
    threshold = f"{limit:g} words or fewer on average"
    return Finding(finding.rating, mean, finding.shown, finding.distance, spans, threshold)


_STANDARD, _HEURISTIC = "standard", "heuristic"
TONE = "The built-in voice of the chosen tone"
_ASKED = "Judged with a tone's built-in voice; a brand voice with samples has its own bands."
RULES = (
    Rule(
        "banned_terms", "Banned terms", "none", 6,
        "Leave the marked terms out or use their replacements.", SOURCE, _banned_terms,
        _STANDARD, "terms", "Whole words or phrases of the voice's list, in any case, in title,"
        " description and text.", "Other forms of a listed word are found only when listed too.",
    ),
    Rule(
        "preferred_terms", "Preferred terms", "every one as the brand says it", 4,
        "Use the brand's own word for each marked term.", SOURCE, _preferred_terms,
        _STANDARD, "terms", "Whole words or phrases for which the voice has its own, in any case.",
        "A word used in another sense is found too.",
    ),
    Rule(
        "cased_terms", "Names and capitals", "every name as the brand writes it", 4,
        "Write each marked name with the brand's capitals.", SOURCE, _cased_terms,
        _STANDARD, "names", "Names of the voice's list written with other capitals.",
        "A common word that is spelt like a name is found too.",
    ),
    Rule(
        "contractions", "Contractions", "within the voice's band", 3,
        "Move the share of contractions into the voice's band.", TONE, _contractions,
        _HEURISTIC, "share", "Contracted forms as a share of those that could be contracted.",
        f"Needs 4 places that can be contracted. {_ASKED}",
    ),
    Rule(
        "exclamations", "Exclamation marks", "no more than the voice allows", 2,
        "End the marked sentences with a full stop.", TONE, _exclamations,
        _HEURISTIC, "marks", "Exclamation marks in title, description and text; a row of them is"
        " one.", f"Marks inside quotations count too. {_ASKED}",
    ),
    Rule(
        "address", "Speaking to the reader", "as often as the voice does", 3,
        "Speak to the reader as “you” more often.", TONE, _address,
        _HEURISTIC, "in 100 words", "You, your, yours and yourself per 100 words of running text.",
        f"Commands speak to the reader without the word, and do not count. {_ASKED}",
    ),
    Rule(
        "mean_sentence_length", "Mean sentence length", "no longer than the voice's", 4,
        "Shorten the marked sentences.", TONE, _mean_sentence_length,
        _HEURISTIC, "words", "Words divided by sentences of paragraphs and lists.",
        f"A mean says nothing of the mixture. {_ASKED}",
    ),
    *fitted.RULES,
)  # fmt: skip


def analyse(subject: Subject) -> Analysis:
    """All brand checks of one document; the score is None when the brief has no voice."""
    return run(ScoreName.BRAND, RULES, subject)
