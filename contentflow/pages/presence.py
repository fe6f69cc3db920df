"""Who else looks at this campaign now, as avatars."""

import reflex as rx

from contentflow.state.campaign import CampaignState as State
from contentflow.state.campaign_people import PersonRow

_SHOWN = 5  # avatars side by side


def presence() -> rx.Component:
    """The avatars and how many are there; a lone reader sees nothing."""
    return rx.cond(
        State.viewing > 1,
        rx.el.div(
            rx.el.ul(rx.foreach(State.people[:_SHOWN], _avatar), class_name="avs"),
            rx.el.span(State.viewing, " viewing", class_name="t1 muted num"),
            aria_label="Viewing now",
            role="group",
            class_name="row g2 viewing",
        ),
    )


def _avatar(person: PersonRow) -> rx.Component:
    named = rx.cond(person.key == State.me, f"{person.name} (you)", person.name)
    return rx.el.li(
        rx.el.span(person.initials, aria_hidden="true"),
        rx.el.span(named, class_name="sr"),
        key=person.key,
        title=named,
        class_name="av",
    )
