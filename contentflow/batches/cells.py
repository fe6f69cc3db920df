"""One row's cells in the words of a brief: what people write for a value. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from contentflow.batches.columns import plain
from contentflow.names import CONTENT_TYPE_LABELS, ContentType, Priority, SourceKind, Tone

_AS_IT_IS = ("topic", "audience", "goal", "keyphrase")
_CHOICES: dict[str, dict[str, str]] = {  # what is stored -> what people call it
    "content_type": {kind.value: CONTENT_TYPE_LABELS[kind] for kind in ContentType},
    "tone": {tone.value: tone.value.capitalize() for tone in Tone},
    "priority": {priority.value: priority.value.capitalize() for priority in Priority},
}
_SAID = {
    name: {plain(said): value for value, label in choices.items() for said in (value, label)}
    for name, choices in _CHOICES.items()
}
_LENGTH = re.compile(r"^(\d{1,3}[,. ]\d{3}|\d{1,6})(?:\.0+)?(?:\s*words?)?$", re.IGNORECASE)


def brief_data(
    cells: Mapping[str, str], voices: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """A brief's data, as far as the cells say it, and what is wrong with the others, by field."""
    wrong: dict[str, str] = {}
    data: dict[str, Any] = {name: cells[name] for name in _AS_IT_IS if cells.get(name)}
    data.setdefault("topic", "")
    for name in _CHOICES:
        if cells.get(name):
            _choose(name, cells[name], data, wrong)
    if length := cells.get("target_words"):
        data["target_words"] = _length(length)
    if voice := cells.get("brand_voice"):
        data["brand_voice_id"] = voices.get(plain(voice))
        if data["brand_voice_id"] is None:
            wrong["brand_voice"] = "You have no brand voice of this name."
    data["sources"] = _sources(cells.get("facts", ""), cells.get("links", ""))
    return data, wrong


def _choose(name: str, cell: str, data: dict[str, Any], wrong: dict[str, str]) -> None:
    """ "How-to", "how to", "HOW_TO" and "How-tos" all mean how_to."""
    said = _SAID[name]
    found = said.get(plain(cell)) or said.get(plain(cell).removesuffix("s"))
    if found:
        data[name] = found
    else:
        wrong[name] = f"Choose one of {', '.join(_CHOICES[name].values())}."


def _length(cell: str) -> int | str:
    """ "800", "1,200" and "800 words" are numbers; anything else is refused as it is."""
    found = _LENGTH.match(cell)
    return int(re.sub(r"\D", "", found[1])) if found else cell


def _sources(facts: str, links: str) -> list[dict[str, str]]:
    stated = [fact.strip() for fact in re.split(r"[\n|]", facts)]
    pages = [page.strip(",;|") for page in links.split()]
    return [
        *({"kind": SourceKind.TEXT.value, "value": fact} for fact in stated if fact),
        *({"kind": SourceKind.URL.value, "value": page} for page in pages if page),
    ]
