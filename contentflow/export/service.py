"""The file of a version: read for who asks, rendered beside the loop, named after its slug."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass

from contentflow.export import article, bundle, data, html, markdown, word
from contentflow.export.article import Article
from contentflow.names import ExportFormat
from contentflow.person import Person

_LONGEST_NAME = 80  # characters
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # no file on Windows
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@dataclass(frozen=True)
class File:
    """What is downloaded."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Kind:
    """A format: how its files end, what they are, who makes them."""

    suffix: str
    media_type: str
    render: Callable[[Article, str], bytes]


KINDS: dict[ExportFormat, Kind] = {
    ExportFormat.MARKDOWN: Kind(
        "md", "text/markdown; charset=utf-8", lambda one, _: markdown.render(one)
    ),
    ExportFormat.HTML: Kind("html", "text/html; charset=utf-8", lambda one, _: html.render(one)),
    ExportFormat.DOCX: Kind("docx", _WORD, lambda one, _: word.render(one)),
    ExportFormat.JSON: Kind("json", "application/json", lambda one, _: data.render(one)),
    ExportFormat.ZIP: Kind("zip", "application/zip", bundle.render),
}


async def export(
    person: Person, campaign_id: str, wanted: ExportFormat, version: int | None = None
) -> File:
    """One version as a file, by default the latest.

    Raises:
        NotFound: the campaign or the version does not exist, or not for this person.
    """
    found = await article.read(person, campaign_id, version)
    kind, stem = KINDS[wanted], stem_of(found)
    content = await asyncio.to_thread(kind.render, found, stem)
    # An older version says so in its name: nobody takes it for the text as it is.
    older = "" if found.number == found.latest else f".v{found.number}"
    return File(f"{stem}{older}.{kind.suffix}", kind.media_type, content)


def stem_of(found: Article) -> str:
    """A file's name without its suffix: letters, digits and hyphens of the slug."""
    words = re.findall(r"[^\W_]+", found.document.slug or found.document.title)
    stem = "-".join(words)[:_LONGEST_NAME].strip("-").lower()
    if not stem or _DEVICES.fullmatch(stem):
        return f"campaign-{found.campaign_id[-8:]}"
    return stem
