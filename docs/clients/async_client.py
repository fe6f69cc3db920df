"""A contentflow client that follows several campaigns at the same time.

    pip install httpx websockets
    CONTENTFLOW_TOKEN=… python async_client.py "How to choose a standing desk" "What a chair costs"

It does for each topic what sync_client.py does for one, and shows the text as it is written.
docs/api.md explains each step.
"""

import argparse
import asyncio
import json
import os
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

ENDED = {"completed", "needs_attention", "failed", "cancelled"}
TRY_AGAIN = {409, 429, 503}  # with a Retry-After: the same request, later
SILENCE = 30.0  # seconds; the server says something at least every 15
LAST_WORDS = range(4400, 4500)  # codes that will be the same next time…
TOO_SLOW = 4408  # …but for this one

Message = dict[str, Any]


class Client:
    """The API of one installation, for whoever the token belongs to."""

    def __init__(self, address: str, token: str) -> None:
        self._headers = {"Authorization": f"Bearer {token}"}
        self._socket = address.replace("http", "ws", 1)
        self._http = httpx.AsyncClient(base_url=address, headers=self._headers, timeout=30)
        self._last: dict[str, int] = {}  # by campaign: the number of the event seen last

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def get(self, path: str, **query: Any) -> httpx.Response:
        """Read something."""
        return (await self._http.get(path, params=query)).raise_for_status()

    async def post(self, path: str, body: Message) -> Message:
        """Do something once, however often the network loses the answer."""
        key = {"Idempotency-Key": str(uuid.uuid4())}
        for _ in range(10):
            try:
                answer = await self._http.post(path, json=body, headers=key)
            except httpx.TransportError:
                await asyncio.sleep(1)
                continue
            if answer.status_code not in TRY_AGAIN or "Retry-After" not in answer.headers:
                return answer.raise_for_status().json()
            await asyncio.sleep(float(answer.headers["Retry-After"]))
        raise TimeoutError(f"no answer to POST {path}")

    async def follow(self, campaign_id: str) -> AsyncIterator[Message]:
        """What happens to a campaign, in order and nothing twice, over lost connections too.

        It begins with the campaign's first event, and the next time where it was left. Between the
        events come tails: the block being written, as far as it is. They have no seq.
        """
        address = f"{self._socket}/ws/campaign/{campaign_id}/status?tails=1&after="
        while True:
            after = self._last.get(campaign_id, 0)
            try:
                async with connect(f"{address}{after}", additional_headers=self._headers) as line:
                    while True:
                        async with asyncio.timeout(SILENCE):
                            message = json.loads(await line.recv())
                        if message["type"] == "snapshot":
                            continue  # the events since then tell the same, one after the other
                        if "seq" in message:  # a tail has none
                            self._last[campaign_id] = message["seq"]
                        yield message
            except ConnectionClosed as lost:
                code = lost.rcvd.code if lost.rcvd else None
                if code in LAST_WORDS and code != TOO_SLOW:
                    raise
            except (OSError, InvalidHandshake, TimeoutError):
                pass
            await asyncio.sleep(1)

    async def wait(self, campaign_id: str, run_id: str) -> str:
        """Follow a run to its end; how it ended."""
        async for message in self.follow(campaign_id):
            if message["type"] == "tail":
                print(f"  … {message['text'][-60:]!r}")
            if message["type"] == "agent_completed":
                print(f"  {message['agent_type']}: {message['summary']}")
            is_ours = message["type"] == "run_status" and message["run_id"] == run_id
            if is_ours and message["status"] in ENDED:
                return message["status"]
        raise AssertionError("a campaign is followed without an end")


async def work(client: Client, brief: Message, folder: Path) -> None:
    """From a brief to a folder with the article."""
    made = await client.post("/api/campaigns", brief)
    campaign = f"/api/campaigns/{made['id']}"
    print(f"Writing {brief['topic']!r} ({made['id']})")
    print(f"The run is {await client.wait(made['id'], made['run']['id'])}.")

    again = await client.post(f"{campaign}/trigger-analysis", {"agents": ["seo"], "force": True})
    print(f"SEO again is {await client.wait(made['id'], again['run_id'])}.")

    versions = (await client.get(f"{campaign}/versions")).json()["items"]
    first, last = versions[-1]["number"], versions[0]["number"]
    found = (await client.get(f"{campaign}/versions/{first}/diff/{last}")).json()
    changed = [one for one in found["blocks"] if one["kind"] != "same"]
    scores = f"{versions[-1]['overall']} to {versions[0]['overall']}"
    print(f"Version {first} to {last}: {len(changed)} blocks changed, overall score {scores}.")

    file = await client.get(f"{campaign}/export", format="zip")
    name = file.headers["Content-Disposition"].split('filename="')[1].split('"')[0]
    await asyncio.to_thread((folder / name).write_bytes, file.content)
    print(f"Saved {folder / name}")


async def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("topics", nargs="+", metavar="topic")
    parser.add_argument("--words", type=int, default=600)
    parser.add_argument("--folder", type=Path, default=Path())
    given = parser.parse_args()
    address = os.environ.get("CONTENTFLOW_ADDRESS", "http://localhost:8000")
    briefs = [{"topic": topic, "target_words": given.words} for topic in given.topics]
    token = os.environ["CONTENTFLOW_TOKEN"]
    async with Client(address, token) as client, asyncio.TaskGroup() as tasks:
        for brief in briefs:
            tasks.create_task(work(client, brief, given.folder))


if __name__ == "__main__":
    asyncio.run(main())
