"""The rows of the team, share, account and audit pages: words, ready to show."""

from dataclasses import dataclass
from datetime import datetime

from contentflow.audit import Entry
from contentflow.holdings import Holding
from contentflow.invitations import Invited
from contentflow.names import Role
from contentflow.sharing import Member
from contentflow.state import words
from contentflow.team import Colleague
from contentflow.tokens import TokenInfo

ROLE_WORDS = {
    Role.ADMIN: "Admin: everything, and the people",
    Role.EDITOR: "Editor: creates and edits campaigns",
    Role.VIEWER: "Viewer: reads what is shared",
}


@dataclass
class PersonLine:
    """Somebody on the team page; `campaigns` is empty for those who are no admin."""

    id: str = ""
    name: str = ""
    initials: str = ""
    email: str = ""
    role: str = ""
    role_word: str = ""
    active: bool = True
    you: bool = False
    campaigns: str = ""


@dataclass
class InviteLine:
    """An invitation that can still be used."""

    id: str = ""
    role: str = ""
    about: str = ""


@dataclass
class HoldingLine:
    """Somebody's campaign without its topic."""

    id: str = ""
    short: str = ""
    about: str = ""


@dataclass
class MemberLine:
    """A person in the share dialog."""

    id: str = ""
    name: str = ""
    initials: str = ""
    email: str = ""
    right: str = "view"
    right_word: str = "Can view"


@dataclass
class TokenLine:
    """One of one's API tokens."""

    id: str = ""
    name: str = ""
    about: str = ""


@dataclass
class AuditLine:
    """One line of the log; `at` is ISO UTC, shown in the reader's own zone."""

    id: str = ""
    at: str = ""
    who: str = ""
    action: str = ""
    about: str = ""
    address: str = ""


def person_line(one: Colleague, you: str, campaigns: int | None) -> PersonLine:
    """A colleague; `campaigns` is None when the reader may not know how many they own."""
    return PersonLine(
        id=one.id,
        name=one.name,
        initials=words.initials(one.name),
        email=one.email,
        role=one.role.value,
        role_word=one.role.value.capitalize(),
        active=one.active,
        you=one.id == you,
        campaigns=words.count(campaigns, "campaign") if campaigns else "",
    )


def invite_line(one: Invited, now: datetime) -> InviteLine:
    """An open invitation: who made it and how long it lasts."""
    days = max(1, round((one.expires_at - now).total_seconds() / 86_400))
    return InviteLine(
        one.id, one.role.value.capitalize(), f"by {one.by}, {words.count(days, 'day')} left"
    )


def holding_line(one: Holding, now: datetime) -> HoldingLine:
    """A campaign nobody but its owner reads."""
    state = one.status.value.replace("_", " ").capitalize()
    size = words.count(one.words, "word")
    made = words.date(one.created_at, now)
    return HoldingLine(one.id, one.id[-8:], f"{state}, {size}, created {made}")


def member_line(one: Member) -> MemberLine:
    """A person a campaign is, or could be, shared with."""
    right = ("edit", "Can edit") if one.may_edit else ("view", "Can view")
    return MemberLine(one.user_id, one.name, words.initials(one.name), one.email, *right)


def token_line(one: TokenInfo, now: datetime) -> TokenLine:
    """A token by its last characters."""
    used = f"used {words.ago(one.last_used_at, now)}" if one.last_used_at else "never used"
    return TokenLine(one.id, f"…{one.hint}", f"Created {words.ago(one.created_at, now)}, {used}")


def audit_line(one: Entry) -> AuditLine:
    """Who did what to what; a campaign is named by the end of its id, never by its topic."""
    about = f"{one.about} (campaign {one.target_id[-8:]})" if _is_campaign(one) else one.about
    action = one.action.capitalize()
    return AuditLine(one.id, one.at.isoformat(), one.who, action, about, one.address)


def _is_campaign(one: Entry) -> bool:
    return one.target_type == "campaign" and bool(one.target_id)
