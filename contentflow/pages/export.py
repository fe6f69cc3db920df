"""The export menu of a campaign: its text as a file, or copied with headings, lists and links."""

import reflex as rx

from contentflow import routes
from contentflow.state.campaign import CampaignState as State


class ExportMenu(rx.Component):
    """Downloads the version that `about` names, or copies it."""

    library = "/public/export.jsx"
    tag = "ExportMenu"
    address: rx.Var[str]
    about: rx.Var[str]


def export_menu() -> rx.Component:
    """Stands in the head of the campaign page as soon as there is a text."""
    return rx.cond(
        State.head.text != "",
        ExportMenu.create(address=routes.export(State.shown), about=State.head.text),
        rx.fragment(),
    )
