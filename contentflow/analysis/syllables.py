"""Syllables of English words: a table of what is irregular, vowel groups for the rest."""

import re
from functools import lru_cache
from pathlib import Path

_VOWELS = re.compile(r"[aeiouy]+")
_SPLIT_VOWELS = re.compile(r"(?:[iu]a(?!l?ly)|[iy]e(?:t|n[ct])|io(?!n|u)|eo(?!u)|[^gq]ua|iu|ying)")
_SPOKEN_ES = ("ses", "xes", "zes", "ches", "shes", "ges", "ces", "ies", "ees", "oes")
_TABLE = Path(__file__).with_name("syllables.txt")


@lru_cache(maxsize=1)
def _table() -> dict[str, int]:
    """The words the rules get wrong; read when the first word is asked for (4 ms)."""
    lines = (line for line in _TABLE.read_text("utf-8").splitlines() if line[:1].isdigit())
    return {word: int(line[0]) for line in lines for word in line[2:].split()}


@lru_cache(maxsize=65536)
def syllables(word: str) -> int:
    """How many syllables an English word has; at least one."""
    word = word.replace("’", "'")
    known = _table().get(word)
    if known:
        return known
    if "-" in word:
        return sum(map(syllables, filter(None, word.split("-")))) or 1
    return by_rules(word)


def by_rules(word: str) -> int:
    """The count by vowel groups alone."""
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
