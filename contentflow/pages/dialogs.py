"""Dialogs over a page: one that asks before something is done, one that holds a form."""

from typing import Any

import reflex as rx

from contentflow.pages.components import icon

# Radix gives the focus back to its own trigger; these dialogs are opened by the state instead.
_FOCUS: dict[str, rx.Var[object]] = {
    "onOpenAutoFocus": rx.Var("() => { window.dialogOpener = document.activeElement; }"),
    "onCloseAutoFocus": rx.Var("(e) => { e.preventDefault(); window.dialogOpener?.focus(); }"),
}


def confirm(
    opened: rx.Var[bool] | bool,
    title: Any,
    text: Any,
    verb: str,
    *,
    does: Any,
    close: Any,
    keep: str = "Cancel",
    tries: str = "",
) -> rx.Component:
    """Leave it, or the verb. Radix keeps the focus inside and gives it back.

    `keep` is the word for leaving it, `tries` what a `ClickNow` around it shows as done.
    """
    return rx.alert_dialog.root(
        rx.alert_dialog.content(
            rx.alert_dialog.title(title, class_name="dialog_title"),
            rx.alert_dialog.description(text, class_name="muted"),
            rx.el.div(
                rx.alert_dialog.cancel(rx.el.button(keep, type="button", class_name="btn outline")),
                rx.el.button(
                    verb,
                    type="button",
                    class_name="btn solid destructive",
                    on_click=does,
                    custom_attrs={"data-try": tries} if tries else {},
                ),
                class_name="row end_row",
            ),
            class_name="dialog small",
            custom_attrs=_FOCUS,
        ),
        open=opened,
        on_open_change=close,
    )


def dialog(
    opened: rx.Var[bool] | bool,
    title: Any,
    about: Any,
    *children: rx.Component,
    close: Any,
    wide: bool = False,
) -> rx.Component:
    """A titled box with a cross; Escape and a click beside it shut it too."""
    cross = rx.el.button(
        icon("x", 14), type="button", class_name="btn icon ghost sm", aria_label="Close"
    )
    return rx.dialog.root(
        rx.dialog.content(
            rx.el.div(
                rx.dialog.title(title, class_name="dialog_title"),
                rx.dialog.close(cross),
                class_name="row dialog_head",
            ),
            rx.dialog.description(about, class_name="muted t1"),
            *children,
            class_name="dialog wide" if wide else "dialog",
            custom_attrs=_FOCUS,
        ),
        open=opened,
        on_open_change=close,
    )


def problem(text: Any) -> rx.Component:
    """What was refused and why, read out at once."""
    said = rx.el.p(icon("circle-x", 14), rx.el.span(text), class_name="problem", role="alert")
    return rx.cond(text, said, rx.fragment())
