"""What the editor is given: the text, the measure of a draft, both sides of a conflict."""

from dataclasses import replace

import pytest

from contentflow.analysis import analyse
from contentflow.brief import Brief
from contentflow.document import Block, parse
from contentflow.document_merge import Clash
from contentflow.state.campaign_scores import gauges_of
from contentflow.state.draft_rows import conflict_data, scores_of, summary_of, text_data
from contentflow.versions import Contested, Overtaken

TEXT = replace(parse("## Desks\n\nA desk."), title="T", slug="s")


def test_the_text_is_plain_data() -> None:
    assert text_data(TEXT) == {
        "title": "T",
        "meta_description": "",
        "slug": "s",
        "blocks": [
            {"id": "b1", "kind": "heading", "level": 2, "text": "Desks"},
            {"id": "b2", "kind": "paragraph", "level": 0, "text": "A desk."},
        ],
    }


def test_a_draft_is_drawn_like_a_campaign() -> None:
    measured = scores_of(analyse(TEXT, Brief(topic="Desks")))
    shown = [gauge.shown for gauge in gauges_of(measured)]
    assert shown == ["–" if score is None else str(score) for score in measured.scores.values()]
    assert all("spans" in check for check in measured.checks.values())


@pytest.mark.parametrize(
    ("now", "saved", "said"),
    [
        (81, 78, "Overall 81, was 78 (+3)"),
        (75, 78, "Overall 75, was 78 (−3)"),
        (78, 78, "Overall 78"),
        (78, None, "Overall 78"),
        (None, 78, ""),
    ],
)
def test_what_it_does_to_the_score(now: int | None, saved: int | None, said: str) -> None:
    assert summary_of(now, saved) == said


def test_a_conflict_has_both_texts_and_a_name() -> None:
    mine, theirs = Block("b2", "paragraph", "Mine."), Block("b2", "paragraph", "Word " * 20)
    lines = Block("title", "paragraph", "My title"), Block("title", "paragraph", "Their title")
    found = [
        Contested(Clash("b2", mine, theirs), "Tom"),
        Contested(Clash("title", *lines, both=None), "SEO"),
        Contested(Clash("b1", None, TEXT.blocks[0]), "Tom"),
        Contested(Clash("b9", mine, None, both=None), "Tom"),
    ]
    data = conflict_data(Overtaken("Tom changed it.", 4, TEXT, found))
    assert (data["number"], data["message"], data["text"]) == (
        4,
        "Tom changed it.",
        text_data(TEXT),
    )
    assert [(c["label"], c["by"]) for c in data["clashes"]] == [
        ("Paragraph “Word Word Word Word Word Word Word Word …”", "Tom"),
        ("Title", "SEO"),
        ("Heading “Desks”", "Tom"),
        ("Paragraph “Mine.”", "Tom"),
    ]
    assert data["clashes"][2]["mine"] is None
    assert data["clashes"][3]["theirs"] is None
