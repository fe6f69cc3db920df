import csv
import io

import pytest

from contentflow.names import AgentName, RunStatus
from contentflow.person import Person
from tests.api.conftest import Client, SignedIn
from tests.api.test_campaigns_api import is_problem
from tests.stories import Story, begin


@pytest.fixture
async def mine(client: Client, person: Person, bearer: SignedIn) -> Client:
    client.headers.update(await bearer(person))
    return client


@pytest.fixture
async def story(person: Person) -> Story:
    told = await begin(person)
    await told.status(RunStatus.RUNNING, 2)
    execution = await told.execution(AgentName.WRITER, 2, 12)
    await told.calls(execution, (2, 5, ""), (5, 12, ""))
    return told


async def test_a_timeline_is_data(mine: Client, story: Story) -> None:
    path = f"/api/campaigns/{story.campaign_id}/timeline"
    answer = await mine.get(path)
    assert answer.headers["content-type"] == "application/json"
    shown = answer.json()
    assert (shown["campaign_id"], shown["run"]["id"]) == (story.campaign_id, story.run_id)
    named = (await mine.get(path, params={"run": story.run_id})).json()["run"]
    assert named["id"] == story.run_id


async def test_a_timeline_is_a_file(mine: Client, story: Story) -> None:
    path = f"/api/campaigns/{story.campaign_id}/timeline"
    sheet = await mine.get(path, params={"format": "csv"})
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert sheet.headers["content-disposition"] == 'attachment; filename="timeline-run-1.csv"'
    kinds = [row["kind"] for row in csv.DictReader(io.StringIO(sheet.text))]
    assert kinds.count("model_call") == 2
    trace = await mine.get(path, params={"format": "trace"})
    assert trace.json()["traceEvents"]
    assert 'filename="timeline-run-1.trace.json"' in trace.headers["content-disposition"]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"format": "svg"}, 422),
        ({"run": "x"}, 404),
        ({"run": "00000000-0000-0000-0000-000000000000"}, 404),
    ],
)
async def test_what_is_not_there_is_a_problem(
    mine: Client, story: Story, asked: dict[str, str], status: int
) -> None:
    path = f"/api/campaigns/{story.campaign_id}/timeline"
    is_problem(await mine.get(path, params=asked), status)


async def test_others_see_none(
    client: Client, story: Story, colleague: Person, bearer: SignedIn
) -> None:
    path = f"/api/campaigns/{story.campaign_id}/timeline"
    is_problem(await client.get(path), 401)
    is_problem(await client.get(path, headers=await bearer(colleague)), 404)
