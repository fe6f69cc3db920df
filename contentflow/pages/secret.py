"""A link or token that is shown once, with a button that copies it."""

import reflex as rx
from reflex.event import EventHandler

from contentflow.pages.components import icon

# Browsers give a page the clipboard only on https or this computer; selecting works everywhere.
_COPY: rx.Var[object] = rx.Var(
    "async (e) => { const button = e.currentTarget,"
    " field = button.parentElement.querySelector('input'); field.select();"
    " try { await navigator.clipboard.writeText(field.value); }"
    " catch { document.execCommand('copy'); } button.dataset.copied = 'true'; }"
)


def secret(
    value: rx.Var[str] | str,
    title: rx.Var[str] | str,
    about: rx.Var[str] | str,
    forget: EventHandler,
) -> rx.Component:
    """The card around it; nothing when there is none."""
    card = rx.el.section(
        rx.el.div(
            icon("key-round", 14),
            rx.el.b(title, class_name="bold"),
            class_name="row",
            role="status",
        ),
        rx.el.div(
            rx.el.input(
                value=value, read_only=True, aria_label=title, class_name="input mono", key=value
            ),
            rx.el.button(
                icon("copy", 14),
                rx.el.span("Copy"),
                rx.el.span("Copied", class_name="copied"),
                type="button",
                class_name="btn solid copy",
                aria_live="polite",
                custom_attrs={"onClick": _COPY},
            ),
            rx.el.button("Done", type="button", class_name="btn outline", on_click=forget),
            class_name="row secret_row",
        ),
        rx.el.p(about, class_name="hint"),
        class_name="card secret",
        aria_label="Shown once",
    )
    return rx.cond(value, card, rx.fragment())
