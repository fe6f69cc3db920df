"""What every handler and every route does for every kind of person: decided here, held by tests.

To add a handler or route, add its line. A handler may, for each person:
OWN      touch what that person's own page shows, and reveal or change nothing of anybody;
LOGIN    send the person to the log-in, without anything else;
SEES     show the campaign or voice of the address, because the person may see it;
CHANGES  change rows, because the person may.
The campaign is private, shared with the viewer and (for editing) with the editor; the brand voice
is private. The stranger is an editor with whom nothing is shared; so, for private things, is the
admin. A word like @viewer in what is sent is that person's id. Routes have the status each person
gets for a right request, of an outdated revision where one is asked for; what a GET is sent stands
in its address.
"""

from dataclasses import dataclass

OWN, LOGIN, SEES, CHANGES = "own", "login", "sees", "changes"
PEOPLE = ("anonymous", "viewer", "stranger", "editor", "admin", "owner")


@dataclass(frozen=True)
class Row:
    """The outcomes of one handler or route, in the order of PEOPLE, and what it is sent."""

    outcomes: tuple[str, ...]
    payload: object = None
    first: str = ""  # a handler called before, which opens what this one is about


def row(*outcomes: object, payload: object = None, first: str = "") -> Row:
    return Row(tuple(str(outcome) for outcome in outcomes), payload or {}, first)


def alike(outcome: object, payload: object = None) -> Row:
    """The same for everybody."""
    return row(*[outcome] * len(PEOPLE), payload=payload)


def signed_in(outcome: object, payload: object = None, first: str = "") -> Row:
    """The log-in for a stranger to us, the same for everybody else."""
    return row(LOGIN, *[outcome] * 5, payload=payload, first=first)


def own_only(payload: object = None, first: str = "") -> Row:
    """The owner changes something, nobody else."""
    return row(LOGIN, OWN, OWN, OWN, OWN, CHANGES, payload=payload, first=first)


def admin_only(payload: object = None, first: str = "") -> Row:
    """An admin changes something, nobody else."""
    return row(LOGIN, OWN, OWN, OWN, CHANGES, OWN, payload=payload, first=first)


def editors(payload: object = None, first: str = "") -> Row:
    """Who may edit the campaign changes something, nobody else."""
    return row(LOGIN, OWN, OWN, CHANGES, OWN, CHANGES, payload=payload, first=first)


_MEMBERS = (LOGIN, SEES, OWN, SEES, OWN, SEES)
_OWNER = (LOGIN, OWN, OWN, OWN, OWN)
_EDITORS = (LOGIN, OWN, OWN, CHANGES, OWN, CHANGES)
VOICE = "The voice of the unannounced brand"
_BRIEF = {"topic": "How to choose a chair", "intent": "draft", "target_words": "300"}
_DRAFTS = (LOGIN, OWN, CHANGES, CHANGES, CHANGES, CHANGES)

HANDLERS: dict[str, Row] = {
    # Reflex gives these to every state. Without setters of ours `setvar` finds nothing to set.
    "*.setvar": alike(OWN, {"var_name": "phase", "value": "hijacked"}),
    "State.set_is_hydrated": alike(OWN, {"value": True}),
    "FrontendEventExceptionState.handle_frontend_exception": alike(
        OWN, {"info": "x", "component_stack": "y"}
    ),
    "OnLoadInternalState.on_load_internal": row(*_MEMBERS),  # the page's own events
    "OnLoadInternalState.set_is_hydrated": alike(OWN, {"value": True}),
    "UpdateVarsInternalState.update_vars_internal": alike(OWN, {"vars": {"phase": "hijacked"}}),
    "CampaignState.toggle_follow": alike(OWN),
    "CampaignState.stop_following": alike(OWN),
    "CampaignState.show_preview": alike(OWN),
    "CampaignState.show_changes": alike(OWN),
    "CampaignState.show_decisions": alike(OWN, {"agent": "seo"}),
    "CampaignState.filter_outcome": alike(OWN, {"outcome": "kept"}),
    "CampaignState.filter_agent": alike(OWN, {"agent": "seo"}),
    "CampaignState.show_in_text": alike(OWN),
    "CampaignState.show_check": signed_in(OWN, {"check_id": "seo.title_width"}),
    "CampaignState.clear_marks": alike(OWN),
    "CampaignState.watch": row(*_MEMBERS),
    "SetupState.load_setup": row(LOGIN, *[OWN] * 5),
    "SetupState.load_login": alike(OWN),
    "NewCampaignState.load": row(*_OWNER, SEES),  # the person's own voices are offered
    "BriefState.load": row(*_MEMBERS),
    "BriefState.set_content_type": signed_in(OWN, {"value": "how_to"}),
    "BriefState.set_length": signed_in(OWN, {"value": 900}),
    "BriefState.add_source": signed_in(OWN, {"form": {"value": "A fact."}}),
    "BriefState.remove_source": alike(OWN, {"value": "A fact."}),
    "BriefState.read_source": alike(OWN, {"url": "http://127.0.0.1:1/"}),
    "BriefState.submit": editors({"form": {**_BRIEF, "content_type": "how_to"}}, "BriefState.load"),
    "NewCampaignState.set_content_type": signed_in(OWN, {"value": "how_to"}),
    "NewCampaignState.set_length": signed_in(OWN, {"value": 900}),
    "NewCampaignState.add_source": signed_in(OWN, {"form": {"value": "A fact."}}),
    "NewCampaignState.remove_source": alike(OWN, {"value": "A fact."}),
    "NewCampaignState.read_source": alike(OWN, {"url": "http://127.0.0.1:1/"}),  # not on the list
    "NewCampaignState.submit": row(*_DRAFTS, payload={"form": _BRIEF}),
    "BrandVoicesState.load": row(*_OWNER, SEES),
    "BrandVoicesState.create": row(*_DRAFTS, payload={"form": {"name": "Plain"}}),
    "CampaignsState.watch": row(*_MEMBERS),
    "CampaignsState.refresh": row(*_MEMBERS),
    "CampaignsState.search": alike(OWN, {"text": "nobody"}),  # leads to another address
    "CampaignsState.filter": alike(OWN, {"name": "owner", "value": "@owner"}),
    "CampaignsState.clear": alike(OWN),
    "CampaignsState.show_more": row(*_MEMBERS),
    "CampaignsState.hold": row(*_MEMBERS, payload={"held": False}),
    "CampaignsState.select": alike(OWN, {"campaign_id": "@campaign"}),
    "CampaignsState.select_all": alike(OWN),
    "CampaignsState.select_none": alike(OWN),
    "ShellState.watch": signed_in(OWN),
    "BrandVoiceState.load": row(*_OWNER, SEES),
    "BrandVoiceState.save": own_only(
        {"form": {"name": VOICE + "!", "visibility": "private"}}, "BrandVoiceState.load"
    ),
    "BrandVoiceState.add_text": own_only(
        {"form": {"title": "x", "text": "Words of the brand, long enough to count. " * 9}},
        "BrandVoiceState.load",
    ),
    "BrandVoiceState.uploaded": signed_in(OWN, {"form": {"said": "x"}}),
    "BrandVoiceState.remove_sample": signed_in(OWN, {"sample_id": "x"}),
    "BrandVoiceState.add_term": alike(OWN, {"kind": "banned"}),
    "BrandVoiceState.remove_term": alike(OWN, {"kind": "banned", "key": "0"}),
    "BrandVoiceState.save_terms": signed_in(OWN, {"form": {}}),
    "BrandVoiceState.delete": signed_in(OWN),  # of no voice: `load` was not called
    "CampaignState.change_priority": row(
        LOGIN,
        *[OWN, OWN, CHANGES, OWN, CHANGES],
        payload={"priority": "urgent", "revision": 1},
        first="CampaignState.watch",
    ),
    "VersionsState.load": row(*_MEMBERS),
    "VersionsState.compare": row(*_MEMBERS, payload={"old": 1, "new": 2}),
    "VersionsState.refresh": alike(OWN),  # of no campaign: `load` was not called
    "VersionsState.show_more": alike(OWN),
    "VersionsState.pick": signed_in(OWN, {"number": 1}, "VersionsState.load"),  # nothing is older
    "VersionsState.pick_old": signed_in(OWN, {"number": 1}),
    "VersionsState.set_view": alike(OWN, {"view": "final"}),
    "VersionsState.filter_agent": alike(OWN, {"agent": "seo"}),
    "VersionsState.choose": alike(OWN, {"key": "x"}),
    "VersionsState.step": alike(OWN, {"by": 1}),
    "VersionsState.dismiss": alike(OWN),
    "VersionsState.restore": row(*_EDITORS, payload={"number": 1}, first="VersionsState.load"),
    "ReviewsState.accept": row(*_EDITORS, payload={"decision": "@decision"}),
    "ReviewsState.reject": row(*_EDITORS, payload={"decision": "@decision"}),
    "ReviewsState.reopen": signed_in(OWN, {"decision": "@decision"}),  # nobody said anything
    "ReviewsState.accept_all": row(*_EDITORS, payload={"decisions": ["@decision"]}),
    "ReviewsState.reject_all": row(*_EDITORS, payload={"decisions": ["@decision"]}),
    "ReviewsState.review_current": alike(OWN, {"said": "rejected"}),  # nothing is shown
    "ReviewsState.undo": signed_in(OWN),
    "ReviewsState.dismiss": alike(OWN),
    "EditorState.open": row(LOGIN, OWN, OWN, SEES, OWN, SEES),
    "EditorState.take_over": row(LOGIN, OWN, OWN, SEES, OWN, SEES),  # no agent is at work
    "EditorState.give_back": signed_in(OWN),
    "EditorState.close": alike(OWN),
    "EditorState.read": alike(OWN),
    "EditorState.draft": signed_in(OWN, {"data": {"base": 1, "slug": "mine"}}),
    "EditorState.save": row(*_EDITORS, payload={"data": {"base": 1, "slug": "mine"}}),
    "ControlsState.ask_cancel": alike(OWN),
    "ControlsState.close": alike(OWN, {"opened": False}),
    # Of a run that has ended, and of an agent that did not fail: tests of the state say who may.
    "ControlsState.pause": signed_in(OWN, {"run_id": "@campaign"}),
    "ControlsState.resume": signed_in(OWN, {"run_id": "@campaign"}),
    "ControlsState.cancel": signed_in(OWN, {"run_id": "@campaign"}),
    "ControlsState.retry": signed_in(OWN, {"agent": "seo"}),
    "ControlsState.skip": signed_in(OWN, {"agent": "seo"}),
    "RerunState.open": signed_in(OWN, {"opened": True}),
    "RerunState.toggle": signed_in(OWN, {"agent": "seo"}),
    "RerunState.set_beside": signed_in(OWN, {"beside": True}),
    "RerunState.run": editors({"form": {"geo": "on"}}, "RerunState.open"),
    "RerunState.run_again": editors({"agent": "geo"}),
    "RerunState.confirm": alike(OWN),  # nothing was asked
    "RerunState.close": alike(OWN, {"opened": False}),
    "ResultsState.show": signed_in(OWN, {"agent": "seo"}),
    "ResultsState.choose": signed_in(OWN, {"result_id": "@campaign"}),
    "ResultsState.close": alike(OWN, {"opened": False}),
    "CampaignMenuState.ask_name": alike(OWN),
    "CampaignMenuState.close": alike(OWN, {"opened": False}),
    "CampaignMenuState.rename": editors(
        {"revision": 1, "form": {"name": "Another name"}}, "CampaignMenuState.ask_name"
    ),
    "CampaignMenuState.duplicate": editors({"how": "draft"}),
    "ShelfState.archive": editors({"campaign_ids": ["@campaign"]}),
    "ShelfState.unarchive": signed_in(OWN, {"campaign_ids": ["@campaign"]}),  # it is not there
    "ShelfState.delete": own_only({"campaign_ids": ["@campaign"]}),
    "ShelfState.ask_delete": alike(OWN),
    "ShelfState.close": alike(OWN, {"opened": False}),
    "ShelfState.undo": alike(OWN, {"key": "@campaign"}),
    "ShelfState.dismiss": alike(OWN, {"key": "@campaign"}),
    "ReviewState.ask_approve": alike(OWN, {"version": 1}),
    "ReviewState.ask_reopen": alike(OWN),
    "ReviewState.close": alike(OWN, {"opened": False}),
    "ReviewState.approve": editors({"version": 1, "form": {"note": "Ready"}}),
    "ReviewState.reopen": signed_in(OWN, {"form": {"note": ""}}),  # it is not approved
    "ReviewState.see": row(OWN, CHANGES, OWN, CHANGES, OWN, CHANGES),  # who looks first
    "OptionsState.load": alike(OWN),
    "OptionsState.save": admin_only({"form": {"runs_at_once": "2"}}),
    "QueueState.watch": signed_in(OWN),
    "QueueState.ask": alike(OWN, {"worker_id": "@admin"}),
    "QueueState.close": alike(OWN, {"opened": False}),
    "QueueState.drain": alike(OWN),  # nothing was asked about
    "CacheState.watch": signed_in(OWN),
    "CacheState.ask": alike(OWN, {"name": "all"}),
    "CacheState.close": alike(OWN, {"opened": False}),
    "CacheState.clear": alike(OWN),  # nothing was asked about
    "ShareState.show": row(*_MEMBERS),
    "ShareState.close": alike(OWN, {"opened": False}),
    "ShareState.search": alike(OWN, {"text": "a"}),
    "ShareState.add": own_only({"user_id": "@admin"}, "ShareState.show"),
    "ShareState.set_right": own_only({"user_id": "@viewer", "right": "edit"}, "ShareState.show"),
    "ShareState.remove": row(  # who was let in may leave
        LOGIN,
        CHANGES,
        OWN,
        OWN,
        OWN,
        CHANGES,
        payload={"user_id": "@viewer"},
        first="ShareState.show",
    ),
    "ShareState.set_visibility": own_only({"value": "team"}, "ShareState.show"),
    "BatchesState.watch": row(*_MEMBERS),
    "BatchesState.refresh": row(*_MEMBERS),
    "BatchesState.show_more": row(*_MEMBERS),
    "BatchesState.drop": row(*_MEMBERS, payload={"batch_id": "@batch"}),  # it is no draft
    "NewBatchState.load": signed_in(OWN),
    "NewBatchState.read_topics": row(*_DRAFTS, payload={"form": {"topics": "Desks\nLamps"}}),
    "NewBatchState.imported": alike(OWN, {"form": {"said": "x", "id": "@batch"}}),
    "NewBatchState.map_column": signed_in(OWN, {"place": 0, "field": "goal"}),
    "NewBatchState.set_heading": signed_in(OWN, {"heading": True}),
    "NewBatchState.share": signed_in(OWN, {"name": "goal", "value": "x"}),
    "NewBatchState.skip": signed_in(OWN, {"what": "invalid", "on": True}),
    "NewBatchState.show_problems": signed_in(OWN, {"only": True}),
    "NewBatchState.show_more": signed_in(OWN),
    "NewBatchState.drop": signed_in(OWN),  # of no rows: `load` was not called
    "NewBatchState.submit": signed_in(OWN, {"form": {"name": "x"}}),
    "BatchState.watch": row(*_MEMBERS),
    "BatchState.refresh": row(*_MEMBERS),
    "BatchState.search": alike(OWN, {"text": "nobody"}),  # to another address, which `watch` shows
    "BatchState.filter": alike(OWN, {"name": "status", "value": "Completed"}),
    "BatchState.turn": alike(OWN, {"pages": 1}),
    "BatchState.clear": alike(OWN),
    "BatchState.hold": row(*_MEMBERS, payload={"held": False}),
    "BatchState.select": alike(OWN, {"campaign_id": "@campaign"}),
    "BatchState.select_all": alike(OWN),
    "BatchState.select_none": alike(OWN),
    "BatchDeedsState.pause": signed_in(OWN),  # it has ended
    "BatchDeedsState.resume": signed_in(OWN),
    "BatchDeedsState.ask_cancel": alike(OWN),
    "BatchDeedsState.close": alike(OWN, {"opened": False}),
    "BatchDeedsState.cancel": signed_in(OWN),
    "BatchDeedsState.retry": signed_in(OWN),  # nothing failed
    "BatchDeedsState.set_priority": signed_in(OWN, {"priority": "urgent"}),
    "BatchDeedsState.start_now": signed_in(OWN),
    "BatchDeedsState.open_budget": alike(OWN, {"opened": True}),
    "BatchDeedsState.set_budget": own_only({"form": {"budget_usd": "5"}}),
    "BatchPicksState.retry": signed_in(OWN, {"campaign_ids": ["@member"]}),
    "BatchPicksState.prioritise": row(  # who may edit it, whoever made the batch
        LOGIN,
        *[OWN, OWN, CHANGES, OWN, CHANGES],
        payload={"campaign_ids": ["@member"], "priority": "urgent"},
    ),
    "BatchPicksState.open_assign": signed_in(OWN, {"opened": True}),
    "BatchPicksState.assign": own_only({"campaign_ids": ["@member"], "heir_id": "@editor"}),
    "AccountState.ask": alike(OWN, {"what": "token"}),
    "AccountState.close": alike(OWN, {"opened": False}),
    "AccountState.create_token": signed_in(CHANGES),
    "AccountState.forget_token": alike(OWN),
    "AccountState.rename": signed_in(CHANGES, {"form": {"name": "Somebody Else"}}),
    "AccountState.revoke": signed_in(OWN),
    "AccountState.watch": signed_in(OWN),
    "AuditState.choose_action": signed_in(OWN, {"action": "signed_in"}),
    "AuditState.choose_person": signed_in(OWN, {"user_id": "@owner"}),
    "AuditState.load": signed_in(OWN),
    "AuditState.older": alike(OWN),
    "InboxState.read": row(*_MEMBERS, payload={"notification_id": "@owner"}),
    "InboxState.read_all": row(*_MEMBERS),
    "InboxState.refresh": row(*_MEMBERS),
    "InboxState.show_more": row(*_MEMBERS),
    "InboxState.watch": row(*_MEMBERS),
    "InviteState.load_invite": alike(OWN),
    "InviteState.load_reset": alike(OWN),
    "SettingsState.load": signed_in(OWN),
    "SettingsState.turn": alike(OWN, {"kind": "agent_failed", "where": "toast"}),
    "TeamState.watch": signed_in(OWN),
    "TeamState.close": alike(OWN, {"opened": False}),
    "TeamState.forget_link": alike(OWN),
    "TeamState.ask_deactivate": alike(OWN, {"user_id": "@stranger"}),
    "TeamState.ask_delete": alike(OWN, {"campaign_id": "@campaign"}),
    "TeamState.deactivate": signed_in(OWN),
    "TeamState.delete": alike(OWN, {"form": {"campaign_id": "@campaign"}}),
    "TeamState.invite": admin_only({"form": {"role": "viewer"}}),
    "TeamState.make_reset": admin_only({"user_id": "@stranger"}),
    "TeamState.open_holdings": signed_in(OWN, {"user_id": "@owner"}),
    "TeamState.reactivate": signed_in(OWN, {"user_id": "@stranger"}),
    "TeamState.set_role": admin_only({"user_id": "@stranger", "role": "viewer"}),
    "TeamState.take_back": signed_in(OWN, {"invitation_id": "@stranger"}),
    "TeamState.transfer": signed_in(OWN, {"form": {"user_id": "@admin"}}),
    "TimelineState.choose_run": signed_in(OWN, {"run_id": "@campaign"}),  # no run has this id
    "TimelineState.open_agent": row(*_MEMBERS, payload={"agent": "writer"}),
    "TimelineState.refresh_calls": alike(OWN),
    "TimelineState.toggle_compare": alike(OWN),
    "TimelineState.toggle_table": alike(OWN),
    "ToastState.dismiss": alike(OWN, {"key": "x"}),
    "ToastState.tell_failure": alike(OWN),
    "ToastState.watch": alike(OWN),
    "WebhooksState.load": alike(OWN),
    "WebhooksState.add": admin_only({"form": {"url": "https://1.1.1.1/x", "agent_failed": "on"}}),
    "WebhooksState.forget_secret": alike(OWN),
    "WebhooksState.remove": signed_in(OWN, {"webhook_id": "@owner"}),
    "WebhooksState.send_again": signed_in(OWN, {"delivery_id": "@owner"}),
    "WebhooksState.show_log": signed_in(OWN, {"webhook_id": "@owner"}),
    "WebhooksState.turn": alike(OWN, {"webhook_id": "@owner"}),
}

_READ = (401, 404, 404, 404, 404)
_SEEN = (401, 200, 404, 200, 404, 200)
_EDITS = (401, 403, 404, 200, 404, 200)
_NO_EDIT = (401, 403, 404, 404, 404, 404)  # there is no such edit
_ENDED = (401, 403, 404, 409, 404, 409)  # who may, is told that there is nothing to do
_CHAIR = {"topic": "How to choose a chair", "target_words": 300}
ROUTES: dict[str, Row] = {
    "GET /healthz": alike(200),
    "GET /readyz": alike(200),
    "GET /metrics": alike(200),  # for they all ask from this machine
    "GET /ping": alike(200),
    "GET /_health": alike(200),
    "GET /openapi.json": alike(200),
    "GET /docs": alike(200),
    "GET /docs/start.js": alike(200),
    "GET /docs/swagger-ui.css": alike(200),
    "GET /docs/swagger-ui-bundle.js": alike(200),
    "POST /api/campaigns": row(401, 403, 201, 201, 201, 201, payload=_CHAIR),
    "GET /api/campaigns": row(401, *[200] * 5),
    "GET /api/campaigns/{campaign_id}": row(401, 200, 404, 200, 404, 200),
    "PATCH /api/campaigns/{campaign_id}": row(
        401, 403, 404, 412, 404, 412, payload={"priority": "urgent"}
    ),
    "POST /api/campaigns/{campaign_id}/trigger-analysis": row(
        *_ENDED,
        payload={"agents": ["writer"]},  # over what somebody wrote by hand
    ),
    "POST /api/campaigns/{campaign_id}/agents/{agent}/retry": row(*_ENDED),
    "POST /api/campaigns/{campaign_id}/agents/{agent}/skip": row(*_ENDED),
    "POST /api/runs/{run_id}/cancel": row(*_ENDED),
    "POST /api/runs/{run_id}/pause": row(*_ENDED),
    "POST /api/runs/{run_id}/resume": row(*_ENDED),
    "GET /api/campaigns/{campaign_id}/versions": row(*_SEEN),
    "GET /api/campaigns/{campaign_id}/versions/{number}": row(*_SEEN),
    "GET /api/campaigns/{campaign_id}/versions/{a}/diff/{b}": row(*_SEEN),
    "POST /api/campaigns/{campaign_id}/versions/{number}/restore": row(
        401,
        403,
        404,
        404,
        404,
        404,  # of a version that is not there
    ),
    "GET /api/campaigns/{campaign_id}/document": row(*_SEEN),
    "PUT /api/campaigns/{campaign_id}/document": row(
        401,
        403,
        404,
        404,
        404,
        404,
        payload={"title": "Mine"},  # made from no version
    ),
    "GET /api/campaigns/{campaign_id}/decisions": row(*_SEEN),
    "POST /api/campaigns/{campaign_id}/decisions/{decision_id}/accept": row(*_NO_EDIT),
    "POST /api/campaigns/{campaign_id}/decisions/{decision_id}/reject": row(*_NO_EDIT),
    "POST /api/campaigns/{campaign_id}/decisions/{decision_id}/reopen": row(*_NO_EDIT),
    "GET /api/campaigns/{campaign_id}/timeline": row(*_SEEN, payload={"format": "trace"}),
    "POST /api/campaigns/{campaign_id}/approve": row(
        401, 403, 404, 422, 404, 422, payload={"version": 999}
    ),
    "POST /api/campaigns/{campaign_id}/reopen": row(*_EDITS),
    "POST /api/campaigns/{campaign_id}/archive": row(*_EDITS),
    "POST /api/campaigns/{campaign_id}/unarchive": row(*_EDITS),
    "POST /api/campaigns/{campaign_id}/duplicate": row(401, 403, 404, 201, 404, 201),
    "GET /api/campaigns/{campaign_id}/export": row(*_SEEN, payload={"format": "zip"}),
    "POST /api/batches": row(401, 403, 201, 201, 201, 201, payload={"campaigns": [_CHAIR]}),
    "GET /api/batches": row(401, *[200] * 5),
    "POST /api/batches/import": row(401, 403, 201, 201, 201, 201, payload=["Desks"]),
    "POST /api/batches/estimate": row(401, *[200] * 5, payload={"campaigns": [_CHAIR]}),
    "GET /api/batches/template": row(401, *[200] * 5, payload={"format": "xlsx"}),
    "GET /api/batches/{batch_id}": row(401, 200, 404, 200, 404, 200),
    "GET /api/batches/{batch_id}/problems": row(401, 403, 404, 404, 404, 409),
    "GET /api/batches/{batch_id}/export": row(
        401, 200, 404, 200, 404, 200, payload={"format": "markdown"}
    ),
    "GET /api/batches/{batch_id}/campaigns": row(401, 200, 404, 200, 404, 200),
    "PATCH /api/batches/{batch_id}": row(401, 403, 404, 403, 404, 200, payload={"name": "Ours"}),
    "POST /api/batches/{batch_id}/pause": row(401, 403, 404, 403, 404, 409),
    "POST /api/batches/{batch_id}/resume": row(401, 403, 404, 403, 404, 409),
    "POST /api/batches/{batch_id}/cancel": row(401, 403, 404, 403, 404, 409),
    "POST /api/batches/{batch_id}/retry": row(401, 403, 404, 403, 404, 409),
    "GET /api/brand-voices": row(401, *[200] * 5),
    "POST /api/brand-voices": row(401, 403, 201, 201, 201, 201, payload={"name": "Plain"}),
    "GET /api/brand-voices/{voice_id}": row(*_READ, 200),
    "PATCH /api/brand-voices/{voice_id}": row(*_READ, 200, payload={"name": "Ours"}),
    "POST /api/brand-voices/{voice_id}/samples": row(
        *_READ, 201, payload={"text": "A text of the brand, long enough to be measured. " * 9}
    ),
    "DELETE /api/brand-voices/{voice_id}/samples/{sample_id}": row(*_READ, 200),
    "DELETE /api/brand-voices/{voice_id}": row(*_READ, 204),
    # Last, for the campaign is gone then; its owner brings it back.
    "DELETE /api/campaigns/{campaign_id}": row(401, 403, 404, 403, 404, 204),
    "POST /api/campaigns/{campaign_id}/undelete": row(401, 404, 404, 404, 404, 200),
    # Forms: where the browser is sent. A session that is there already opens nothing.
    "POST /auth/login": alike("/login?error=credentials"),
    "POST /auth/setup": alike("/login?error=exists"),
    "POST /auth/join": alike("/invite/-?error=link"),
    "POST /auth/reset": alike("/reset/-?error=link"),
    "POST /auth/password": row("/login", *["/account?error=old_password"] * 5),
    "POST /auth/logout": alike("/login"),
    "POST /auth/logout-everywhere": alike("/login"),
}

# What the first message over a websocket is, or the code that closes it.
SOCKETS: dict[str, Row] = {
    "/ws/campaign/{campaign_id}/status": row(4401, "snapshot", 4404, "snapshot", 4404, "snapshot"),
}
