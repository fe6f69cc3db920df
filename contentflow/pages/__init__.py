"""Every page with its address; the composition root adds them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from contentflow import routes
from contentflow.pages.account import account
from contentflow.pages.audit import audit
from contentflow.pages.batch import batch
from contentflow.pages.batches import batches
from contentflow.pages.brand_voice import brand_voice
from contentflow.pages.brand_voices import brand_voices
from contentflow.pages.brief import brief
from contentflow.pages.cache import cache
from contentflow.pages.campaign import campaign
from contentflow.pages.campaigns import campaigns
from contentflow.pages.inbox import inbox
from contentflow.pages.invite import invite
from contentflow.pages.login import login
from contentflow.pages.new_batch import new_batch
from contentflow.pages.new_campaign import new_campaign
from contentflow.pages.not_found import not_found
from contentflow.pages.queue import queue
from contentflow.pages.reset import reset
from contentflow.pages.settings import settings
from contentflow.pages.setup import setup
from contentflow.pages.team import team
from contentflow.state.account import AccountState
from contentflow.state.audit import AuditState
from contentflow.state.batch import BatchState
from contentflow.state.batches import BatchesState
from contentflow.state.brand_voice import BrandVoiceState
from contentflow.state.brand_voices import BrandVoicesState
from contentflow.state.brief import BriefState
from contentflow.state.cache import CacheState
from contentflow.state.campaign import CampaignState
from contentflow.state.campaigns import CampaignsState
from contentflow.state.inbox import InboxState
from contentflow.state.invite import InviteState
from contentflow.state.new_batch import NewBatchState
from contentflow.state.new_campaign import NewCampaignState
from contentflow.state.options import OptionsState
from contentflow.state.queue import QueueState
from contentflow.state.settings import SettingsState
from contentflow.state.setup import SetupState
from contentflow.state.shell import ShellState
from contentflow.state.team import TeamState
from contentflow.state.toasts import ToastState
from contentflow.state.webhooks import WebhooksState


@dataclass(frozen=True)
class Page:
    """One page: where it is, what it shows, and the events that fill it."""

    route: str
    component: Callable[[], rx.Component]
    title: str
    on_load: Any


PAGES: list[Page] = [
    Page(
        routes.HOME,
        campaigns,
        "Campaigns · contentflow",
        [ShellState.watch, CampaignsState.watch],
    ),
    Page(
        routes.NEW_CAMPAIGN,
        new_campaign,
        "New campaign · contentflow",
        [ShellState.watch, NewCampaignState.load],
    ),
    Page(
        routes.CAMPAIGN,
        campaign,
        "Campaign · contentflow",
        [ShellState.watch, CampaignState.watch, ToastState.watch],
    ),
    Page(
        routes.BRIEF,
        brief,
        "Brief · contentflow",
        [ShellState.watch, BriefState.load],
    ),
    Page(
        routes.BATCHES,
        batches,
        "Batches · contentflow",
        [ShellState.watch, BatchesState.watch],
    ),
    Page(
        routes.NEW_BATCH,
        new_batch,
        "New batch · contentflow",
        [ShellState.watch, NewBatchState.load],
    ),
    Page(
        routes.BATCH,
        batch,
        "Batch · contentflow",
        [ShellState.watch, BatchState.watch],
    ),
    Page(
        routes.BRAND_VOICES,
        brand_voices,
        "Brand voices · contentflow",
        [ShellState.watch, BrandVoicesState.load],
    ),
    Page(
        routes.BRAND_VOICE,
        brand_voice,
        "Brand voice · contentflow",
        [ShellState.watch, BrandVoiceState.load],
    ),
    Page(routes.INBOX, inbox, "Inbox · contentflow", [ShellState.watch, InboxState.watch]),
    Page(
        routes.SETTINGS,
        settings,
        "Settings · contentflow",
        [ShellState.watch, SettingsState.load, OptionsState.load, WebhooksState.load],
    ),
    Page(routes.TEAM, team, "Team · contentflow", [ShellState.watch, TeamState.watch]),
    Page(routes.ACCOUNT, account, "Account · contentflow", [ShellState.watch, AccountState.watch]),
    Page(routes.AUDIT, audit, "Audit log · contentflow", [ShellState.watch, AuditState.load]),
    Page(routes.QUEUE, queue, "Queue · contentflow", [ShellState.watch, QueueState.watch]),
    Page(routes.CACHE, cache, "Cache · contentflow", [ShellState.watch, CacheState.watch]),
    Page(routes.INVITE, invite, "Join · contentflow", [InviteState.load_invite]),
    Page(routes.RESET, reset, "New password · contentflow", [InviteState.load_reset]),
    Page(routes.SETUP, setup, "Set up · contentflow", [SetupState.load_setup]),
    Page("404", not_found, "Page not found · contentflow", None),
    Page(routes.LOGIN, login, "Log in · contentflow", [SetupState.load_login]),
]
