"""The dialog of an agent's results: what is listed, chosen and compared."""

import pytest

from contentflow.names import AgentName, Rating
from contentflow.person import Person
from contentflow.results import ChangedCheck
from contentflow.state import results
from contentflow.state.results import Compared, ResultsState, _check
from tests.campaign_stories import another_run, finished, seconds_ago, worked
from tests.state.acting import LOG_IN, Page, acting
from tests.test_results import NEW, OLD

SEO = AgentName.SEO


async def three(person: Person) -> tuple[str, list[str]]:
    """A campaign whose SEO agent ran three times; the executions' ids, the latest first."""
    made = await finished(person, AgentName.WRITER)
    ids = []
    for age, score, checks in ((90, 60, OLD), (60, 70, OLD), (30, 80, NEW)):
        run_id = await another_run(person, made)
        ids.append(
            await worked(
                made, run_id, SEO, scores={"seo": score}, checks=checks, started_at=seconds_ago(age)
            )
        )
    return made, ids[::-1]


async def test_the_latest_two_are_compared_at_first(person: Person) -> None:
    made, ids = await three(person)
    page = Page(ResultsState())
    with acting(person, results, campaign=made):
        await page.call("show", "seo")
    state = page.state
    assert (state.opened, state.label, [row.id for row in state.rows]) == (True, "SEO", ids)
    assert state.chosen == ids[:2]
    assert (state.compared.first, state.compared.second) == (
        "Run 3, version 3",
        "Run 4, version 4",
    )
    (score,) = state.compared.scores
    assert (score.label, score.before, score.after, score.delta, score.kind) == (
        *("SEO", "70", "80"),
        *("+10", "up"),
    )
    assert state.compared.href == f"/campaigns/{made}?tab=changes&from=3&to=4"
    assert [(one.label, one.kind, one.after) for one in state.compared.checks] == [
        ("Title", "better", "55 characters, on target"),
        ("Images", "other", "none, needs work"),
        ("Links", "other", "not measured"),
    ]


async def test_two_others_are_chosen(person: Person) -> None:
    made, (third, second, first) = await three(person)
    page = Page(ResultsState())
    with acting(person, results, campaign=made):
        await page.call("show", "seo")
        await page.call("choose", third)
        assert (page.state.chosen, page.state.compared) == ([second], Compared())
        await page.call("choose", first)
        assert page.state.chosen == [second, first]
        assert page.state.compared.first == "Run 2, version 2"
        await page.call("choose", third)
        assert page.state.chosen == [first, third]
        for nonsense in (None, "x", ["x"], 7):
            await page.call("choose", nonsense)
        assert page.state.chosen == [first, third]
        await page.call("close", False)
    assert (page.state.opened, page.state.rows, page.state.chosen) == (False, [], [])


async def test_one_result_has_nothing_to_be_compared_with(person: Person) -> None:
    made = await finished(person, AgentName.WRITER)
    page = Page(ResultsState())
    with acting(person, results, campaign=made):
        await page.call("show", "writer")
        assert (len(page.state.rows), page.state.compared) == (1, Compared())
        await page.call("show", "geo")
        assert (page.state.rows, page.state.label) == ([], "GEO")


async def test_strangers_and_nonsense_see_nothing(person: Person, colleague: Person) -> None:
    made, _ = await three(person)
    for somebody in (colleague, None):
        page = Page(ResultsState())
        with acting(somebody, results, campaign=made):
            sent = await page.call("show", "seo")
        assert (sent == [LOG_IN]) is (somebody is None)
        assert (page.state.opened, page.state.rows) == (False, [])
    with acting(person, results, campaign=made):
        for nonsense in (None, "nobody", ["seo"], 7):
            page = Page(ResultsState())
            await page.call("show", nonsense)
            assert not page.state.opened


async def test_a_cached_and_a_failed_result_in_words(person: Person) -> None:
    made = await finished(person, AgentName.WRITER)
    run_id = await another_run(person, made)
    started = seconds_ago(10)
    await worked(
        made, run_id, SEO, cache_hit=True, started_at=started, cached_at=seconds_ago(7_300)
    )
    page = Page(ResultsState())
    with acting(person, results, campaign=made):
        await page.call("show", "seo")
    (row,) = page.state.rows
    assert (row.note, row.cost, row.scores, row.took) == (
        "from cache, 2 h old",
        "free",
        "SEO 60",
        "2 s",
    )


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ((Rating.POOR, "1"), (Rating.GOOD, "2"), "better"),
        ((Rating.GOOD, "1"), (Rating.NEEDS_WORK, "2"), "worse"),
        ((Rating.GOOD, "1"), (Rating.GOOD, "2"), "other"),
        ((Rating.NOT_APPLICABLE, "–"), (Rating.POOR, "2"), "other"),
        (None, (Rating.GOOD, "2"), "other"),
    ],
)
def test_a_changed_check_is_better_or_worse(
    before: tuple[Rating, str] | None, after: tuple[Rating, str] | None, kind: str
) -> None:
    assert _check(ChangedCheck("c", "C", "seo", before, after)).kind == kind
