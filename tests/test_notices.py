from typing import Any

import pytest

from contentflow.names import EventType, NoticeKind, RunStatus
from contentflow.notices import notice_of, shared_notice


def agent(kind: str, **data: Any) -> dict[str, Any]:
    return {"type": kind, "agent_type": "seo", **data}


@pytest.mark.parametrize(
    ("summary", "score", "text"),
    [
        ("Wrote 864 words in 6 sections.", 80, "Wrote 864 words in 6 sections. Score 80"),
        ("Kept 2 edits; SEO went from 62 to 84.", 84, "Kept 2 edits; SEO went from 62 to 84"),
        ("Brand did not apply.", None, "Brand did not apply"),
        ("", 71, "Score 71"),
        (None, None, ""),
    ],
)
def test_what_an_agent_achieved(summary: str | None, score: int | None, text: str) -> None:
    notice = notice_of(agent("agent_completed", summary=summary, score_after=score))
    assert notice is not None
    assert (notice.kind, notice.status, notice.title, notice.text, notice.agent) == (
        NoticeKind.AGENT_COMPLETED,
        "completed",
        "SEO completed",
        text,
        "seo",
    )


def test_a_failure_says_its_cause_and_is_cut() -> None:
    notice = notice_of(agent("agent_failed", error="No answer. " * 100))
    assert notice is not None
    assert notice.title == "SEO failed"
    assert notice.text.startswith("No answer.")
    assert len(notice.text) == 300


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (RunStatus.COMPLETED, NoticeKind.RUN_COMPLETED),
        (RunStatus.NEEDS_ATTENTION, NoticeKind.RUN_NEEDS_ATTENTION),
        (RunStatus.FAILED, NoticeKind.RUN_FAILED),
        (RunStatus.CANCELLED, NoticeKind.RUN_CANCELLED),
        (RunStatus.QUEUED, None),
        (RunStatus.RUNNING, None),
        (RunStatus.PAUSED, None),
        (RunStatus.CANCELLING, None),
    ],
)
def test_only_the_end_of_a_run_is_told(status: RunStatus, kind: NoticeKind | None) -> None:
    notice = notice_of({"type": "run_status", "status": status.value, "error": "No model."})
    assert (notice.kind if notice else None) == kind


def test_progress_is_not_told() -> None:
    told = {
        EventType.AGENT_COMPLETED,
        EventType.AGENT_FAILED,
        EventType.RUN_STATUS,
        EventType.APPROVAL_CHANGED,
    }
    for kind in set(EventType) - told:
        assert notice_of(agent(kind.value)) is None
    assert notice_of({"type": "access", "campaign_id": ""}) is None


def test_sharing_says_who_and_what_for() -> None:
    assert shared_notice("Tom Reed", may_edit=True).text == "Tom Reed lets you edit it."
    assert shared_notice("Tom Reed", may_edit=False).text == "Tom Reed lets you read it."


@pytest.mark.parametrize(
    ("approved", "note", "title", "text"),
    [
        (True, "Ready", "Version 4 approved", "Maya Chen: Ready"),
        (True, "", "Version 4 approved", "Maya Chen"),
        (False, "x" * 1_000, "Version 4 reopened", f"Maya Chen: {'x' * 1_000}"[:300]),
    ],
)
def test_an_approval_is_told_with_its_note(
    approved: bool, note: str, title: str, text: str
) -> None:
    message = {
        "type": "approval_changed",
        "version": 4,
        "approved": approved,
        "note": note,
        "by": {"name": "Maya Chen"},
    }
    notice = notice_of(message)
    assert notice is not None
    assert (notice.kind, notice.title, notice.text) == (NoticeKind.APPROVAL_CHANGED, title, text)
