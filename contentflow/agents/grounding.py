"""May this sentence stand? Figures, quotes, links and named authorities need the brief. Pure."""

import re

from contentflow.analysis import facts
from contentflow.brief import Brief

# Small models invent experts; a name that speaks or carries a title is a claim like a figure.
_AUTHORITY = re.compile(
    r"\b(?:according to|says|said|explains|explained|notes|noted|stated|founder|ceo|co-founder"
    r"|professor|prof|dr|expert|study|survey|research|report|award)\b",
    re.IGNORECASE,
)


def is_grounded(sentence: str, brief: Brief) -> bool:
    """True when the brief or its sources vouch for everything the sentence claims."""
    if facts.unsupported(sentence, brief):
        return False
    if not _AUTHORITY.search(sentence):
        return True
    known = facts.supported(brief)
    return all(fact.value in known for fact in facts.find(sentence) if fact.kind == "name")
