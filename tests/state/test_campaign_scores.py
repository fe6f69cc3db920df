"""The rail: what stands in each group, in which words, and where it can be shown."""

from datetime import timedelta
from typing import Any

import pytest

from contentflow.names import AgentName
from contentflow.state.campaign_scores import (
    Aim,
    Basis,
    CheckGroup,
    aims_of,
    basis_of,
    gauges_of,
    groups_of,
)
from contentflow.view import CampaignView, Fix
from tests.state.test_campaign_state import START, a_view


def check(name: str, rating: str, group: str = "readability", **more: Any) -> dict[str, Any]:
    points = {"poor": 0.0, "needs_work": 1.5, "good": 3.0, "not_applicable": 0.0}[rating]
    words = {"label": name, "shown": "31 words", "threshold": "25 or fewer", "source": "GOV.UK"}
    spans = [{"block_id": "b1", "start": 0, "end": 3}]
    found = {"id": name, "group": group, "rating": rating, "weight": 3, "points": points}
    return {**found, **words, "spans": spans, "advice": "Split it.", "evidence": "", **more}


def groups(*checks: dict[str, Any], **changes: Any) -> list[CheckGroup]:
    return groups_of(seen(*checks, **changes), START)


def seen(*checks: dict[str, Any], **changes: Any) -> CampaignView:
    return a_view(checks={one["id"]: one for one in checks}, **changes)


def test_a_group_counts_its_points_and_shows_what_fails_most_to_win_first() -> None:
    group = groups(
        check("fair", "needs_work"),
        check("bad", "poor"),
        check("fine", "good"),
        check("absent", "not_applicable"),
        scores={"readability": 50},
    )[0]
    assert (group.label, group.score, group.points) == ("Readability", "50", "4.5 of 9 points")
    assert [(row.id, row.kind, row.points) for row in group.rows] == [
        ("bad", "failing", "0 of 3 points"),
        ("fair", "failing", "1.5 of 3 points"),
    ]
    assert [(row.id, row.kind) for row in group.rest] == [("fine", "good"), ("absent", "none")]
    assert group.rest_words == "1 on target, 1 does not apply"


def test_the_score_furthest_below_its_target_comes_first() -> None:
    checks = [check("a", "poor", "seo"), check("b", "poor", "geo"), check("c", "good", "brand")]
    found = groups(*checks, scores={"seo": 70, "geo": 20, "brand": 90})
    assert [group.name for group in found] == ["geo", "seo", "brand"]


def test_a_row_has_value_threshold_source_and_evidence() -> None:
    view = seen(check("a", "poor", "geo", evidence="heuristic"), check("b", "poor"))
    group = groups_of(view, START)[0]
    row = group.rows[0]
    assert row.shown == "31 words"
    assert aims_of(view)["aims_geo"] == {"a": Aim("25 or fewer", "Split it.")}
    assert aims_of(view)["aims_readability"] == {"b": Aim("25 or fewer", "Split it.")}
    assert basis_of(view) == {"a": Basis("a", "Heuristic: GOV.UK"), "b": Basis("b", "GOV.UK")}
    assert group.placed == [row.id]


def test_what_has_no_place_in_the_text_offers_none() -> None:
    gone = [{"block_id": "gone", "start": 0, "end": 3}]
    assert groups(check("a", "poor", spans=gone))[0].placed == []
    assert groups(check("a", "poor", spans=[]))[0].placed == []


@pytest.mark.parametrize(
    ("name", "group", "shown", "why"),
    [
        ("image_alt", "seo", "–", "no images"),
        ("keyphrase_in_slug", "seo", "–", "no keyphrase"),
        ("cased_terms", "brand", "–", "the voice sets nothing here"),
        ("flesch", "readability", "–", "nothing to measure"),
        ("flesch", "readability", "not English", "not English"),
    ],
)
def test_what_does_not_apply_says_why(name: str, group: str, shown: str, why: str) -> None:
    found = groups(check(name, "not_applicable", group, shown=shown))[0]
    assert found.rest[0].shown == f"does not apply: {why}"
    assert (found.points, found.applies) == ("does not apply", False)


@pytest.mark.parametrize(("seconds", "stays"), [(0, True), (3.9, True), (4.1, False)])
def test_a_check_just_mended_stays_for_a_moment(seconds: float, stays: bool) -> None:
    view = seen(check("a", "good"), fixes={"a": Fix(AgentName.SEO, START)})
    group = groups_of(view, START + timedelta(seconds=seconds))[0]
    assert [row.kind for row in group.rows] == (["fixed"] if stays else [])
    assert group.fixed_by == ({"a": "SEO"} if stays else {})
    assert len(group.rest) == (0 if stays else 1)


def test_a_mended_check_that_fails_again_is_failing() -> None:
    view = seen(check("a", "poor"), fixes={"a": Fix(AgentName.SEO, START)})
    assert groups_of(view, START)[0].rows[0].kind == "failing"


def test_gauges_say_how_the_score_stands_to_its_target() -> None:
    view = seen(check("a", "good"), scores={"readability": 66, "seo": 80, "geo": 90, "brand": None})
    words = {gauge.name: gauge.word for gauge in gauges_of(view)}
    assert words == {
        "seo": "meets 80",
        "readability": "below 70",
        "brand": "no voice",
        "geo": "above 75",
    }
