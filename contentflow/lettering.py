"""Names as people may read them: nothing invisible, nothing that turns the text around it."""

import unicodedata

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols that draw nothing


def legible(text: str) -> str:
    """The text on one line without control, zero-width, bidirectional and blank characters."""
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    return " ".join("".join(letter for letter in spaced if _shows(letter)).split())


def is_plain(text: str) -> bool:
    """True when nothing in it is invisible, blanks aside."""
    return all(_shows(letter) for letter in text)


def _shows(letter: str) -> bool:
    """Not one of Unicode's "other" characters: control, format, surrogate, private, unassigned."""
    return unicodedata.category(letter)[0] != "C" and letter not in _BLANK
