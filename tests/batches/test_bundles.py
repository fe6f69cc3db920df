"""The texts of a batch in one zip: those there are, of those one may see."""

import io
import zipfile

import pytest

from contentflow import sharing
from contentflow.batches import bundles
from contentflow.errors import NotFound
from contentflow.names import AgentName, ExportFormat
from contentflow.person import Person
from tests.batches.making import campaigns_of, made, runs_of
from tests.campaign_stories import worked


async def unzipped(person: Person, batch_id: str, *picked: str) -> dict[str, bytes]:
    found = await bundles.listed(person, batch_id, picked or None)
    pieces = [piece async for piece in bundles.zipped(person, found, ExportFormat.MARKDOWN)]
    assert len(pieces) == len(found) + 1
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


async def test_each_text_is_a_file_named_by_its_row(person: Person, colleague: Person) -> None:
    batch_id = await made(person, 3)
    runs = await runs_of(batch_id)
    for run in runs[:2]:
        await worked(run.campaign_id, run.id, AgentName.WRITER)
    files = await unzipped(person, batch_id)
    assert list(files) == ["0001-desks.md", "0002-desks.md"]
    assert b"Stand up." in files["0001-desks.md"]
    second = (await campaigns_of(batch_id))[1].id
    assert list(await unzipped(person, batch_id, second, "x")) == ["0002-desks.md"]
    await sharing.share(person, second, colleague.id, may_edit=False)
    assert list(await unzipped(colleague, batch_id)) == ["0002-desks.md"]


async def test_without_a_text_there_is_nothing_to_send(person: Person, colleague: Person) -> None:
    batch_id = await made(person, 1)
    for who in (person, colleague):
        with pytest.raises(NotFound):
            await bundles.listed(who, batch_id)
