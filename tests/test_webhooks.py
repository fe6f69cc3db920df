"""Setting webhooks up, and what is queued for them."""

import pytest
from sqlmodel import select

from contentflow import approvals, audit, campaigns, db, timeline, webhook_queue, webhooks
from contentflow.briefs import NewCampaign
from contentflow.campaigns import Created
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound
from contentflow.models import Webhook, WebhookDelivery, now
from contentflow.names import AgentName, DeliveryStatus, EventType
from contentflow.person import Person
from contentflow.timeline import Event
from tests.campaign_stories import finished

URL = "https://hooks.example.com/contentflow"
ENDED = Event(EventType.RUN_STATUS, {"status": "completed", "run_cost_usd": 0.5})
DONE = Event(EventType.AGENT_COMPLETED, {"summary": "Tea", "score_after": 80}, AgentName.SEO)
NOBODY = "0190aaaa-0000-7000-8000-000000000000"


@pytest.fixture
async def made(person: Person) -> Created:
    return await campaigns.create(person, NewCampaign(topic="Secret tea"))


async def queued() -> list[WebhookDelivery]:
    async with db.reading() as session:
        return list((await session.exec(select(WebhookDelivery))).all())


async def test_only_chosen_events_of_working_webhooks_are_queued(
    admin: Person, made: Created
) -> None:
    both, _ = await webhooks.add(admin, URL, ["run_completed", "agent_completed"])
    one, _ = await webhooks.add(admin, URL, ["run_completed"])
    off, _ = await webhooks.add(admin, URL, ["run_completed"])
    paused, _ = await webhooks.add(admin, URL, ["run_completed"])
    await webhooks.switch(admin, off, on=False)
    async with db.transaction() as session:
        (await session.get_one(Webhook, paused)).paused_at = now()
    await timeline.record(made.id, made.run_id, DONE)
    await timeline.record(made.id, made.run_id, ENDED)
    assert sorted((row.webhook_id, row.seq) for row in await queued()) == sorted(
        [(both, 2), (both, 3), (one, 3)]
    )


async def test_nothing_of_a_private_text_is_sent(admin: Person, made: Created) -> None:
    await webhooks.add(admin, URL, ["agent_completed"])
    await timeline.record(made.id, made.run_id, DONE)
    (row,) = await queued()
    assert "tea" not in str(row.payload).lower()
    assert row.payload["url"].endswith(f"/campaigns/{made.id}")
    assert (row.payload["event"], row.payload["agent"], row.payload["score_after"]) == (
        "agent_completed",
        "seo",
        80,
    )


async def test_what_waits_has_a_bound(
    admin: Person, made: Created, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_queue, "MOST_WAITING", 2)
    await webhooks.add(admin, URL, ["agent_completed"])
    for _ in range(5):
        await timeline.record(made.id, made.run_id, DONE)
    assert len(await queued()) == 2
    (hook,) = await webhooks.listing(admin)
    assert hook.waiting == 2


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://hooks.example.com",
        "https://",
        "https://name:pass@hooks.example.com/",
        "http://localhost/",
        "http://localhost./",
        "http://127.0.0.1:8000/",
        "http://10.0.0.8/",
        "http://[::1]/",
        "http://2130706433/",
        "https://hooks.example.com/" + "x" * 2_000,
        "https://hooks example.com/",
    ],
)
async def test_addresses_that_cannot_be(admin: Person, url: str) -> None:
    with pytest.raises(Invalid) as caught:
        await webhooks.add(admin, url, ["run_failed"])
    assert set(caught.value.fields) == {"url"}


@pytest.mark.parametrize("events", [[], ["shared"], ["nonsense"]])
async def test_a_webhook_needs_an_event(admin: Person, events: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        await webhooks.add(admin, URL, events)
    assert set(caught.value.fields) == {"events"}


async def test_the_secret_is_given_once(admin: Person) -> None:
    first, secret = await webhooks.add(admin, f" {URL} ", ["run_failed"])
    _, other = await webhooks.add(admin, URL, ["run_failed"])
    assert secret.startswith("whsec_")
    assert secret != other
    assert len(secret) > 40
    hook = (await webhooks.listing(admin))[0]
    assert (hook.id, hook.url, hook.active) == (first, URL, True)
    assert secret not in repr(hook)


async def test_there_are_not_endlessly_many(admin: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "MOST", 1)
    await webhooks.add(admin, URL, ["run_failed"])
    with pytest.raises(Conflict):
        await webhooks.add(admin, URL, ["run_failed"])


async def test_admins_only(person: Person, viewer: Person, admin: Person) -> None:
    hook, _ = await webhooks.add(admin, URL, ["run_failed"])
    for who in (person, viewer):
        for call in (
            webhooks.listing(who),
            webhooks.add(who, URL, ["run_failed"]),
            webhooks.switch(who, hook, on=False),
            webhooks.remove(who, hook),
            webhooks.log(who, hook),
            webhooks.send_again(who, "x"),
        ):
            with pytest.raises(Forbidden):
                await call
    assert [hook.active for hook in await webhooks.listing(admin)] == [True]


@pytest.mark.parametrize("strange", [NOBODY, "", "x" * 10_000])
async def test_what_is_not_there(admin: Person, strange: str) -> None:
    for call in (
        webhooks.switch(admin, strange, on=True),
        webhooks.remove(admin, strange),
        webhooks.log(admin, strange),
        webhooks.send_again(admin, strange),
    ):
        with pytest.raises(NotFound):
            await call


async def test_changes_are_in_the_audit_log(admin: Person, made: Created) -> None:
    hook, secret = await webhooks.add(admin, URL, ["agent_completed"], "192.0.2.7")
    await timeline.record(made.id, made.run_id, DONE)
    (delivery,) = await webhooks.log(admin, hook)
    await webhooks.send_again(admin, delivery.id)
    await webhooks.switch(admin, hook, on=False)
    await webhooks.switch(admin, hook, on=True)
    await webhooks.remove(admin, hook)
    entries = [entry for entry in await audit.listing(admin) if entry.target_type == "webhook"]
    assert [entry.about.removeprefix(f"{URL}: ") for entry in entries] == [
        "deleted",
        "turned on",
        "turned off",
        "delivery sent again",
        "added",
    ]
    assert entries[-1].address == "192.0.2.7"
    assert secret not in repr(entries)
    assert await queued() == []


async def test_sending_again_needs_a_working_webhook(admin: Person, made: Created) -> None:
    hook, _ = await webhooks.add(admin, URL, ["agent_completed"])
    await timeline.record(made.id, made.run_id, DONE)
    (row,) = await queued()
    async with db.transaction() as session:
        kept = await session.get_one(WebhookDelivery, row.id)
        kept.status, kept.attempts = DeliveryStatus.FAILED, 12
    await webhooks.switch(admin, hook, on=False)
    with pytest.raises(Conflict):
        await webhooks.send_again(admin, row.id)
    await webhooks.switch(admin, hook, on=True)
    await webhooks.send_again(admin, row.id)
    (line,) = await webhooks.log(admin, hook)
    assert (line.status, line.attempts, line.event) == (
        DeliveryStatus.WAITING,
        0,
        "agent_completed",
    )


async def test_an_approval_is_sent_without_its_note(admin: Person, person: Person) -> None:
    campaign_id = await finished(person)
    await webhooks.add(admin, URL, ["approval_changed"])
    await approvals.approve(person, campaign_id, 1, "Between us: the price is wrong.")
    (row,) = await queued()
    assert (row.payload["version"], row.payload["approved"], row.payload["run_id"]) == (
        *(1, True),
        None,
    )
    assert "Between us" not in repr(row.payload)
