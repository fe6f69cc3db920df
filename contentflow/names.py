"""The fixed vocabulary: every enumerated value that is stored, sent or shown."""

from enum import StrEnum


class AgentName(StrEnum):
    """The five agents, in the order they run by default."""

    WRITER = "writer"
    SEO = "seo"
    BRAND = "brand"
    QUALITY = "quality"
    GEO = "geo"


class ScoreName(StrEnum):
    """The four measured scores, 0 to 100."""

    SEO = "seo"
    READABILITY = "readability"
    BRAND = "brand"
    GEO = "geo"


class ContentType(StrEnum):
    BLOG_POST = "blog_post"
    HOW_TO = "how_to"
    LISTICLE = "listicle"
    COMPARISON = "comparison"
    LANDING_PAGE = "landing_page"
    NEWSLETTER = "newsletter"


class Tone(StrEnum):
    """How the text shall sound; empty in a brief means no preference."""

    PLAIN = "plain"
    FRIENDLY = "friendly"
    FORMAL = "formal"
    CONFIDENT = "confident"


class Rating(StrEnum):
    """What a check says of the text."""

    GOOD = "good"
    NEEDS_WORK = "needs_work"
    POOR = "poor"
    NOT_APPLICABLE = "not_applicable"


class NoticeKind(StrEnum):
    """What people and other programs are told of; each person chooses for each."""

    AGENT_COMPLETED = "agent_completed"
    AGENT_FAILED = "agent_failed"
    RUN_COMPLETED = "run_completed"
    RUN_NEEDS_ATTENTION = "run_needs_attention"
    RUN_FAILED = "run_failed"
    RUN_CANCELLED = "run_cancelled"
    APPROVAL_CHANGED = "approval_changed"
    SHARED = "shared"
    BATCH = "batch"  # one batch for all its campaigns, which tell nothing each by itself


class DeliveryStatus(StrEnum):
    """Where an event stands on its way to a webhook."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class AuditAction(StrEnum):
    """What the audit log tells of."""

    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "sign-in failed"
    SIGNED_OUT_EVERYWHERE = "signed out everywhere"
    CREDENTIALS_CHANGED = "password changed"
    RENAMED = "name changed"
    RESET_OFFERED = "password link made"
    INVITED = "invited"
    INVITATION_REVOKED = "invitation revoked"
    JOINED = "joined"
    ROLE_CHANGED = "role changed"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    KEY_CREATED = "token created"
    KEY_REVOKED = "token revoked"
    SHARED = "shared"
    UNSHARED = "unshared"
    VISIBILITY_CHANGED = "visibility changed"
    SETTINGS_CHANGED = "settings changed"
    TRANSFERRED = "transferred"
    DELETED = "deleted"
    WEBHOOK_CHANGED = "webhook changed"
    LIMITS_CHANGED = "limits changed"
    CACHE_CLEARED = "cache cleared"
    WORKER_DRAINED = "worker drained"
    APPROVED = "approved"
    REOPENED = "reopened"
    ARCHIVED = "archived"
    UNARCHIVED = "taken out of the archive"
    UNDELETED = "deletion undone"


class VersionKind(StrEnum):
    """How a version came to be."""

    AGENT = "agent"
    EDIT = "edit"  # a person's own words
    RESTORE = "restore"  # an earlier version put back
    REVIEW = "review"  # an agent's edit taken in or taken back by a person


class ExportFormat(StrEnum):
    """As what a text leaves."""

    MARKDOWN = "markdown"
    HTML = "html"
    DOCX = "docx"
    JSON = "json"
    ZIP = "zip"


class Review(StrEnum):
    """What a person said of an agent's edit."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Outcome(StrEnum):
    """What became of a proposed edit."""

    KEPT = "kept"
    REJECTED = "rejected"


class AgentStatus(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"  # what a dead process left; counts nowhere


class RunStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    COMPLETED = "completed"
    NEEDS_ATTENTION = "needs_attention"
    FAILED = "failed"
    CANCELLING = "cancelling"
    CANCELLED = "cancelled"


class BatchStatus(StrEnum):
    """What people want of a batch; what its campaigns do is in their rows."""

    DRAFT = "draft"  # rows that were sent and are looked at; no campaigns yet
    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


class WaitKind(StrEnum):
    """Why a run stood still."""

    QUEUE = "queue"  # for a free slot
    PAUSE = "pause"  # a person paused it
    STOPPED = "stopped"  # the server was down


class CampaignStatus(StrEnum):
    """That of the campaign's latest run; draft when it has none."""

    DRAFT = "draft"
    QUEUED = "queued"
    GENERATING = "generating"
    PAUSED = "paused"
    COMPLETED = "completed"
    NEEDS_ATTENTION = "needs_attention"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    URGENT = "urgent"
    STANDARD = "standard"
    BACKGROUND = "background"


class Visibility(StrEnum):
    PRIVATE = "private"
    TEAM = "team"


class Role(StrEnum):
    ADMIN = "admin"
    EDITOR = "editor"
    VIEWER = "viewer"


class SourceKind(StrEnum):
    TEXT = "text"
    URL = "url"


class SourceStatus(StrEnum):
    PENDING = "pending"
    READ = "read"
    FAILED = "failed"


class EventType(StrEnum):
    """What a run reports; every type but `tail` is a row in run_events."""

    RUN_STATUS = "run_status"
    AGENT_STARTED = "agent_started"
    AGENT_PROGRESS = "agent_progress"
    AGENT_RETRY = "agent_retry"
    BLOCK_WRITTEN = "block_written"
    EDIT_KEPT = "edit_kept"
    EDIT_REJECTED = "edit_rejected"
    MEASURED = "measured"
    AGENT_COMPLETED = "agent_completed"
    AGENT_FAILED = "agent_failed"
    AGENT_STOPPED = "agent_stopped"  # paused or cancelled in the middle; what it kept is a version
    AGENT_SKIPPED = "agent_skipped"  # a person decided to do without
    EDIT_PROPOSED = "edit_proposed"  # kept on its own base, beside agents at work at the same time
    VERSION_CREATED = "version_created"  # by a person, in a run or not
    DECISION_REVIEWED = "decision_reviewed"
    APPROVAL_CHANGED = "approval_changed"
    SETTINGS_CHANGED = "settings_changed"  # of the campaign, by a person, in a run or not
    TAIL = "tail"  # the block being written; lives in the hub alone


AGENT_ORDER: tuple[AgentName, ...] = tuple(AgentName)

AGENT_LABELS: dict[AgentName, str] = {
    AgentName.WRITER: "Writer",
    AgentName.SEO: "SEO",
    AgentName.BRAND: "Brand",
    AgentName.QUALITY: "Content Quality",
    AgentName.GEO: "GEO",
}

SCORE_LABELS: dict[ScoreName, str] = {
    ScoreName.SEO: "SEO",
    ScoreName.READABILITY: "Readability",
    ScoreName.BRAND: "Brand",
    ScoreName.GEO: "GEO",
}

SCORE_TARGETS: dict[ScoreName, int] = {
    ScoreName.SEO: 80,
    ScoreName.READABILITY: 70,
    ScoreName.BRAND: 80,
    ScoreName.GEO: 75,
}

AGENT_SCORES: dict[AgentName, ScoreName] = {
    AgentName.SEO: ScoreName.SEO,
    AgentName.BRAND: ScoreName.BRAND,
    AgentName.QUALITY: ScoreName.READABILITY,
    AgentName.GEO: ScoreName.GEO,
}

CONTENT_TYPE_LABELS: dict[ContentType, str] = {
    ContentType.BLOG_POST: "Blog post",
    ContentType.HOW_TO: "How-to",
    ContentType.LISTICLE: "Listicle",
    ContentType.COMPARISON: "Comparison",
    ContentType.LANDING_PAGE: "Landing page",
    ContentType.NEWSLETTER: "Newsletter",
}

RUN_ENDED: frozenset[RunStatus] = frozenset(
    {RunStatus.COMPLETED, RunStatus.NEEDS_ATTENTION, RunStatus.FAILED, RunStatus.CANCELLED}
)

NOTICE_LABELS: dict[NoticeKind, str] = {
    NoticeKind.AGENT_COMPLETED: "An agent completed",
    NoticeKind.AGENT_FAILED: "An agent failed",
    NoticeKind.RUN_COMPLETED: "A campaign completed",
    NoticeKind.RUN_NEEDS_ATTENTION: "A campaign needs attention",
    NoticeKind.RUN_FAILED: "A campaign failed",
    NoticeKind.RUN_CANCELLED: "A campaign was cancelled",
    NoticeKind.APPROVAL_CHANGED: "A version was approved or reopened",
    NoticeKind.SHARED: "A campaign was shared with you",
    NoticeKind.BATCH: "A batch ended or paused itself",
}
