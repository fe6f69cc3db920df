"""The addresses of the pages and of the log-in routes; nobody writes one by hand."""

from urllib.parse import urlencode

HOME = "/"
NEW_CAMPAIGN = "/campaigns/new"
CAMPAIGN = "/campaigns/[campaign_id]"
BRIEF = "/campaigns/[campaign_id]/brief"
BATCHES = "/batches"
NEW_BATCH = "/batches/new"
BATCH = "/batches/[batch_id]"
BRAND_VOICES = "/brand-voices"
BRAND_VOICE = "/brand-voices/[voice_id]"
SETUP = "/setup"
LOGIN = "/login"
ACCOUNT = "/account"
TEAM = "/team"
INBOX = "/inbox"
SETTINGS = "/settings"
INVITE = "/invite/[token]"
RESET = "/reset/[token]"
AUDIT = "/admin/audit"
CACHE = "/admin/cache"
QUEUE = "/admin/queue"

AUTH_LOGIN = "/auth/login"
AUTH_LOGOUT = "/auth/logout"
AUTH_SETUP = "/auth/setup"
AUTH_JOIN = "/auth/join"
AUTH_RESET = "/auth/reset"
AUTH_CHANGE = "/auth/password"
AUTH_LOGOUT_EVERYWHERE = "/auth/logout-everywhere"
DOCS = "/docs"
METRICS = "/metrics"

# Come back to the form when another field was wrong.
SETUP_KEEPS = ("name", "email", "company")
JOIN_KEEPS = ("name", "email")

LONGEST_PAGE = 254  # characters of an address to come back to
SESSION_COOKIE = "contentflow_session"
ZONE_COOKIE = "contentflow_zone"  # assets/moment.jsx sets it


def log_in(page: str, why: str) -> str:
    """The log-in, and where to go after it; `why` is one of the codes its page has words for."""
    return f"{LOGIN}?{urlencode({'error': why, 'next': page}, errors='replace')}"


def after_log_in(page: str) -> str:
    """Where a client asked to go after the log-in; home when that is no page of ours."""
    within = page.startswith("/") and not page.startswith(("//", LOGIN, "/auth/", "/api/"))
    plain = page.isascii() and page.isprintable() and "\\" not in page
    return page if within and plain and len(page) <= LONGEST_PAGE else HOME


def campaign(campaign_id: str) -> str:
    """The page of one campaign."""
    return f"/campaigns/{campaign_id}"


def export(campaign_id: str) -> str:
    """Where a campaign's text is downloaded; `?format=` says as what."""
    return f"/api/campaigns/{campaign_id}/export"


def changes(campaign_id: str, first: int, second: int) -> str:
    """What changed in the text of a campaign from one version to another."""
    query = urlencode({"tab": "changes", "from": first, "to": second})
    return f"{campaign(campaign_id)}?{query}"


def brief(campaign_id: str) -> str:
    """The form in which the brief of later runs is changed."""
    return f"{campaign(campaign_id)}/brief"


def edit_draft(campaign_id: str) -> str:
    """The new-campaign form filled from a saved draft."""
    return f"{NEW_CAMPAIGN}?draft={campaign_id}"


def batch(batch_id: str) -> str:
    """The page of one batch."""
    return f"{BATCHES}/{batch_id}"


def edit_batch(batch_id: str) -> str:
    """The rows of a batch that is not started yet, to look at and to start."""
    return f"{NEW_BATCH}?draft={batch_id}"


def invite(token: str) -> str:
    """The page on which an invitation becomes an account."""
    return f"/invite/{token}"


def reset(token: str) -> str:
    """The page on which a password link becomes a password."""
    return f"/reset/{token}"


def brand_voice(voice_id: str) -> str:
    """The page of one brand voice."""
    return f"{BRAND_VOICES}/{voice_id}"


def voice_samples(voice_id: str) -> str:
    """Where the page of a voice sends files; `?name=` is the file's name."""
    return f"/api/brand-voices/{voice_id}/samples"


def timeline(campaign_id: str, form: str, run_id: str) -> str:
    """The file of a run's timeline; the form is json, csv or trace."""
    return f"/api/campaigns/{campaign_id}/timeline?format={form}&run={run_id}"


IMPORT_ROWS = "/api/batches/import"  # `?name=` is the file's name


def batch_template(kind: str) -> str:
    """A table to fill in; `kind` is csv or xlsx."""
    return f"/api/batches/template?format={kind}"


def batch_export(batch_id: str, campaign_ids: list[str]) -> str:
    """Where the texts of campaigns are downloaded in one zip; `&format=` says as what."""
    return f"/api/batches/{batch_id}/export?{urlencode({'ids': ','.join(campaign_ids)})}"


def batch_problems(batch_id: str) -> str:
    """What is wrong with the rows of a batch that is not started yet, as CSV."""
    return f"/api/batches/{batch_id}/problems"
