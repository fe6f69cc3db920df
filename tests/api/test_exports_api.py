from urllib.parse import unquote

import pytest
from sqlmodel import update

from contentflow import campaigns, db
from contentflow import document as documents
from contentflow.briefs import NewCampaign
from contentflow.models import Campaign, ContentVersion
from contentflow.names import ExportFormat
from contentflow.person import Person
from tests.api.conftest import Client, SignedIn
from tests.api.test_campaigns_api import is_problem
from tests.export.articles import document_of


@pytest.fixture
async def mine(client: Client, person: Person, bearer: SignedIn) -> Client:
    client.headers.update(await bearer(person))
    return client


async def with_text(person: Person, slug: str = "standing-desks") -> str:
    """A campaign with one version; its address."""
    made = await campaigns.create(person, NewCampaign("Standing desks"))
    document = documents.to_json(document_of("A <b>text</b>.", slug=slug))
    async with db.transaction() as session:
        session.add(ContentVersion(campaign_id=made.id, number=1, document=document))
        await session.exec(update(Campaign).values(version=1))  # type: ignore[call-overload]
    return f"/api/campaigns/{made.id}/export"


TYPES = {
    "markdown": ("text/markdown; charset=utf-8", "md"),
    "html": ("text/html; charset=utf-8", "html"),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "docx",
    ),
    "json": ("application/json", "json"),
    "zip": ("application/zip", "zip"),
}


@pytest.mark.parametrize("wanted", ExportFormat)
async def test_every_format_is_a_download(mine: Client, person: Person, wanted: str) -> None:
    answer = await mine.get(await with_text(person), params={"format": wanted})
    kind, suffix = TYPES[wanted]
    name = f"standing-desks.{suffix}"
    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"] == (
        f"attachment; filename=\"{name}\"; filename*=UTF-8''{name}"
    )
    assert answer.content


async def test_a_name_cannot_break_out_of_its_header(mine: Client, person: Person) -> None:
    address = await with_text(person, 'مكتب"; filename="x.exe\r\nSet-Cookie: a=b')
    answer = await mine.get(address, params={"format": "html"})
    assert "set-cookie" not in answer.headers
    header = answer.headers["content-disposition"]
    assert header.startswith('attachment; filename="-filename-x-exe-set-cookie-a-b.html"; ')
    assert unquote(header.rpartition("''")[2]) == "مكتب-filename-x-exe-set-cookie-a-b.html"


async def test_a_name_without_a_letter_of_ascii_has_one_for_old_programs(
    mine: Client, person: Person
) -> None:
    answer = await mine.get(await with_text(person, "مكتب"), params={"format": "json"})
    assert 'filename="article.json"' in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({}, 422),
        ({"format": "pdf"}, 422),
        ({"format": "json", "version": "0"}, 422),
        ({"format": "json", "version": "two"}, 422),
        ({"format": "json", "version": str(2**70)}, 422),
        ({"format": "json", "version": "2"}, 404),
    ],
)
async def test_what_is_not_there_is_a_problem(
    mine: Client, person: Person, asked: dict[str, str], status: int
) -> None:
    is_problem(await mine.get(await with_text(person), params=asked), status)


async def test_others_cannot_export(
    client: Client, person: Person, colleague: Person, bearer: SignedIn
) -> None:
    address = await with_text(person)
    asked = {"format": "zip"}
    is_problem(await client.get(address, params=asked), 401)
    is_problem(await client.get(address, params=asked, headers=await bearer(colleague)), 404)


async def test_a_campaign_without_text_has_nothing_to_export(mine: Client, person: Person) -> None:
    made = await campaigns.create(person, NewCampaign("Standing desks"))
    address = f"/api/campaigns/{made.id}/export"
    said = is_problem(await mine.get(address, params={"format": "html"}), 404)
    assert said["detail"] == "There is no text to export yet."
