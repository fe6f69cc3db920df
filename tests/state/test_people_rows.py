from datetime import UTC, datetime, timedelta

from contentflow.audit import Entry
from contentflow.holdings import Holding
from contentflow.invitations import Invited
from contentflow.names import CampaignStatus, Role
from contentflow.state.people_rows import (
    audit_line,
    holding_line,
    invite_line,
    person_line,
    token_line,
)
from contentflow.team import Colleague
from contentflow.tokens import TokenInfo

NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


def test_a_person_as_admins_and_as_others_see_them() -> None:
    maya = Colleague("u1", "Maya Chen", "", Role.EDITOR, active=True, since=NOW)
    line = person_line(maya, "u1", None)
    assert (line.initials, line.role_word, line.you, line.campaigns) == ("MC", "Editor", True, "")
    assert person_line(maya, "u2", 12).campaigns == "12 campaigns"
    assert person_line(maya, "u2", 0).campaigns == ""


def test_an_invitation_says_how_long_it_lasts() -> None:
    one = Invited("i1", Role.VIEWER, "Maya", NOW + timedelta(days=7))
    assert invite_line(one, NOW).about == "by Maya, 7 days left"
    assert invite_line(one, NOW + timedelta(days=6, hours=20)).about == "by Maya, 1 day left"


def test_a_campaign_without_its_topic() -> None:
    one = Holding("0190aaaa-0000-7000-8000-00000000beef", CampaignStatus.NEEDS_ATTENTION, 812, NOW)
    line = holding_line(one, NOW)
    assert line.short == "0000beef"
    assert line.about == "Needs attention, 812 words, created 4 May 2026"


def test_a_token_by_its_end() -> None:
    token = TokenInfo("t1", "m@example.com", "abcd", NOW, None, None)
    line = token_line(token, NOW + timedelta(hours=3))
    assert (line.name, line.about) == ("…abcd", "Created 3 h ago, never used")


def test_the_log_names_a_campaign_by_its_id_alone() -> None:
    entry = Entry(
        "a1", NOW, "m@example.com", "shared", "campaign", "x-0000beef",
        "tom@example.com, may view", {"topic": "Secret"}, "192.0.2.1",
    )  # fmt: skip
    line = audit_line(entry)
    assert line.about == "tom@example.com, may view (campaign 0000beef)"
    assert "Secret" not in repr(line)
    assert line.at == "2026-05-04T09:00:00+00:00"
