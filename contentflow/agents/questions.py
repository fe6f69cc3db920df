"""A subheading worded as the question it answers, where that reads naturally. Pure."""

import re

from contentflow.agents.lines import sentence_case

# Verbs as headings use them with a subject in between: "Why planning matters now".
_VERBS = (
    "matter", "work", "help", "mean", "take", "make", "need", "start", "change", "cost", "differ",
    "fail", "pay", "save", "begin", "choose", "want", "get", "look", "happen", "fit", "last",
)  # fmt: skip
_BASE = {f"{verb}s": verb for verb in _VERBS} | {verb: verb for verb in _VERBS}
_VERB = "|".join(sorted(_BASE, key=len, reverse=True))
_INDIRECT = re.compile(
    rf"(?P<ask>why|how(?:\s(?:long|much|often|far|soon))?|what|when|where)\s+(?P<who>.+?)\s+(?P<verb>{_VERB})(?P<rest>\b.*)",
    re.I,
)
_TO = re.compile(r"(?P<ask>how|what|when|where|which\s.+?|who)\s+to\s+(?P<rest>.+)", re.I)
_MODAL = re.compile(
    r"(?P<ask>what|where|when|how|why)\s+(?P<who>you|we|they|people)\s+"
    r"(?P<verb>can|should|could|may|must|will|are|were|have)(?P<rest>\s+.+)",
    re.I,
)
_SUBJECT = re.compile(
    r"(?:what|which\s\w+|who)\s+(?:makes|happens|comes|counts|works|is|are)\b", re.I
)
_PLURAL_TO = re.compile(
    r"(?:the\s+)?(?P<what>(?:[a-z]+\s)?[a-z]+[^s\W]s)\s+to\s+(?P<rest>.+)", re.I
)
_OF = re.compile(
    r"(?:the\s+)?(?P<what>(?:main |common |key |first )?"
    r"(?:benefit|advantage|drawback|risk|cost|sign|type|limit|basic|step|stage|part)s) "
    r"(?P<of>of|in|for) (?P<rest>.+)",
    re.I,
)


def ask(heading: str) -> str:
    """The heading as a question, or "" when no natural one is known.

    A lead such as "Travel backpack: " stays in front.
    """
    head, colon, tail = heading.partition(": ")
    lead, rest = (f"{head}: ", tail) if colon else ("", heading)
    asked = _asked(" ".join(rest.rstrip(" ?.:").split()))
    if not asked:
        return ""
    return f"{lead}{asked[:1].lower()}{asked[1:]}?" if lead else f"{sentence_case(asked)}?"


def _asked(text: str) -> str:
    if match := _TO.fullmatch(text):
        verb = "do" if match["ask"].lower() == "how" else "should"
        return f"{match['ask']} {verb} you {match['rest']}"
    if match := _MODAL.fullmatch(text):
        return f"{match['ask']} {match['verb']} {match['who']}{match['rest']}"
    if _SUBJECT.match(text):
        return text
    if (match := _INDIRECT.fullmatch(text)) and "," not in match["who"]:
        does = "do" if _is_plural(match["verb"]) else "does"
        base = _BASE[match["verb"].lower()]
        return f"{match['ask']} {does} {match['who']} {base}{match['rest']}"
    if match := _OF.fullmatch(text):
        return f"what are the {match['what'].lower()} {match['of']} {match['rest']}"
    if match := _PLURAL_TO.fullmatch(text):
        return f"which {match['what'].lower()} should you {match['rest']}"
    return ""


def _is_plural(verb: str) -> bool:
    """The verb's own form tells: "people choose", "a plan works"."""
    return verb.lower() in _VERBS
