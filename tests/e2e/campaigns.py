"""Campaigns of a signed-in browser, made and asked about over HTTP: quicker than by hand."""

import re
import time
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.server import Server

_ENDED = ("completed", "needs_attention", "failed", "cancelled")
_BRIEF = {"keyphrase": "standing desk", "tone": "plain", "target_words": 300}


def begin(page: Page, server: Server, **brief: Any) -> str:
    """Start a campaign; its id."""
    data = {"topic": "How to choose a standing desk", **_BRIEF, **brief}
    headers = {"Origin": server.url}
    answer = page.context.request.post(f"{server.url}/api/campaigns", data=data, headers=headers)
    assert answer.ok, answer.text()
    return str(answer.json()["id"])


def end(page: Page, server: Server, campaign_id: str, seconds: int = 60) -> str:
    """Wait until its run has ended; how."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        status = str(ask(page, server, campaign_id)["status"])
        if status in _ENDED:
            return status
        time.sleep(0.1)
    raise AssertionError(f"the run did not end within {seconds} s")


def ask(page: Page, server: Server, campaign_id: str) -> dict[str, Any]:
    """The campaign as the API tells it."""
    answer: dict[str, Any] = page.context.request.get(
        f"{server.url}/api/campaigns/{campaign_id}"
    ).json()
    return answer


def finished(page: Page, server: Server, **brief: Any) -> str:
    """A campaign that is completed; its id."""
    campaign_id = begin(page, server, **brief)
    assert end(page, server, campaign_id) == "completed"
    return campaign_id


def copied(page: Page, server: Server, campaign_id: str) -> str:
    """A draft with the campaign's brief; its id."""
    answer = page.context.request.post(
        f"{server.url}/api/campaigns/{campaign_id}/duplicate",
        data={"start": False},
        headers={"Origin": server.url},
    )
    assert answer.ok, answer.text()
    return str(answer.json()["id"])


def delete(page: Page, server: Server, campaign_id: str) -> None:
    """Put a campaign away for good."""
    address, headers = f"{server.url}/api/campaigns/{campaign_id}", {"Origin": server.url}
    answer = page.context.request.delete(address, headers=headers)
    assert answer.ok, answer.text()


def visit(page: Page, server: Server, campaign_id: str) -> None:
    """Open its page and wait until it shows."""
    page.goto(f"{server.url}/campaigns/{campaign_id}")
    expect(page.get_by_role("region", name="Agents")).to_be_visible(timeout=30_000)


def card(page: Page, agent: str, status: str = "") -> Any:
    """An agent's card, of this status."""
    return page.get_by_role("article", name=re.compile(f"^{agent}, {status}"))


def choose(page: Page, button: str, item: str) -> None:
    """Open a menu and choose in it."""
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_role("menuitem", name=item, exact=True).click()
