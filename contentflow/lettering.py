"""Names as people may read them: nothing invisible, nothing that turns the text around it."""

import re
import unicodedata

_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols that draw nothing

_ENDS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_UNWRITABLE = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_ENDS}]")


def legible(text: str) -> str:
    """The text on one line without control, zero-width, bidirectional and blank characters."""
    spaced = "".join(" " if letter.isspace() else letter for letter in text)
    return " ".join("".join(letter for letter in spaced if _shows(letter)).split())


def writable(text: str) -> str:
    """The text with what XML, HTML and YAML cannot hold replaced by the sign for the unreadable."""
    return _UNWRITABLE.sub("\ufffd", text)


def is_plain(text: str) -> bool:
    """True when nothing in it is invisible, blanks aside."""
    return all(_shows(letter) for letter in text)


def _shows(letter: str) -> bool:
    """Not one of Unicode's "other" characters: control, format, surrogate, private, unassigned."""
    return unicodedata.category(letter)[0] != "C" and letter not in _BLANK
