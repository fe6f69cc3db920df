"""A hundred versions of a long article: its page opened, and any two of them compared."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, sync_playwright

from bench.product import prepared, signed_in, signed_in_page
from contentflow import db, versions
from contentflow import document as documents
from contentflow.document import Document
from contentflow.models import Campaign, ContentVersion, new_id
from contentflow.names import AgentName
from contentflow.person import Person
from tests import texts
from tests.e2e.conftest import FLAGS, chromium
from tests.e2e.drawing import milliseconds_to_open
from tests.e2e.server import Server

VERSIONS, WORDS, TIMES = 100, 3_000, 7
_SHOWN = 20  # versions the rail shows at first
_PARAGRAPHS = 3  # of a section
_SENTENCES = (
    "A desk that moves lets you change your position whenever your back asks for it.",
    "Measure the room first, and note where the light falls in the morning.",
    "Most people stand for twenty minutes and then sit down again for an hour.",
    "Ask for a sample of the surface, because colours look different on a screen.",
    "A lift with two motors is quieter and carries more than one with a single motor.",
)


def article(words: int) -> str:
    """Markdown of about so many words, in sections of three paragraphs."""
    parts, count = [], 0
    while count < words:
        section = len(parts) // (_PARAGRAPHS + 1) + 1
        if len(parts) % (_PARAGRAPHS + 1) == 0:
            parts.append(f"## Part {section} of the way to a better desk")
        else:
            order = [_SENTENCES[(len(parts) + at) % len(_SENTENCES)] for at in range(5)]
            parts.append(f"In step {len(parts)} you look closer. {' '.join(order)}")
        count += len(parts[-1].split())
    return "\n\n".join(parts)


async def rewritten(person: Person, count: int = VERSIONS, words: int = WORDS) -> str:
    """A campaign whose text has so many versions, each with one paragraph changed; its id."""
    campaign_id = await texts.written(person, article(words))
    document = await texts.text_of(campaign_id)
    paragraphs = [at for at, one in enumerate(document.blocks) if one.kind == "paragraph"]
    first = (await texts.version_of(campaign_id)).model_dump()
    async with db.transaction() as session:
        for number in range(2, count + 1):
            document = _changed(document, paragraphs[number % len(paragraphs)], number)
            its = {"id": new_id(), "number": number, "base": number - 1, "edits": 1}
            its |= {"agent_type": AgentName.SEO, "document": documents.to_json(document)}
            session.add(ContentVersion(**{**first, **its}))
        campaign = await session.get_one(Campaign, campaign_id)
        campaign.version = count
        session.add(campaign)
    return campaign_id


def _changed(document: Document, at: int, number: int) -> Document:
    block = document.blocks[at]
    first, _, rest = block.text.partition(". ")
    changed = replace(block, text=f"{first}, as version {number} says. {rest}")
    return replace(document, blocks=(*document.blocks[:at], changed, *document.blocks[at + 1 :]))


@contextmanager
def opened(folder: Path, **environment: str) -> Iterator[tuple[Server, Page]]:
    """A server on a filled folder, and a browser's page of somebody who has signed in."""
    server = Server(folder, **environment)
    server.start()
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = signed_in_page(browser, server)
            page.set_viewport_size({"width": 1440, "height": 1000})
            yield server, page
            browser.close()
    finally:
        server.stop()


def history() -> dict[str, Any]:
    """Milliseconds until the page and its versions are drawn, and for differences."""
    with tempfile.TemporaryDirectory() as folder:
        campaign_id, compared = prepared(Path(folder), _made)
        with opened(Path(folder)) as (server, page):
            address = f"{server.url}/campaigns/{campaign_id}"
            article = _openings(page, address, "#panel-preview .blk", 1)
            rail = _openings(page, f"{address}?tab=changes", ".version_rail .ver", _SHOWN)
            with closing(signed_in(server)) as client:
                asked = [_asked(client, campaign_id, *pair) for pair in _pairs()]
    return {
        "versions": VERSIONS,
        "words": WORDS,
        "article_ms": _median(article),
        "rail_ms": _median(rail),
        "open_worst_ms": round(max(article + rail), 1),
        "diff_ms": _median(compared),
        "diff_worst_ms": round(max(compared), 1),
        "diff_http_ms": _median(asked),
        "diff_http_worst_ms": round(max(asked), 1),
    }


async def _made(person: Person) -> tuple[str, list[float]]:
    campaign_id = await rewritten(person)
    await versions.compare(
        person, campaign_id, 3, 5
    )  # the first one of a process is not a diff's time
    took = []
    for a, b in _pairs():
        began = time.perf_counter()
        await versions.compare(person, campaign_id, a, b)
        took.append(1000 * (time.perf_counter() - began))
        await asyncio.sleep(0)
    return campaign_id, took


def _pairs() -> list[tuple[int, int]]:
    """The first with the last, neighbours, and some in between."""
    neighbours = list(pairwise(range(1, VERSIONS + 1, 11)))
    return [(1, VERSIONS), (VERSIONS, 1), (VERSIONS - 1, VERSIONS), (1, 2), *neighbours]


def _openings(page: Page, address: str, drawn: str, count: int) -> list[float]:
    """The first fills the browser's cache and is left out."""
    return [milliseconds_to_open(page, address, drawn, count) for _ in range(1 + TIMES)][1:]


def _asked(client: httpx.Client, campaign_id: str, a: int, b: int) -> float:
    began = time.perf_counter()
    answer = client.get(f"/api/campaigns/{campaign_id}/versions/{a}/diff/{b}")
    took = 1000 * (time.perf_counter() - began)
    assert answer.status_code == 200, answer.text
    return took


def _median(took: list[float]) -> float:
    return round(statistics.median(took), 1)
