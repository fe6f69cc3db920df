"""Every page with its address; the composition root adds them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from contentflow import routes
from contentflow.pages.campaign import campaign
from contentflow.pages.campaigns import campaigns
from contentflow.pages.login import login
from contentflow.pages.new_campaign import new_campaign
from contentflow.pages.not_found import not_found
from contentflow.pages.setup import setup
from contentflow.state.campaign import CampaignState
from contentflow.state.campaigns import CampaignsState
from contentflow.state.new_campaign import NewCampaignState
from contentflow.state.setup import SetupState
from contentflow.state.shell import ShellState


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
        [ShellState.watch, CampaignState.watch],
    ),
    Page(routes.SETUP, setup, "Set up · contentflow", [SetupState.load_setup]),
    Page("404", not_found, "Page not found · contentflow", None),
    Page(routes.LOGIN, login, "Log in · contentflow", [SetupState.load_login]),
]
