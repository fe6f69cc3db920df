"""The tables. Times are UTC; money is USD; durations are milliseconds."""

from contentflow.models.campaigns import (
    BrandVoice,
    Campaign,
    CampaignMember,
    ContentVersion,
    SourceRow,
    VoiceSample,
)
from contentflow.models.columns import UtcDateTime, new_id, now
from contentflow.models.people import (
    ApiToken,
    AuditEntry,
    Invitation,
    PasswordLink,
    Session,
    Setting,
    User,
)
from contentflow.models.runs import (
    AgentDecision,
    AgentPerformance,
    AgentResult,
    ModelCall,
    Run,
    RunEvent,
)
from contentflow.models.watching import (
    Notification,
    NotificationPreference,
    Webhook,
    WebhookDelivery,
    WebsocketSession,
)

__all__ = [
    "AgentDecision",
    "AgentPerformance",
    "AgentResult",
    "ApiToken",
    "AuditEntry",
    "BrandVoice",
    "Campaign",
    "CampaignMember",
    "ContentVersion",
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
    "new_id",
    "now",
]
