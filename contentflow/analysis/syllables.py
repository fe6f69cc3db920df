"""Syllables of English words, by their vowel groups."""

import re
from functools import lru_cache

_VOWELS = re.compile(r"[aeiouy]+")
_SPLIT_VOWELS = re.compile(r"(?:[iu]a(?!l?ly)|[iy]e(?:t|n[ct])|io(?!n|u)|eo(?!u)|[^gq]ua|iu|ying)")
_KNOWN = {
    word: count
    for count, words in (
        (1, "one ones once some more there where were real team"),
        (1, "sites"),
        (2, "business every people being create creates science quiet something someone"),
        (2, "sometimes before evening themselves website homepage really doing"),
        (2, "going seeing useful pages"),
        (3, "area idea created different average ideas areas"),
    )
    for word in words.split()
}


@lru_cache(maxsize=65536)
def syllables(word: str) -> int:
    """How many syllables an English word has, by its vowel groups; at least one."""
    known = _KNOWN.get(word)
    if known:
        return known
    groups = len(_VOWELS.findall(word))
    if (
        (word.endswith("e") and not word.endswith(("le", "ee", "ye")) and groups > 1)
        or (word.endswith("le") and len(word) > 2 and word[-3] in "aeiouy")
        or (word.endswith("ed") and groups > 1 and word[-3:-2] not in ("t", "d", "e", "i"))
        or (word.endswith("es") and groups > 1 and not word.endswith(_SPOKEN_ES))
    ):
        groups -= 1
    groups += len(_SPLIT_VOWELS.findall(word))
    return max(1, groups)


_SPOKEN_ES = ("ses", "xes", "zes", "ches", "shes", "ges", "ces", "ies", "ees", "oes")
