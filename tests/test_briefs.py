from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contentflow.briefs import NewCampaign, NewSource, as_data, link_problem, storable, validate
from contentflow.errors import Invalid
from contentflow.names import ContentType, Priority, SourceKind, Tone, Visibility

TOPIC = "How to choose a standing desk"


def wrong(**data: Any) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        validate({"topic": TOPIC, **data})
    return caught.value.fields


def test_a_topic_is_enough() -> None:
    assert validate({"topic": f"  {TOPIC}\n"}) == NewCampaign(topic=TOPIC)


def test_everything_is_kept() -> None:
    new = validate(
        {
            "topic": TOPIC,
            "audience": "People who work from home",
            "goal": "Get requests",
            "content_type": "how_to",
            "keyphrase": "standing desk",
            "tone": "friendly",
            "target_words": "1200",
            "sources": [
                {"kind": "text", "value": " Lift 2 holds 120 kg. "},
                {"kind": "url", "value": "https://example.com/desks?a=1#top"},
            ],
            "priority": "urgent",
            "visibility": "team",
        }
    )
    assert new == NewCampaign(
        topic=TOPIC,
        audience="People who work from home",
        goal="Get requests",
        content_type=ContentType.HOW_TO,
        keyphrase="standing desk",
        tone=Tone.FRIENDLY,
        target_words=1200,
        sources=(
            NewSource(SourceKind.TEXT, "Lift 2 holds 120 kg."),
            NewSource(SourceKind.URL, "https://example.com/desks?a=1#top"),
        ),
        priority=Priority.URGENT,
        visibility=Visibility.TEAM,
    )
    assert validate(as_data(new)) == new


def test_none_and_empty_mean_the_default() -> None:
    names = ["audience", "goal", "content_type", "keyphrase", "tone", "target_words", "priority"]
    for nothing in (None, ""):
        assert validate({"topic": TOPIC, **dict.fromkeys(names, nothing)}) == NewCampaign(TOPIC)


@pytest.mark.parametrize(
    "topic", ["", "   ", "ab", None, "x" * 301, "x" * 10_000, 7, ["a topic"], {"a": 1}, True]
)
def test_a_topic_that_cannot_be_one(topic: object) -> None:
    assert set(wrong(topic=topic)) == {"topic"}


def test_the_message_says_how_long_it_was() -> None:
    assert wrong(topic="x" * 10_000)["topic"] == "The topic has 10,000 characters; 300 is the most."


@pytest.mark.parametrize(
    "topic", ["<script>alert(1)</script>", "Tea & <b>cake</b>", "a\x07b\x1bc", "{{ 7*7 }}", "’; --"]
)
def test_markup_and_control_characters_stay_text(topic: str) -> None:
    assert validate({"topic": topic}).topic == topic


def test_what_no_database_stores_is_replaced() -> None:
    assert validate({"topic": "nul\0and half \ud83d"}).topic == "nul\ufffdand half \ufffd"
    assert storable("whole \U0001f600") == "whole \U0001f600"


@pytest.mark.parametrize(
    "words", [0, -1, 149, 5001, 10**9, 10**400, 800.5, True, "many", "9" * 5000, [800], "800e", "²"]
)
def test_a_length_out_of_bounds(words: object) -> None:
    assert set(wrong(target_words=words)) == {"target_words"}


@pytest.mark.parametrize("words", [150, 5000, "150", " 5000 "])
def test_a_length_at_its_bounds(words: object) -> None:
    assert validate({"topic": TOPIC, "target_words": words}).target_words in (150, 5000)


@pytest.mark.parametrize("name", ["content_type", "tone", "priority", "visibility"])
@pytest.mark.parametrize("value", ["unknown", 3, ["urgent"], {"a": 1}, "BLOG_POST"])
def test_unknown_words_are_answered_with_the_known_ones(name: str, value: object) -> None:
    message = wrong(**{name: value})[name]
    assert message.startswith("Choose one of ")
    assert {"priority": "urgent, standard, background"}.get(name, "") in message


@pytest.mark.parametrize(("name", "most"), [("audience", 200), ("goal", 200), ("keyphrase", 100)])
def test_texts_have_bounds(name: str, most: int) -> None:
    assert getattr(validate({"topic": TOPIC, name: "x" * most}), name) == "x" * most
    assert set(wrong(**{name: "x" * (most + 1)})) == {name}
    assert set(wrong(**{name: 5})) == {name}


@pytest.mark.parametrize(
    "sources",
    [
        "https://example.com",
        {"kind": "text", "value": "x"},
        5,
        [{"kind": "text", "value": "x"}] * 21,
        ["https://example.com"],
        [{"kind": "file", "value": "x"}],
        [{"kind": ["text"], "value": "x"}],
        [{"value": "x"}],
        [{"kind": "text"}],
        [{"kind": "text", "value": 5}],
        [{"kind": "text", "value": "  "}],
        [{"kind": "text", "value": "x" * 2001}],
        [{"kind": "url", "value": "example.com/page"}],
    ],
)
def test_sources_that_cannot_be_used(sources: object) -> None:
    assert set(wrong(sources=sources)) == {"sources"}


def test_the_wrong_source_is_numbered() -> None:
    good, bad = {"kind": "text", "value": "A fact."}, {"kind": "url", "value": "ftp://example.com"}
    assert wrong(sources=[good, bad])["sources"].startswith("Source 2: ")


@pytest.mark.parametrize(
    "link",
    [
        "https://",
        "http:///path",
        "https://?q",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//example.com",
        "https://example.com:99999/",
        "https://[::1",
        "https://exa mple.com/",
        "https://user@/",
    ],
)
def test_links_that_lead_nowhere(link: str) -> None:
    assert link_problem(link)


@pytest.mark.parametrize("link", ["http://example.com", "HTTPS://EXAMPLE.com:8443/a?b#c"])
def test_links_that_may_be_fetched(link: str) -> None:
    assert link_problem(link) == ""


def test_every_wrong_field_is_named_at_once() -> None:
    assert set(wrong(topic="", tone="loud", target_words=1)) == {"topic", "tone", "target_words"}


def test_a_draft_needs_no_topic_and_nothing_wrong() -> None:
    assert validate({}, draft=True) == NewCampaign(topic="")
    with pytest.raises(Invalid):
        validate({"tone": "loud"}, draft=True)


_anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
_fields = ["topic", "audience", "content_type", "tone", "target_words", "sources", "visibility"]


@given(st.dictionaries(st.sampled_from(_fields), _anything))
def test_whatever_comes_it_is_valid_or_explained(data: dict[str, object]) -> None:
    explained: dict[str, str] = {}
    try:
        explained = {"topic": validate(data).topic}
    except Invalid as error:
        explained = error.fields
    assert explained
    assert all(explained.values())
    "".join(explained.values()).encode()
