"""The page among others: what it links to, and which pages want the same keyphrase."""

import re
from urllib.parse import urlsplit

from contentflow.analysis.checks import Span
from contentflow.analysis.lexicon import FUNCTION_WORDS
from contentflow.analysis.markup import Link
from contentflow.analysis.rules import Finding, Rule, Subject, plural, rate
from contentflow.analysis.text import Passage, prepare_line
from contentflow.names import Rating

_WEB = re.compile(r"(?:https?:)?//", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
PRACTICE = "Common SEO practice"
# What tells a search engine not to count a link as a vote.
_UNFOLLOWED = frozenset({"nofollow", "sponsored", "ugc"})
Placed = tuple[Passage, Link]


def host_of(url: str) -> str:
    """The host an address names, without “www.”; "" for one within the site."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # not an address at all
        return ""


def _internal_links(subject: Subject) -> Finding | None:
    if not subject.text.words:
        return None
    own = host_of(subject.brief.url)
    return _linked(sum(_is_internal(link.url, own) for _, link in subject.text.links))


def _outbound_links(subject: Subject) -> Finding | None:
    return _linked(len(_outbound(subject))) if subject.text.words else None


def _outbound(subject: Subject) -> list[Placed]:
    own = host_of(subject.brief.url)
    return [
        (passage, link)
        for passage, link in subject.text.links
        if _WEB.match(link.url) and not _is_internal(link.url, own)
    ]


def _is_internal(url: str, own: str) -> bool:
    if _WEB.match(url):
        return bool(own) and host_of(url) == own
    return bool(url) and not url.startswith("#") and not _SCHEME.match(url)


def _linked(count: int) -> Finding:
    rating = Rating.GOOD if count else Rating.POOR
    return Finding(rating, count, plural(count, "link"), max(1 - count, 0))


def _nofollow_links(subject: Subject) -> Finding | None:
    outbound = _outbound(subject)
    if not outbound:
        return None
    found = [(p, link) for p, link in outbound if _UNFOLLOWED & set(link.rel.lower().split())]
    rating = Rating.NEEDS_WORK if len(found) == len(outbound) else Rating.GOOD
    shown = f"{len(outbound) - len(found)} of {plural(len(outbound), 'link')}"
    return Finding(rating, len(outbound) - len(found), shown, 1, _spans(found))


def _competing_links(subject: Subject) -> Finding | None:
    if not subject.has_keyphrase or not subject.text.links:
        return None
    found = [(p, link) for p, link in subject.text.links if _competes(link, subject)]
    rating = rate(len(found), (0, 0), (0, 0))
    return Finding(rating, len(found), plural(len(found), "link"), len(found), _spans(found))


def _competes(link: Link, subject: Subject) -> bool:
    """True when the link's words are the keyphrase and it leads away from this page."""
    phrase, url = subject.keyphrase, link.url.split("#")[0]
    if not url or url.rstrip("/") == subject.brief.url.rstrip("/"):
        return False
    words = [word for word in prepare_line(link.text).words if word not in FUNCTION_WORDS]
    keys = {phrase.key(word) for word in words}
    return bool(keys) and keys <= set(phrase.keys) and phrase.share(words) == 1


def _spans(found: list[Placed]) -> tuple[Span, ...]:
    return tuple(Span(p.id, link.start, link.end) for p, link in found)


def _keyphrase_reused(subject: Subject) -> Finding | None:
    others = subject.brief.keyphrase_used_in
    if others is None or not subject.keyphrase.keys:
        return None
    shown = plural(len(others), "other campaign")
    said = dict.fromkeys(f"“{name}”" if name else "a private campaign" for name in others)
    named = ", ".join(list(said)[:3])
    advice = f"Choose a keyphrase of its own; this one is used in {named}." if others else ""
    rating = rate(len(others), (0, 0), (0, 1))
    return Finding(rating, len(others), shown, len(others), advice=advice)


RULES = (
    Rule(
        "internal_links", "Internal links", "at least 1", 2,
        "Link to another page of your own site.",
        PRACTICE, _internal_links, evidence="heuristic", unit="links",
        formula="Links without a host, or to the host of the page's own address.",
        limits="Does not follow them. Anchors on the same page do not count.",
    ),
    Rule(
        "outbound_links", "Outbound links", "at least 1", 2,
        "Link to a source the reader can check.",
        PRACTICE, _outbound_links, evidence="heuristic", unit="links",
        formula="Links to another host than the page's own.",
        limits="Does not follow them, nor judge what they lead to.",
    ),
    Rule(
        "nofollow_links", "Followed outbound links", "at least 1", 1,
        "Take nofollow off a link to a source you trust.",
        "Google: nofollow, sponsored and ugc are for links one does not vouch for",
        _nofollow_links, evidence="vendor claim", unit="followed links",
        formula="Outbound links without rel nofollow, sponsored or ugc; without any outbound link "
        "it does not apply.",
        limits="Markdown has no nofollow: only links written as HTML can carry it, and a site may "
        "add it later.",
    ),
    Rule(
        "competing_links", "Links with the keyphrase as text", "none", 2,
        "Word the marked links otherwise: they point to another page with this page's keyphrase.",
        PRACTICE, _competing_links, evidence="heuristic", unit="links",
        formula="Links to another page whose content words are those of the keyphrase, in any "
        "order and word form.",
        limits="A link to a page that deserves the keyphrase more is marked as well.",
    ),
    Rule(
        "keyphrase_reused", "Keyphrase used elsewhere", "in no other campaign", 2,
        "Choose a keyphrase that no other campaign is written for.",
        PRACTICE, _keyphrase_reused, evidence="heuristic", unit="other campaigns",
        formula="Other campaigns with the same keyphrase, as far as the brief was told; one needs "
        "work, more are poor.",
        limits="Knows the campaigns here, not the pages already published.",
    ),
)  # fmt: skip
