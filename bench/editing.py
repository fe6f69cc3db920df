"""Typing in the block editor: is every key there, and how soon do the scores follow?"""

import re
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from bench.product import prepared
from bench.versions import article, opened
from contentflow.person import Person
from tests import texts

WORDS, ROUNDS, KEY_MS = 1_000, 10, 100
PAUSE_MS = 80  # without a key, then the editor asks for the scores: editor.jsx
_WORDS = " every key of this is there in its order a"  # the last key makes one more word

_WATCH = """() => {
  window.benched = { key: 0, moved: 0 };
  document.addEventListener("input", () => {
    window.benched = { key: performance.now(), moved: 0 };
  }, true);
  new MutationObserver(() => {
    window.benched.moved = window.benched.moved || performance.now();
  }).observe(document.querySelector(".rail_r"),
    { subtree: true, childList: true, characterData: true, attributes: true });
}"""


def editing() -> dict[str, Any]:
    """Milliseconds from the last key until the scores beside the text change."""
    with tempfile.TemporaryDirectory() as folder:
        campaign_id = prepared(Path(folder), _written)
        with opened(Path(folder)) as (server, page):
            page.goto(f"{server.url}/campaigns/{campaign_id}")
            page.locator(".edit_open").click()
            page.wait_for_selector(".edit_block textarea")
            page.evaluate(_WATCH)
            return _typed(page)


async def _written(person: Person) -> str:
    return await texts.written(person, article(WORDS))


def _typed(page: Page) -> dict[str, Any]:
    field = page.locator(".edit_block textarea.paragraph").first
    field.click()
    field.press("Control+End")
    before, took = field.input_value(), []
    for _ in range(ROUNDS):
        page.keyboard.type(_WORDS, delay=KEY_MS)
        page.wait_for_timeout(1_500)
        seen = page.evaluate("window.benched")
        assert seen["moved"], "the scores did not follow"
        took.append(seen["moved"] - seen["key"])
    typed, wanted = field.input_value().removeprefix(before), _WORDS * ROUNDS
    return {
        "article_words": len(re.findall(r"\S+", article(WORDS))),
        "keys": len(wanted),
        "keys_a_second": 1000 / KEY_MS,
        "keys_lost": 0 if typed == wanted else max(1, len(wanted) - len(typed)),
        "pause_ms": PAUSE_MS,
        "after_the_pause_ms": round(statistics.median(took) - PAUSE_MS, 1),
        "after_the_pause_worst_ms": round(max(took) - PAUSE_MS, 1),
    }
