import asyncio

from contentflow import live
from contentflow.state.watching import rights_changed


async def test_only_news_of_rights_ends_the_wait() -> None:
    with live.subscribe(live.EVERYTHING) as heard:
        waiting = asyncio.create_task(rights_changed(heard, 30))
        live.publish("c1", {"type": "agent_progress", "campaign_id": "c1", "seq": 1})
        await asyncio.sleep(0.05)
        assert not waiting.done()
        live.publish(live.EVERYTHING, {"type": live.ACCESS, "campaign_id": ""})
        await asyncio.wait_for(waiting, 30)


async def test_after_a_while_one_looks_anyway() -> None:
    with live.subscribe(live.EVERYTHING) as heard:
        await asyncio.wait_for(rights_changed(heard, 0.05), 30)
