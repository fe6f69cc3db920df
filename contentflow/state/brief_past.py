"""Which brief a campaign's versions were written from, next to the one of today. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contentflow.brief_history import Told
from contentflow.briefs import NewCampaign, as_data
from contentflow.names import CONTENT_TYPE_LABELS, ContentType
from contentflow.state import words

_FIELDS = {
    "topic": "topic",
    "audience": "audience",
    "goal": "goal",
    "keyphrase": "keyphrase",
    "tone": "tone",
}


@dataclass
class PastLine:
    """Some versions, and how their brief differs from the one of today."""

    versions: str = ""
    said: str = ""


@dataclass
class BriefLine:
    """One line of a brief that is only read."""

    name: str = ""
    value: str = ""


def past_of(told: Sequence[Told], today: NewCampaign) -> list[PastLine]:
    """The latest versions first; nothing when all were written from the brief of today."""
    lines = [PastLine(_versions(one), differing(one.brief, as_data(today))) for one in told]
    if all(line.said == "" for line in lines):
        return []
    return [PastLine(line.versions, line.said or "this brief") for line in reversed(lines)]


def _versions(one: Told) -> str:
    if one.first == one.last:
        return f"Version {one.first}"
    return f"Versions {one.first} to {one.last}"


def differing(brief: Mapping[str, Any], today: Mapping[str, Any]) -> str:
    """What an earlier brief said where it differs: "keyphrase “desk”, 400 words"."""
    parts = [
        f"{said} “{brief[name]}”" if brief.get(name) else f"no {said}"
        for name, said in _FIELDS.items()
        if (brief.get(name) or "") != (today[name] or "")
    ]
    if (kind := brief.get("content_type")) != today["content_type"] and kind:
        parts.append(CONTENT_TYPE_LABELS[ContentType(kind)].lower())
    if (length := brief.get("target_words")) != today["target_words"] and length:
        parts.append(words.count(length, "word"))
    if _values(brief) != _values(today):
        parts.append(words.count(len(_values(brief)), "fact or link", "facts and links"))
    if brief.get("brand_voice_id") != today["brand_voice_id"]:
        parts.append("another brand voice")
    return ", ".join(parts)


def _values(brief: Mapping[str, Any]) -> list[str]:
    return [source["value"] for source in brief.get("sources", ())]


def lines_of(brief: NewCampaign, voice: str) -> list[BriefLine]:
    """A brief to read; `voice` is the name of its brand voice."""
    found = [
        ("Topic", brief.topic),
        ("Audience", brief.audience),
        ("Goal", brief.goal),
        ("Content type", CONTENT_TYPE_LABELS[brief.content_type]),
        ("Keyphrase", brief.keyphrase),
        ("Tone", brief.tone.value.capitalize() if brief.tone else ""),
        ("Brand voice", voice),
        ("Length", words.count(brief.target_words, "word")),
        *[("Fact or link", source.value) for source in brief.sources],
    ]
    return [BriefLine(name, value) for name, value in found if value]
