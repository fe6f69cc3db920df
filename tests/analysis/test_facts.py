"""Which facts a text states, and which of them the brief vouches for."""

import pytest

from contentflow.analysis.facts import facts_of, lost, supported, unsupported
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
