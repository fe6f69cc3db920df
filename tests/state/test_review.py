"""Approve and reopen from the page, the panel's figures, and who looked first."""

from datetime import UTC, datetime, timedelta

import pytest

from contentflow import campaigns, review_figures, sharing
from contentflow.approvals import Word
from contentflow.names import Review
from contentflow.person import Person
from contentflow.review_figures import ReviewFigures
from contentflow.state import review
from contentflow.state.campaign_head import approved_words
from contentflow.state.campaign_review import review_of
from contentflow.state.review import ReviewState
from tests.campaign_stories import finished
from tests.state.acting import LOG_IN, Page, acting

END = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


async def approved(person: Person, campaign_id: str) -> int | None:
    return (await campaigns.snapshot(person, campaign_id)).approved_version


async def test_a_version_is_approved_with_a_note_and_reopened(person: Person) -> None:
    made = await finished(person)
    page = Page(ReviewState())
    with acting(person, review, campaign=made):
        await page.call("ask_approve", 1)
        assert (page.state.asking, page.state.version) == ("approve", 1)
        await page.call("approve", 1, {"note": "Ready"})
        assert await approved(person, made) == 1
        await page.call("ask_reopen")
        assert page.state.asking == "reopen"
        await page.call("reopen", {"note": ""})
    assert await approved(person, made) is None
    assert (page.state.asking, page.state.problem) == ("", "")
    assert [word.note for word in (await review_figures.of(person, made)).words] == ["", "Ready"]


async def test_what_is_refused_is_said_in_the_dialog(person: Person) -> None:
    made = await finished(person)
    page = Page(ReviewState())
    with acting(person, review, campaign=made):
        for version in (9, None, "1", [1]):
            await page.call("ask_approve", version)
            await page.call("approve", version, {"note": "x"})
            assert page.state.problem in (
                "There are versions 1 to 1.",
                "Give the number of a version.",
            )
            assert page.state.asking == "approve"
        await page.call("close", False)
        await page.call("ask_approve", 1)
        await page.call("approve", 1, {"note": "x" * 1_001})
        assert page.state.problem.startswith("The note has 1,001 characters")
    assert await approved(person, made) is None


async def test_strangers_and_viewers_approve_nothing(
    person: Person, colleague: Person, viewer: Person
) -> None:
    made = await finished(person)
    await sharing.share(person, made, viewer.id, may_edit=True)
    for somebody in (colleague, viewer, None):
        page = Page(ReviewState())
        with acting(somebody, review, campaign=made):
            await page.call("ask_approve", 1)
            for deed, version in (("approve", [1]), ("reopen", [])):
                for form in ({"note": "x"}, None, [], {"note": 7}):
                    sent = await page.call(deed, *version, form)
                    assert (sent == [LOG_IN]) is (somebody is None)
    assert await approved(person, made) is None


async def test_the_first_look_is_noted_quietly(person: Person, colleague: Person) -> None:
    made = await finished(person)
    for somebody, seen in ((None, False), (colleague, False), (person, True)):
        with acting(somebody, review, campaign=made):
            assert await Page(ReviewState()).call("see") == []
        assert ((await review_figures.of(person, made)).viewed_at is not None) is seen


def test_the_panel_before_anything_happened() -> None:
    panel = review_of(ReviewFigures(0, None))
    assert [(one.name, one.value, one.note) for one in panel.figures] == [
        ("First viewed", "not yet", ""),
        ("Time to review", "not approved yet", ""),
        ("Agents’ edits", "0 accepted, 0 rejected", ""),
        ("Adopted", "none yet", ""),
        ("Typed by hand", "0 characters", ""),
    ]


def test_the_panel_of_a_review() -> None:
    figures = ReviewFigures(
        version=5,
        approved_version=4,
        finished_at=END,
        viewed_at=END + timedelta(seconds=190),
        approved_at=END + timedelta(hours=2),
        edits={Review.ACCEPTED: 3, Review.REJECTED: 1, Review.OPEN: 10},
        characters=1_204,
        words=[Word(4, True, "Ready", "Tom", END)],
    )
    panel = review_of(figures)
    assert [(one.value, one.note) for one in panel.figures] == [
        ("3 min 10 s after the run", ""),
        ("2 h after the run", ""),
        ("3 accepted, 1 rejected", "10 open"),
        ("93%", "13 of 14 stayed"),
        ("1,204 characters", ""),
    ]
    (word,) = panel.words
    assert (word.said, word.by, word.note, word.approved) == (
        *("Version 4 approved", "Tom"),
        *("Ready", True),
    )
    assert word.at == "2026-05-04T09:00:00+00:00"


@pytest.mark.parametrize(
    ("version", "at", "said"),
    [
        (None, 5, ""),
        (5, 5, "Version 5 approved"),
        (4, 5, "Version 4 approved, text is at 5"),
    ],
)
def test_an_approval_in_words(version: int | None, at: int, said: str) -> None:
    assert approved_words(version, at) == said
