import asyncio

from contentflow import live


def numbered(seq: int, kind: str = "block_written") -> live.Message:
    return {"type": kind, "seq": seq}


TAIL: live.Message = {"type": "tail", "text": "Wor"}


def test_only_who_listens_hears() -> None:
    with live.subscribe("a") as one, live.subscribe("b") as other:
        live.publish("a", numbered(1))
        assert one.take() == [numbered(1)]
        assert other.take() == []
    live.publish("a", numbered(2))
    assert one.take() == []


def test_lists_hear_of_every_campaign_but_no_tails() -> None:
    with live.subscribe(live.EVERYTHING) as everything:
        live.publish("a", numbered(1))
        live.publish("b", TAIL)
        live.publish("b", numbered(2))
        assert everything.take() == [numbered(1), numbered(2)]
    live.publish("b", numbered(3))


def test_a_tail_is_remembered_until_its_block_is_finished() -> None:
    live.publish("a", TAIL)
    live.publish("a", numbered(1, "agent_progress"))
    assert live.tail("a") == TAIL
    live.publish("a", numbered(2))
    assert live.tail("a") is None


def test_who_is_far_behind_is_told_so() -> None:
    with live.subscribe("a") as slow:
        for number in range(1_001):
            live.publish("a", numbered(number))
        assert slow.overflowed
        assert slow.take()[0] == numbered(1)
        assert not slow.overflowed


async def test_waiting_ends_with_a_message_or_the_time() -> None:
    with live.subscribe("a") as subscription:
        assert not await subscription.wait(0.01)
        waiting = asyncio.create_task(subscription.wait(5))
        await asyncio.sleep(0)
        live.publish("a", numbered(1))
        assert await waiting
        subscription.take()
        assert not await subscription.wait(0.01)


def test_nobody_is_left_behind_in_memory() -> None:
    with live.subscribe("left"):
        pass
    assert "left" not in live._subscriptions
