import pytest
from sqlmodel import update

from contentflow import campaigns, db, sharing
from contentflow import document as documents
from contentflow.briefs import NewCampaign
from contentflow.errors import NotFound
from contentflow.export import export
from contentflow.export.article import read
from contentflow.export.service import stem_of
from contentflow.models import (
    AgentPerformance,
    Approval,
    Campaign,
    ContentVersion,
)
from contentflow.names import AgentName, AgentStatus, ExportFormat, VersionKind
from contentflow.person import Person
from tests.export.articles import DECENT, article_of, document_of
from tests.export.test_report import decision

FIRST, SECOND = "The first text.", "The second text."


@pytest.fixture
async def campaign(person: Person) -> campaigns.Created:
    """Two versions: the Writer's, and one that its owner made of it."""
    made = await campaigns.create(person, NewCampaign("Standing desks", keyphrase="desk"))
    async with db.transaction() as session:
        for number, text in enumerate((FIRST, SECOND), start=1):
            by_person = number == 2
            row = ContentVersion(
                campaign_id=made.id,
                number=number,
                kind=VersionKind.EDIT if by_person else VersionKind.AGENT,
                user_id=person.id if by_person else None,
                agent_type=None if by_person else AgentName.WRITER,
                document=documents.to_json(document_of(text)),
                scores={"seo": 80 + number},
                overall=80 + number,
                brief={"keyphrase": "old desk"} if number == 1 else None,
            )
            session.add(row)
        await session.exec(update(Campaign).values(version=2))  # type: ignore[call-overload]
    return made


async def test_the_latest_version_leaves_by_default(
    person: Person, campaign: campaigns.Created
) -> None:
    file = await export(person, campaign.id, ExportFormat.MARKDOWN)
    assert file.name == "standing-desks.md"
    assert SECOND in file.content.decode()
    article = await read(person, campaign.id, None)
    assert (article.number, article.latest, article.made_by) == (2, 2, person.name)
    assert article.brief["keyphrase"] == "desk"


async def test_any_version_leaves_with_its_own_brief(
    person: Person, campaign: campaigns.Created
) -> None:
    file = await export(person, campaign.id, ExportFormat.MARKDOWN, 1)
    assert file.name == "standing-desks.v1.md"
    assert FIRST in file.content.decode()
    article = await read(person, campaign.id, 1)
    assert (article.made_by, article.brief["keyphrase"]) == ("Writer", "old desk")
    assert article.scores == {"seo": 81}


@pytest.mark.parametrize("wanted", ExportFormat)
async def test_every_format_leaves(
    person: Person, campaign: campaigns.Created, wanted: ExportFormat
) -> None:
    file = await export(person, campaign.id, wanted)
    assert file.content
    assert file.name.startswith("standing-desks.")


@pytest.mark.parametrize("number", [0, 3, -1, 2**40])
async def test_there_is_no_other_version(
    person: Person, campaign: campaigns.Created, number: int
) -> None:
    with pytest.raises(NotFound):
        await export(person, campaign.id, ExportFormat.JSON, number)


async def test_without_a_text_there_is_nothing_to_export(person: Person) -> None:
    made = await campaigns.create(person, NewCampaign("Standing desks"))
    with pytest.raises(NotFound, match="no text to export yet"):
        await export(person, made.id, ExportFormat.HTML)


async def test_who_may_see_it_may_export_it(
    person: Person, colleague: Person, viewer: Person, campaign: campaigns.Created
) -> None:
    await sharing.share(person, campaign.id, viewer.id, may_edit=False)
    assert (await export(viewer, campaign.id, ExportFormat.JSON)).content
    with pytest.raises(NotFound):
        await export(colleague, campaign.id, ExportFormat.JSON)


async def test_only_the_approved_version_is(person: Person, campaign: campaigns.Created) -> None:
    assert (await read(person, campaign.id, 1)).approved is None
    async with db.transaction() as session:
        session.add(
            Approval(
                campaign_id=campaign.id, version=1, approved=True, user_id=person.id, note="Good"
            )
        )
        await session.exec(update(Campaign).values(approved_version=1))  # type: ignore[call-overload]
    approved = (await read(person, campaign.id, 1)).approved
    assert approved is not None
    assert (approved.by, approved.note) == (person.name, "Good")
    assert (await read(person, campaign.id, 2)).approved is None


async def test_a_version_has_the_edits_up_to_it(
    person: Person, campaign: campaigns.Created
) -> None:
    async with db.transaction() as session:
        for version, agent in ((1, AgentName.SEO), (2, AgentName.GEO)):
            execution = AgentPerformance(
                run_id=campaign.run_id or "",
                campaign_id=campaign.id,
                agent_type=agent,
                status=AgentStatus.COMPLETED,
                version=version,
            )
            session.add(execution)
            await session.flush()
            session.add(
                decision(
                    execution_id=execution.id,
                    run_id=execution.run_id,
                    campaign_id=campaign.id,
                    agent_type=agent,
                )
            )
    for number, agents in ((1, ["seo"]), (2, ["seo", "geo"])):
        article = await read(person, campaign.id, number)
        assert [row.agent_type.value for row in article.decisions] == agents


@pytest.mark.parametrize(
    ("slug", "title", "wanted"),
    [
        ("standing-desks", "", "standing-desks"),
        ("", "Standing desks: worth it?", "standing-desks-worth-it"),
        ("../../etc/passwd", "", "etc-passwd"),
        ('a"b\r\nc;d\\e', "", "a-b-c-d-e"),
        ("مكاتب-واقفة", "", "مكاتب-واقفة"),
        ("con", "", "campaign-deadbeef"),
        ("", "", "campaign-deadbeef"),
        ("👩‍👩‍👧", "", "campaign-deadbeef"),
        ("x" * 300, "", "x" * 80),
    ],
)
def test_a_file_has_a_name_that_every_disk_takes(slug: str, title: str, wanted: str) -> None:
    article = article_of(document=document_of(DECENT, slug=slug, title=title))
    assert stem_of(article) == wanted
