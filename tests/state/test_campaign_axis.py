"""The axis of the timeline: to scale, but for long standstills."""

import pytest

from contentflow.state.campaign_axis import Axis
from tests.timelines import at, execution, head, timeline

ENDED = head(ended=20)


def test_without_standstills_a_second_is_a_second() -> None:
    axis = Axis(timeline(ENDED, execution("writer", 0, 20)), at(20))
    assert [axis.place(at(second)) for second in (-2, 0, 5, 20)] == [0, 2, 7, 22]
    assert (axis.length, axis.zero) == (22, 2)
    assert axis.scales() == [[0, None, -2]]


def test_what_lies_outside_stands_at_the_ends() -> None:
    axis = Axis(timeline(ENDED, execution("writer", 0, 20)), at(20))
    assert (axis.place(at(-100)), axis.place(at(100))) == (0, 22)


def test_a_night_between_two_agents_is_cut_short() -> None:
    night = 40_000
    run = head(ended=night + 100)
    found = timeline(run, execution("writer", 0, 60), execution("seo", night, night + 100))
    axis = Axis(found, at(night + 100))
    assert axis.is_cut((at(60), at(night)))
    assert not axis.is_cut((at(0), at(60)))
    assert axis.place(at(night)) - axis.place(at(60)) == 15
    assert axis.length == 2 + 60 + 15 + 100
    assert axis.scales() == [[0, 62, -2], [77, None, night]]


def test_half_of_a_cut_standstill_stands_in_its_middle() -> None:
    found = timeline(head(ended=1_060), execution("writer", 0, 30), execution("seo", 1_030, 1_060))
    axis = Axis(found, at(1_060))
    assert axis.place(at(530)) == pytest.approx((axis.place(at(30)) + axis.place(at(1_030))) / 2)


def test_agents_beside_each_other_leave_no_gap() -> None:
    run = head(ended=30, steps=[["seo", "brand"], ["geo"]])
    found = timeline(
        run, execution("seo", 0, 20), execution("brand", 0, 8), execution("geo", 20, 30)
    )
    assert Axis(found, at(30)).scales() == [[0, None, -2]]


def test_while_a_run_is_paused_its_axis_soon_stands_still() -> None:
    found = timeline(head(), execution("writer", 0, 30))
    lengths = [Axis(found, at(second)).length for second in (30, 32, 40, 4_000)]
    assert lengths == [32, 34, 37, 37]
    assert Axis(found, at(4_000)).scales() == [[0, 32, -2]]


def test_the_scale_of_a_live_run_has_no_end_that_moves() -> None:
    found = timeline(head(), execution("writer", 0, None))
    assert Axis(found, at(10)).scales() == Axis(found, at(11)).scales()


def test_a_run_that_only_waits() -> None:
    found = timeline(head(started_at=None))
    axis = Axis(found, at(58))
    assert (axis.length, axis.place(at(58))) == (2, 2)
