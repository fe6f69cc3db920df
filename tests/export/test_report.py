from dataclasses import asdict
from typing import Any

import pytest
from html5lib.html5parser import HTMLParser

from contentflow.analysis import analyse
from contentflow.brief import Brief
from contentflow.export import report
from contentflow.export.article import Approved, Article
from contentflow.models import AgentDecision
from contentflow.names import SCORE_LABELS, AgentName, Outcome, Review
from tests.export.articles import HOSTILE, MADE, article_of


def decision(**changes: Any) -> AgentDecision:
    said: dict[str, Any] = {
        "execution_id": "e",
        "run_id": "r",
        "campaign_id": "c",
        "agent_type": AgentName.SEO,
        "position": 0,
        "check_id": "title_width",
        "check_label": "Title width",
        "outcome": Outcome.KEPT,
        "why": "SEO rises.",
        "score_before": 62,
        "score_after": 84,
        "value_before": "none",
        "value_after": "300 px",
        "text_before": "Old",
        "text_after": "New",
    }
    return AgentDecision(**{**said, **changes})


def measured() -> Article:
    article = article_of()
    found = analyse(article.document, Brief(topic=article.topic))
    checks = [asdict(check) for check in found.checks]
    rejected = decision(outcome=Outcome.REJECTED, why="<script>alert(1)</script>")
    decisions = [decision(review=Review.ACCEPTED), rejected]
    return article_of(checks=checks, decisions=decisions)


def tables(article: Article) -> dict[str, list[list[str]]]:
    """Every table by its caption."""
    page = HTMLParser(strict=True, namespaceHTMLElements=False).parse(
        report.render(article).decode()
    )
    return {
        table.find("caption").text: [
            ["".join(cell.itertext()) for cell in row] for row in table.findall(".//tr")
        ]
        for table in page.findall(".//table")
    }


def test_scores_stand_beside_their_targets() -> None:
    assert tables(article_of())["Scores"][1:] == [
        ["SEO", "84", "80, met"],
        ["Readability", "66", "70, not met"],
        ["Brand", "does not apply", "80"],
        ["GEO", "75", "75, met"],
        ["Overall", "75", ""],
    ]


def test_every_check_has_value_threshold_and_source() -> None:
    article = measured()
    found = tables(article)
    for check in article.checks:
        rows = found[f"{SCORE_LABELS[check['group']]} checks"]
        row = next(row for row in rows if row[0] == check["label"])
        assert row[2:4] == [check["shown"], check["threshold"]]
        assert row[5] == check["source"]
        assert any(letter.isalpha() for letter in row[1])  # a word beside the sign


def test_edits_kept_and_rejected_say_why() -> None:
    found = tables(measured())
    assert found["Edits kept: 1"][1] == [
        *("SEO", "Title width", "none → 300 px", "62 → 84", "SEO rises.", "Old", "New", "accepted"),
    ]
    assert found["Edits rejected: 1"][1][4] == "<script>alert(1)</script>"


def test_what_is_not_there_is_said() -> None:
    page = report.render(article_of()).decode()
    assert "The checks of this version were not stored." in page
    assert "No agent proposed an edit." in page
    assert "Version 3, not approved. Made by SEO, 2026-11-25 14:03 UTC." in page


def test_who_approved_it_is_said() -> None:
    page = report.render(article_of(approved=Approved("Tom", MADE, "Good <b>"))).decode()
    assert "Approved by Tom, 2026-11-25 14:03 UTC. “Good &lt;b&gt;”" in page


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_every_text_can_be_reported(text: str) -> None:
    row = decision(text_before=text, text_after=text, why=text, value_before=text)
    assert tables(article_of(decisions=[row]))["Edits kept: 1"]
