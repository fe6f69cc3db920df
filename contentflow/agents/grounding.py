"""May this sentence stand? Figures, quotes, links and authorities need the brief. Pure."""

import re
from functools import lru_cache

from contentflow.agents.prose import sentences
from contentflow.analysis import facts
from contentflow.analysis.keyphrase import stem
from contentflow.analysis.lexicon import FUNCTION_WORDS
from contentflow.analysis.text import prepare_line
from contentflow.brief import Brief

# Small models invent experts; a name that speaks or carries a title is a claim like a figure.
_AUTHORITY = re.compile(
    r"\b(?:says|said|explains|explained|notes|noted|stated|founder|ceo|co-founder|professor"
    r"|prof|dr|expert|award)\b",
    re.IGNORECASE,
)
_STUDY = re.compile(
    r"\b(?:according to|stud(?:y|ies)|surveys?|research(?:ers)?|statistics|experts (?:say|agree))"
    r"\b",
    re.IGNORECASE,
)
_SHARED = 0.5  # of a fact's words that a sentence with its figure must share


def is_grounded(sentence: str, brief: Brief) -> bool:
    """True when the brief or its sources vouch for everything the sentence claims."""
    if facts.unsupported(sentence, brief) or not _figures_fit(sentence, brief):
        return False
    if any(word.lower() not in _said(brief) for word in _STUDY.findall(sentence)):
        return False
    if not _AUTHORITY.search(sentence):
        return True
    known = facts.supported(brief)
    return all(fact.value in known for fact in facts.find(sentence) if fact.kind == "name")


def _figures_fit(sentence: str, brief: Brief) -> bool:
    """A figure of the brief may not be moved to another statement."""
    figures = {f.value for f in facts.find(sentence) if f.kind == "number" and f.claim}
    if not figures:
        return True
    words = carrying_words(sentence)
    return all(
        any(value in known and _shares(words, stated) for known, stated in _statements(brief))
        for value in figures
    )


def _shares(words: frozenset[str], stated: frozenset[str]) -> bool:
    return len(words & stated) >= _SHARED * min(len(words), len(stated))


@lru_cache(maxsize=32)
def _statements(brief: Brief) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Each sentence of the brief and its sources as (facts, words that carry meaning)."""
    texts = [brief.topic, brief.goal, *(source.content for source in brief.sources)]
    found = [sentence for text in texts for sentence in sentences(text)]
    return tuple((facts.facts_of(sentence), carrying_words(sentence)) for sentence in found)


def carrying_words(sentence: str) -> frozenset[str]:
    """The stems of a sentence's words that carry meaning."""
    words = prepare_line(sentence).words
    return frozenset(stem(word) for word in words if word not in FUNCTION_WORDS)


@lru_cache(maxsize=32)
def _said(brief: Brief) -> str:
    return "\n".join([brief.topic, *(source.content for source in brief.sources)]).lower()


def respell(text: str, brief: Brief) -> str:
    """The text with the brief's names in the brief's capitals."""
    for name in _names(brief):
        text = re.sub(rf"\b{re.escape(name)}\b", name, text, flags=re.IGNORECASE)
    return text


@lru_cache(maxsize=32)
def _names(brief: Brief) -> tuple[str, ...]:
    texts = [brief.goal, *(source.content for source in brief.sources)]
    found = {f.value for text in texts for f in facts.find(text) if f.kind == "name"}
    # A single short word may be an ordinary one elsewhere in the text.
    return tuple(sorted(name for name in found if len(name) >= 5 and "\n" not in name))
