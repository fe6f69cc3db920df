"""An estimate in words."""

from contentflow.engine.estimates import AgentEstimate, Estimate
from contentflow.names import AgentName
from contentflow.state.estimate_words import card_of


def _estimate(runs: int, cost: float | None) -> Estimate:
    agents = [
        AgentEstimate(AgentName.WRITER, 30, 20, 40, cost, runs),
        AgentEstimate(AgentName.SEO, 10, 5, 20, cost, runs),
    ]
    return Estimate(40, 25, 60, cost, runs, agents)


def test_it_gives_a_range_and_says_what_it_rests_on() -> None:
    card = card_of(_estimate(24, 0.002))
    assert (card.total, card.span, card.cost) == ("40 s", "0:25 to 1:00", "$0.002")
    assert card.basis == "from your last 24 runs"
    assert card_of(_estimate(0, None)).basis == "no past runs; typical values"
    assert card_of(_estimate(1, None)).basis == "from your last run"


def test_shares_lie_end_to_end() -> None:
    writer, seo = card_of(_estimate(3, None)).shares
    assert (writer.left, writer.width) == (0, 75)
    assert (seo.left, seo.width) == (75, 25)


def test_a_run_that_costs_nothing_is_free_and_says_so_once() -> None:
    card = card_of(_estimate(3, 0.0))
    assert card.cost == "free"
    assert {share.cost for share in card.shares} == {""}


def test_the_total_is_never_outside_its_range() -> None:
    short = Estimate(6.3, 4, 7, None, 1, [])
    assert (card_of(short).total, card_of(short).span) == ("6 s", "0:04 to 0:07")
    assert card_of(Estimate(0.2, 0, 1, None, 1, [])).total == "under 1 s"


def test_a_range_of_one_value_is_said_once() -> None:
    assert card_of(Estimate(5.2, 5, 5.4, None, 1, [])).span == "about 0:05"
