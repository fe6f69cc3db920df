"""The addresses of the pages and of the log-in routes; nobody writes one by hand."""

HOME = "/"
NEW_CAMPAIGN = "/campaigns/new"
CAMPAIGN = "/campaigns/[campaign_id]"
SETUP = "/setup"
LOGIN = "/login"

AUTH_LOGIN = "/auth/login"
AUTH_LOGOUT = "/auth/logout"
AUTH_SETUP = "/auth/setup"
DOCS = "/docs"

SESSION_COOKIE = "contentflow_session"


def campaign(campaign_id: str) -> str:
    """The page of one campaign."""
    return f"/campaigns/{campaign_id}"


def edit_draft(campaign_id: str) -> str:
    """The new-campaign form filled from a saved draft."""
    return f"{NEW_CAMPAIGN}?draft={campaign_id}"
