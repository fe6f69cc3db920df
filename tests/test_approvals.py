"""A version is approved, the text goes on, the approval is taken back; every word stays."""

import asyncio

import pytest
from sqlmodel import select

from contentflow import approvals, audit, campaigns, db, inbox, live, preferences, sharing
from contentflow.errors import Conflict, Forbidden, Invalid, NotFound
from contentflow.models import Approval
from contentflow.names import AgentName, NoticeKind
from contentflow.person import Person
from tests.stories import TOPIC, another_run, finished, started

NOBODY = "01a212f7-09c3-7654-81b5-c0ad55124e59"


async def said(campaign_id: str) -> list[tuple[int, bool, str]]:
    async with db.reading() as session:
        found = await approvals.history(session, campaign_id)
    return [(word.version, word.approved, word.note) for word in found]


async def test_an_approval_is_stored_told_and_logged(person: Person, admin: Person) -> None:
    made = await finished(person)
    with live.subscribe(made) as heard:
        await approvals.approve(person, made, 1, "  Ready to go.  ", "192.0.2.1")
        (told,) = heard.take()
    assert (told["version"], told["approved"], told["note"]) == (1, True, "Ready to go.")
    assert told["by"]["name"] == person.name
    assert (await campaigns.snapshot(person, made)).approved_version == 1
    line = (await audit.listing(admin))[0]
    assert (line.action, line.about, line.address) == ("approved", "version 1", "192.0.2.1")
    assert TOPIC not in repr(line)


async def test_the_text_goes_on_and_the_approval_stays_with_its_version(person: Person) -> None:
    made = await finished(person)
    await approvals.approve(person, made, 1)
    await another_run(person, made, AgentName.SEO)
    view = await campaigns.snapshot(person, made)
    assert (view.approved_version, view.version) == (1, 2)
    await approvals.approve(person, made, 2, "This one")
    assert (await campaigns.snapshot(person, made)).approved_version == 2
    await approvals.reopen(person, made, "A number is wrong")
    assert (await campaigns.snapshot(person, made)).approved_version is None
    assert await said(made) == [
        (2, False, "A number is wrong"),
        (2, True, "This one"),
        (1, True, ""),
    ]


async def test_asked_twice_it_is_as_if_once(person: Person) -> None:
    made = await finished(person)
    await approvals.reopen(person, made)
    assert await said(made) == []
    await asyncio.gather(*(approvals.approve(person, made, 1, "Yes") for _ in range(4)))
    assert await said(made) == [(1, True, "Yes")]
    await asyncio.gather(*(approvals.reopen(person, made) for _ in range(4)))
    assert await said(made) == [(1, False, ""), (1, True, "Yes")]


@pytest.mark.parametrize("version", [0, -1, 2, 10**12, None, "1", 1.5, True, [1]])
async def test_only_versions_there_are(person: Person, version: object) -> None:
    made = await finished(person)
    with pytest.raises(Invalid) as caught:
        await approvals.approve(person, made, version)  # type: ignore[arg-type]
    assert set(caught.value.fields) == {"version"}


@pytest.mark.parametrize("note", [None, 7, ["x"], "x" * 1_001])
async def test_a_note_is_text_of_some_length(person: Person, note: object) -> None:
    made = await finished(person)
    for deed in (
        approvals.approve(person, made, 1, note),  # type: ignore[arg-type]
        approvals.reopen(person, made, note),  # type: ignore[arg-type]
    ):
        with pytest.raises(Invalid):
            await deed
    async with db.reading() as session:
        assert (await session.exec(select(Approval))).all() == []


async def test_a_hostile_note_stays_text(person: Person) -> None:
    made = await finished(person)
    await approvals.approve(person, made, 1, "<script>\0alert(1)</script>\ud800")
    assert await said(made) == [(1, True, "<script>\ufffdalert(1)</script>\ufffd")]


async def test_without_a_text_there_is_nothing_to_approve(person: Person) -> None:
    with pytest.raises(Conflict, match="no text"):
        await approvals.approve(person, await started(person), 1)


async def test_who_may_approve(
    person: Person, colleague: Person, viewer: Person, admin: Person
) -> None:
    made = await finished(person)
    for stranger in (colleague, viewer, admin):
        with pytest.raises(NotFound):
            await approvals.approve(stranger, made, 1)
    for member in (colleague, viewer):
        await sharing.share(person, made, member.id, may_edit=member is viewer)
        for deed in (approvals.approve(member, made, 1), approvals.reopen(member, made)):
            with pytest.raises(Forbidden):
                await deed
    await sharing.share(person, made, colleague.id, may_edit=True)
    await approvals.approve(colleague, made, 1)
    for wrong in (NOBODY, "", "x"):
        with pytest.raises(NotFound):
            await approvals.approve(person, wrong, 1)


async def test_the_others_are_told_unless_they_do_not_care(
    person: Person, colleague: Person
) -> None:
    made = await finished(person)
    await sharing.share(person, made, colleague.id, may_edit=True)
    await approvals.approve(colleague, made, 1, "Ready")
    entry = (await inbox.listing(person))[0][0]
    assert (entry.kind, entry.title) == (NoticeKind.APPROVAL_CHANGED, "Version 1 approved")
    assert entry.text == f"{colleague.name}: Ready"
    await preferences.choose(person, NoticeKind.APPROVAL_CHANGED, inbox=False)
    before = await inbox.unread(person)
    await approvals.reopen(colleague, made)
    assert await inbox.unread(person) == before
