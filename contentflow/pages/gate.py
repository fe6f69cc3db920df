"""What the pages in front of the log-in share: the frame, a posted field, a notice."""

import reflex as rx

from contentflow.pages.components import icon
from contentflow.pages.layout import logo


def gate(*children: rx.Component, narrow: bool = False) -> rx.Component:
    """The frame of a page nobody needs to be signed in for."""
    mark = rx.el.div(logo(), "contentflow", class_name="hd")
    look = "setup narrow" if narrow else "setup"
    return rx.el.div(rx.el.main(mark, *children, class_name=look), class_name="gate")


def notice(text: rx.Var[str] | str) -> rx.Component:
    """What was wrong with the last try; nothing when it was right."""
    return rx.cond(
        text,
        rx.el.div(icon("circle-x", 14), rx.el.span(text), class_name="notice", role="alert"),
        rx.fragment(),
    )


def posted(
    name: str,
    label: str,
    kind: str = "text",
    complete: str = "off",
    hint: str = "",
    focus: bool = False,
) -> rx.Component:
    """A required field of a form the browser posts itself."""
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.input(
            id=name,
            name=name,
            type=kind,
            required=True,
            auto_complete=complete,
            min_length=12 if complete == "new-password" else 1,
            max_length=254,
            auto_focus=focus,
            class_name="input",
            custom_attrs={"aria-describedby": f"{name}-about"} if hint else {},
        ),
        rx.el.span(hint, class_name="hint", id=f"{name}-about") if hint else rx.fragment(),
        class_name="field",
    )
