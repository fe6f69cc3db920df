"""How wide a title is drawn: advances of an Arial-like face (Liberation Sans), 2048 to the em."""

_UNITS = 2048
_ASCII = (  # space to tilde
    *(569, 569, 727, 1139, 1139, 1821, 1366, 391, 682, 682, 797, 1196, 569, 682, 569, 569),
    *(1139, 1139, 1139, 1139, 1139, 1139, 1139, 1139, 1139, 1139, 569, 569, 1196, 1196, 1196, 1139),
    *(
        2079,
        1366,
        1366,
        1479,
        1479,
        1366,
        1251,
        1593,
        1479,
        569,
        1024,
        1366,
        1139,
        1706,
        1479,
        1593,
    ),
    *(1366, 1593, 1479, 1366, 1251, 1479, 1366, 1933, 1366, 1366, 1251, 569, 569, 569, 961, 1139),
    *(682, 1139, 1139, 1024, 1139, 1139, 569, 1139, 1139, 455, 455, 1024, 455, 1706, 1139, 1139),
    *(1139, 1139, 682, 1024, 569, 1139, 1024, 1479, 1024, 1024, 1024, 684, 532, 684, 1196),
)
_OTHERS = {
    "–": 1139,
    "—": 2048,
    "‘": 455,
    "’": 455,
    "“": 682,
    "”": 682,
    "…": 2048,
    "\xa0": 569,
    "·": 569,
    "•": 717,
    "€": 1139,
    "£": 1139,
}
_AVERAGE = 1139  # for every other letter, that of most capitals and figures


def pixels(text: str, size: int = 20) -> int:
    """The width of a line at a font size, in pixels."""
    return round(sum(_advance(letter) for letter in text) * size / _UNITS)


def _advance(letter: str) -> int:
    code = ord(letter)
    return _ASCII[code - 32] if 32 <= code < 127 else _OTHERS.get(letter, _AVERAGE)
