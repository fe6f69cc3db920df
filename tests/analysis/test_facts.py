"""Which facts a text states, and which of them the brief vouches for."""

import pytest

from contentflow.analysis.facts import facts_of, find, lost, supported, unsupported
from contentflow.brief import Brief, Source
from contentflow.names import SourceKind


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("It fell by 40 percent to $1,000.", {"40%", "$1000"}),
        ("See https://a.b/c/#top. The Smith Group grew.", {"https://a.b/c", "Smith Group"}),
        ("She said “we all need this thing”.", {"we all need this thing"}),
        ("We use HubSpot at Acme Corp.", {"HubSpot", "Acme Corp"}),
        ("NASA flew. Then it landed.", {"NASA"}),
        ("1. First\n2. Second", set()),
        ("Nothing here is a fact.", set()),
        ("", set()),
    ],
)
def test_facts(text: str, facts: set[str]) -> None:
    assert facts_of(text) >= facts
    if not facts:
        assert facts_of(text) == frozenset()


def test_a_brief_supports_what_it_states() -> None:
    brief = Brief(
        "Growth of 12 %",
        sources=(
            Source(SourceKind.TEXT, "In 2025 it took 30 days."),
            Source(SourceKind.URL, "https://a.b/c", text="He said: we never looked back at all"),
        ),
    )
    assert {"12%", "2025", "30", "https://a.b/c"} <= supported(brief)
    text = "12 percent in 30 days, https://a.b/c/ “we never looked back” 99 percent and 5 ways"
    assert [fact.value for fact in unsupported(text, brief)] == ["99%"]


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("We use HubSpot.", "HubSpot is what we use.", set()),
        ("We use HubSpot.", "We use a tool.", {"HubSpot"}),
        ("It fell by 40%.", "It fell by 40 percent.", set()),
        ("It fell by 40%.", "It fell by 41%.", {"40%"}),
    ],
)
def test_lost(before: str, after: str, gone: set[str]) -> None:
    assert lost(before, after) == gone


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("On 24 November 2026 it rained.", ["2026-11-24"]),
        ("On November 24th, 2026 it rained.", ["2026-11-24"]),
        ("In Nov. 2026 it rained.", ["2026-11"]),
        ("On 3 May it rained.", ["--05-03"]),
        ("Dated 2026-11-24.", ["2026-11-24"]),
        ("You may see 40 people march in.", []),
        ("May it rain. In March, too.", []),
    ],
)
def test_dates(text: str, dates: list[str]) -> None:
    assert [fact.value for fact in find(text) if fact.kind == "date"] == dates


DATED = Brief("t", author="Mia Stone", dated="2026-11-24")


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("By Mia Stone, 24 November 2026", []),
        ("Updated November 2026, as every 24 November in 2026.", []),
        ("By Mia Stone, 25 November 2026", ["2026-11-25"]),
        ("We won 24 prizes and 2026 users.", ["24", "2026"]),  # a day counts nothing
    ],
)
def test_author_and_date_of_the_brief_are_supported(text: str, claims: list[str]) -> None:
    assert [fact.value for fact in unsupported(text, DATED)] == claims


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("It takes 30 days.", []),
        ("A 30-day trial.", []),
        ("It took 40 mins and 890 grams.", []),
        ("It took 890 users.", []),  # the brief's 890 stands bare and may count anything
        ("It took 30 users and 40 hours.", ["30", "40"]),
        ("It fell by 30 percent.", ["30%"]),
        ("It costs $30.", ["$30"]),
    ],
)
def test_a_figure_is_supported_with_its_unit(text: str, claims: list[str]) -> None:
    stated = "It takes 30 days, 40 minutes and weighs 890 grams."
    brief = Brief("t", sources=(Source(SourceKind.TEXT, stated),))
    assert [fact.value for fact in unsupported(text, brief)] == claims


def test_an_attributed_block_quote_is_a_quote() -> None:
    quoted = "> We never looked back at all.\n> — Ann Lee"
    assert [f.value for f in unsupported(quoted, Brief("t"))] == ["we never looked back at all"]
    brief = Brief("t", sources=(Source(SourceKind.TEXT, "Ann: we never looked back at all."),))
    assert unsupported(quoted, brief) == ()
    assert unsupported("> A hint to keep in mind here.", Brief("t")) == ()
