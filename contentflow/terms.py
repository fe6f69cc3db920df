"""A brand voice as people send it: its name, who may use it, its terms. Checked, pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contentflow.brief import Term
from contentflow.briefs import Data, storable
from contentflow.errors import Invalid
from contentflow.names import Visibility

NAME = 80
PHRASE = 80
MOST = 200
KINDS = ("banned", "preferred", "cased")


@dataclass(frozen=True)
class Terms:
    """What a brand does not say, says its own way, and writes with fixed capitals."""

    banned: tuple[Term, ...] = ()
    preferred: tuple[Term, ...] = ()
    cased: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.banned) + len(self.preferred) + len(self.cased)


@dataclass(frozen=True)
class Change:
    """What of a voice is to be set; None leaves it as it is."""

    name: str | None = None
    visibility: Visibility | None = None
    terms: Terms | None = None


def validate(data: Data, *, whole: bool = False) -> Change:
    """The change in `data`; `whole` asks for a name.

    Raises:
        Invalid: says of every wrong field what is wrong with it.
    """
    wrong: dict[str, str] = {
        name: "There is no such field."
        for name in data
        if name not in ("name", "visibility", "terms")
    }
    change = Change(
        _name(data.get("name"), wrong, whole=whole),
        _visibility(data.get("visibility"), wrong),
        _terms(data.get("terms"), wrong),
    )
    if wrong:
        raise Invalid(wrong)
    return change


def as_json(terms: Terms) -> dict[str, Any]:
    """Plain JSON data of terms; `from_json` reads it."""
    return {
        "banned": [{"phrase": t.phrase, "replacement": t.replacement} for t in terms.banned],
        "preferred": [{"phrase": t.phrase, "replacement": t.replacement} for t in terms.preferred],
        "cased": list(terms.cased),
    }


def from_json(data: Mapping[str, Any]) -> Terms:
    """Terms as they were stored."""
    return Terms(
        banned=tuple(Term(**one) for one in data.get("banned", ())),
        preferred=tuple(Term(**one) for one in data.get("preferred", ())),
        cased=tuple(data.get("cased", ())),
    )


def _name(value: object, wrong: dict[str, str], *, whole: bool) -> str | None:
    if value is None and not whole:
        return None
    text = _line(value)
    if not text:
        wrong["name"] = "Enter a name."
    elif len(text) > NAME:
        wrong["name"] = f"The name has {len(text)} characters; {NAME} is the most."
    return text


def _visibility(value: object, wrong: dict[str, str]) -> Visibility | None:
    if value is None:
        return None
    if isinstance(value, str) and value in set(Visibility):
        return Visibility(value)
    wrong["visibility"] = f"Choose one of {', '.join(Visibility)}."
    return None


def _terms(value: object, wrong: dict[str, str]) -> Terms | None:
    if value is None:
        return None
    if not isinstance(value, Mapping) or set(value) - set(KINDS):
        wrong["terms"] = f"Terms must be an object of {', '.join(KINDS)}."
        return None
    rows = {kind: _rows(value.get(kind), kind, wrong) for kind in KINDS}
    return Terms(
        banned=tuple(Term(*row) for row in rows["banned"]),
        preferred=tuple(Term(*row) for row in rows["preferred"]),
        cased=tuple(phrase for phrase, _ in rows["cased"]),
    )


def _rows(value: object, kind: str, wrong: dict[str, str]) -> list[tuple[str, str]]:
    """The phrases of one kind with their replacements; empty rows are left out."""
    if value is None:
        return []
    if not isinstance(value, list | tuple) or len(value) > MOST:
        wrong[kind] = f"Give a list of at most {MOST} terms."
        return []
    rows = [_row(one) for one in value]
    said = [_wrong(kind, row, rows[:n]) for n, row in enumerate(rows) if row is None or any(row)]
    if found := [problem for problem in said if problem]:
        wrong[kind] = found[0]
        return []
    return [row for row in rows if row is not None and row[0]]


def _row(value: object) -> tuple[str, str] | None:
    if isinstance(value, str):
        return _line(value), ""
    if not isinstance(value, Mapping) or set(value) - {"phrase", "replacement"}:
        return None
    return _line(value.get("phrase")), _line(value.get("replacement"))


def _wrong(kind: str, row: tuple[str, str] | None, before: list[tuple[str, str] | None]) -> str:
    """What is wrong with one row, if anything."""
    if row is None:
        return "Each term needs a phrase."
    phrase, replacement = row
    if not phrase:
        return f"“{replacement}” has no phrase to stand for."
    if max(len(phrase), len(replacement)) > PHRASE:
        return f"“{phrase[:40]}” is too long; {PHRASE} characters are the most."
    if not any(character.isalnum() for character in phrase):
        return f"“{phrase}” holds no letter or digit."
    if phrase.casefold() in {one[0].casefold() for one in before if one}:
        return f"“{phrase}” is there twice."
    if kind == "preferred" and not replacement:
        return f"Say what to write for “{phrase}”."
    if kind != "cased" and phrase.casefold() == replacement.casefold():
        return f"“{phrase}” stands for itself."
    return ""


def _line(value: object) -> str:
    return " ".join(storable(value).split()) if isinstance(value, str) else ""
