"""Lengths of time and counts as people read them."""


def duration(seconds: float) -> str:
    """ "38 s", "1 min 40 s", "2 h 5 min"; never negative."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min {rest} s" if rest else f"{minutes} min"


def took(seconds: float) -> str:
    """How long something finished took; never "0 s"."""
    return duration(seconds) if seconds >= 1 else "under 1 s"


def count(number: int, one: str, many: str = "") -> str:
    """ "1 word", "1,200 words"; give `many` where it is not `one` with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
