"""The tables. Times are UTC; money is USD; durations are milliseconds."""

from contentflow.models.campaigns import (
    BrandVoice,
    Campaign,
    CampaignMember,
    SourceRow,
    VoiceSample,
)
from contentflow.models.columns import UtcDateTime, new_id, now, set_clock
from contentflow.models.fleet import Batch, BatchDraft, Worker
from contentflow.models.people import (
    ApiToken,
    AuditEntry,
    IdempotencyKey,
    Invitation,
    PasswordLink,
    Session,
    Setting,
    User,
)
from contentflow.models.runs import (
    AgentCache,
    AgentDecision,
    AgentPerformance,
    AgentResult,
    ModelCall,
    Run,
    RunEvent,
)
from contentflow.models.versions import Approval, ContentVersion
from contentflow.models.watching import (
    Notification,
    NotificationPreference,
    Webhook,
    WebhookDelivery,
    WebsocketSession,
)

__all__ = [
    "AgentCache",
    "AgentDecision",
    "AgentPerformance",
    "AgentResult",
    "ApiToken",
    "Approval",
    "AuditEntry",
    "Batch",
    "BatchDraft",
    "BrandVoice",
    "Campaign",
    "CampaignMember",
    "ContentVersion",
    "IdempotencyKey",
    "Invitation",
    "ModelCall",
    "Notification",
    "NotificationPreference",
    "PasswordLink",
    "Run",
    "RunEvent",
    "Session",
    "Setting",
    "SourceRow",
    "User",
    "UtcDateTime",
    "VoiceSample",
    "Webhook",
    "WebhookDelivery",
    "WebsocketSession",
    "Worker",
    "new_id",
    "now",
    "set_clock",
]
