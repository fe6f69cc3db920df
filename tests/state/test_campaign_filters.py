"""The list's filters and the address they stand in."""

from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from contentflow.campaign_search import Sort
from contentflow.names import CampaignStatus, ContentType
from contentflow.state.campaign_filters import (
    Filters,
    address_of,
    changed,
    filters_of,
    search_of,
)

SOME = Filters(
    q="standing desk & 50%",
    status=["Failed", "Completed"],
    owner="0190aaaa-0000-7000-8000-000000000001",
    type="how_to",
    archived=True,
    sort="score",
    board=True,
)


@pytest.mark.parametrize(
    "filters", [Filters(), SOME, Filters(q="\ud800"), Filters(sort="name"), Filters(board=True)]
)
def test_an_address_keeps_the_filters(filters: Filters) -> None:
    read = filters_of(dict(parse_qsl(urlsplit(address_of(filters)).query)))
    assert replace(read, q="") == replace(filters, q="")
    assert read.q == filters.q.replace("\ud800", "?")


def test_nothing_chosen_is_the_plain_address() -> None:
    assert address_of(Filters()) == "/"
    assert not Filters(sort="name", board=True).narrow
    assert SOME.narrow


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"status": "Nowhere,,Failed,Failed"}, Filters(status=["Failed"])),
        ({"type": "novel", "sort": "random", "view": "wall", "archived": "yes"}, Filters()),
        ({"q": ["a", "b"], "owner": None, "status": {"x": 1}}, Filters()),
        ({"q": "x" * 1_000}, Filters(q="x" * 100)),
        ({"unknown": "1"}, Filters()),
    ],
)
def test_nonsense_in_an_address_is_left_out(query: dict[str, Any], wanted: Filters) -> None:
    assert filters_of(query) == wanted


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("status", "Failed", Filters(status=["Failed"])),
        ("owner", "u1", Filters(owner="u1")),
        ("owner", ["u1"], Filters()),
        ("archived", True, Filters(archived=True)),
        ("board", "yes", Filters(board=True)),
        ("q", 7, Filters()),
        ("narrow", True, Filters()),
        ("__class__", "x", Filters()),
        (None, None, Filters()),
        (["q"], "x", Filters()),
    ],
)
def test_one_filter_changes(name: object, value: object, wanted: Filters) -> None:
    assert changed(Filters(), name, value) == wanted


def test_a_group_chosen_again_is_let_go() -> None:
    assert changed(SOME, "status", "Failed").status == ["Completed"]


def test_what_the_service_is_asked_for() -> None:
    search = search_of(SOME)
    assert search.statuses == (
        CampaignStatus.FAILED,
        CampaignStatus.COMPLETED,
        CampaignStatus.CANCELLED,
    )
    assert (search.text, search.owner_id) == (SOME.q, SOME.owner)
    assert (search.content_type, search.archived, search.sort) == (
        ContentType.HOW_TO,
        True,
        Sort.SCORE,
    )
    assert search_of(Filters()).sort is Sort.STATUS
