"""A voice as people send it: what is kept, and what is said of what is wrong."""

from typing import Any

import pytest

from contentflow import terms
from contentflow.brief import Term
from contentflow.errors import Invalid
from contentflow.names import Visibility
from contentflow.terms import Change, Terms

ALL = Terms((Term("synergy", "teamwork"), Term("wow")), (Term("buy", "order"),), ("AcmeDesk",))


def wrong(data: dict[str, Any], **options: bool) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        terms.validate(data, **options)
    return caught.value.fields


def test_a_whole_voice() -> None:
    given = {"name": "  Acme  Ltd ", "visibility": "team", "terms": terms.as_json(ALL)}
    assert terms.validate(given, whole=True) == Change("Acme Ltd", Visibility.TEAM, ALL)
    assert terms.from_json(terms.as_json(ALL)) == ALL
    assert ALL.count == 4


def test_what_is_not_given_stays() -> None:
    assert terms.validate({}) == Change()
    assert terms.validate({"terms": {}}).terms == Terms()


def test_empty_rows_are_left_out_and_cased_may_be_plain_words() -> None:
    rows = [{"phrase": " ", "replacement": ""}, {"phrase": "a  b"}]
    change = terms.validate({"terms": {"banned": rows, "cased": ["X", {"phrase": "Y"}]}})
    assert change.terms == Terms((Term("a b"),), (), ("X", "Y"))


@pytest.mark.parametrize(
    ("data", "field", "said"),
    [
        ({"name": ""}, "name", "Enter a name."),
        ({"name": 7}, "name", "Enter a name."),
        ({"name": "n" * 81}, "name", "81 characters"),
        ({"visibility": "all"}, "visibility", "private, team"),
        ({"owner": "me"}, "owner", "no such field"),
        ({"terms": []}, "terms", "must be an object"),
        ({"terms": {"other": []}}, "terms", "must be an object"),
        ({"terms": {"banned": "wow"}}, "banned", "a list"),
        ({"terms": {"banned": ["w"] * 201}}, "banned", "at most 200"),
        ({"terms": {"banned": [7]}}, "banned", "needs a phrase"),
        ({"terms": {"banned": [{"phrase": "a", "x": 1}]}}, "banned", "needs a phrase"),
        ({"terms": {"banned": ["wow", "Wow"]}}, "banned", "“Wow” is there twice."),
        ({"terms": {"banned": ["a" * 81]}}, "banned", "too long"),
        ({"terms": {"banned": ["--"]}}, "banned", "no letter"),
        ({"terms": {"banned": [{"replacement": "b"}]}}, "banned", "has no phrase"),
        ({"terms": {"banned": [{"phrase": "A", "replacement": "a"}]}}, "banned", "itself"),
        ({"terms": {"preferred": ["buy"]}}, "preferred", "what to write for “buy”"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    data: dict[str, Any], field: str, said: str
) -> None:
    found = wrong(data)
    assert set(found) == {field}
    assert said in found[field]


def test_a_new_voice_needs_a_name() -> None:
    assert wrong({}, whole=True) == {"name": "Enter a name."}
