"""Subheadings as questions: natural ones, or none."""

import pytest

from contentflow.agents.questions import ask


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("Why customer onboarding matters now", "Why does customer onboarding matter now?"),
        ("Why small teams need a plan", "Why do small teams need a plan?"),
        ("How to check the result", "How do you check the result?"),
        ("What to do next", "What should you do next?"),
        ("When to ask for help", "When should you ask for help?"),
        ("What you need before you start", "What do you need before you start?"),
        ("What you can do without", "What can you do without?"),
        ("How long it takes", "How long does it take?"),
        ("What makes a good choice", "What makes a good choice?"),
        ("Mistakes to avoid", "Which mistakes should you avoid?"),
        ("The essentials to look for", "Which essentials should you look for?"),
        ("The benefits of planning early", "What are the benefits of planning early?"),
        ("Travel backpack: how to choose one", "Travel backpack: how do you choose one?"),
        ("What is a rake?", "What is a rake?"),
    ],
)
def test_a_heading_becomes_its_question(heading: str, question: str) -> None:
    assert ask(heading) == question


@pytest.mark.parametrize(
    "heading",
    [
        "The numbers",
        "Common problems and what to do",
        "Stay in touch",
        "Care and long life",
        "",
        ":",
    ],
)
def test_where_no_question_reads_well_there_is_none(heading: str) -> None:
    assert ask(heading) == ""
