"""Times, money and counts as people read them."""

import math
import re
from datetime import datetime

from contentflow.phrases import count as count
from contentflow.phrases import duration as duration
from contentflow.phrases import took as took

# What agents say they are doing, as it reads once it is done; regular verbs follow the rule.
_PAST = {
    "making": "made",
    "putting": "put",
    "rewriting": "rewrote",
    "setting": "set",
    "speaking": "spoke",
    "splitting": "split",
    "striking": "struck",
    "tying": "tied",
    "leaving": "left",
    "getting": "got",
    "writing": "wrote",
    "varying": "varied",
}


def precise(seconds: float) -> str:
    """How long something short took: "420 ms", "1.2 s", "38 s"."""
    if seconds < 1:
        return f"{max(0, round(seconds * 1000))} ms"
    return f"{seconds:.1f} s" if seconds < 9.95 else duration(seconds)


def about(seconds: float) -> str:
    """A guess: "about 1 min 40 s", rounded up so that it does not flicker."""
    step = 5 if seconds < 60 else 10 if seconds < 600 else 60
    return "about " + duration(max(step, math.ceil(seconds / step) * step))


def offset(seconds: float) -> str:
    """A place on a clock that starts at zero: "0:05", "2:10", "1:02:10"."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    if hours:
        return f"{hours}:{rest // 60:02}:{rest % 60:02}"
    return f"{rest // 60}:{rest % 60:02}"


def between(low: str, high: str) -> str:
    """ "5 s to 9 s"; a range of one value is "about 5 s"."""
    return f"{low} to {high}" if low != high else f"about {low}"


def basis(runs: int) -> str:
    """What an estimate rests on."""
    if not runs:
        return "no past runs; typical values"
    return "from your last run" if runs == 1 else f"from your last {runs} runs"


def money(usd: float | None) -> str:
    """ "$0.014", "$2.50"; an unknown price is "unpriced", never $0."""
    if usd is None:
        return "unpriced"
    if usd == 0:
        return "$0"
    if usd < 0.0005:
        return "under $0.001"
    return f"${usd:.3f}" if usd < 1 else f"${usd:,.2f}"


def badge(number: int, most: int) -> str:
    """A count beside a name: "", "3", and "99+" from `most` on."""
    return "" if not number else str(number) if number < most else f"{most - 1}+"


def ago(moment: datetime, now: datetime) -> str:
    """When something was: "just now", "5 min ago", "3 h ago", "2 days ago", then the date.

    The date is that of the time zone `now` is given in.
    """
    seconds = (now - moment).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3600:
        return f"{int(seconds // 60)} min ago"
    if seconds < 86_400:
        return f"{int(seconds // 3600)} h ago"
    if seconds < 7 * 86_400:
        return count(int(seconds // 86_400), "day") + " ago"
    return date(moment, now)


def date(moment: datetime, now: datetime) -> str:
    """ "4 May 2026", in the time zone of `now`."""
    local = moment.astimezone(now.tzinfo)
    return f"{local.day} {local:%b %Y}"


def age(seconds: float) -> str:
    """How old something is: "under 1 min old", "5 min old", "2 h old", "3 days old"."""
    if seconds < 60:
        return "under 1 min old"
    if seconds < 3600:
        return f"{int(seconds // 60)} min old"
    if seconds < 2 * 86_400:
        return f"{int(seconds // 3600)} h old"
    return f"{int(seconds // 86_400)} days old"


def size(count: int) -> str:
    """ "0 kB", "340 kB", "2.1 MB", of bytes."""
    if count < 1_000_000:
        return f"{math.ceil(count / 1000):,} kB"
    return f"{count / 1_000_000:,.1f} MB"


def initials(name: str) -> str:
    """At most two capitals of a name: "Maya Chen" is MC."""
    parts = name.split()
    ends = parts[:1] + parts[-1:] if len(parts) > 1 else parts
    return "".join(part[0] for part in ends).upper()


def done(doing: str) -> str:
    """What is being done, told afterwards: "Splitting a sentence" becomes "Split a sentence"."""
    verb = re.match(r"[A-Z][a-z]+ing\b", doing)
    if verb is None:
        return doing
    running = verb[0].lower()
    past = _PAST.get(running, f"{running.removesuffix('ing')}ed")
    return past.capitalize() + doing[verb.end() :]
