"""What the pages in front of the log-in share: the frame, a posted field, a notice."""

from typing import Any

import reflex as rx

from contentflow.pages.components import described, field, icon
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
    **props: Any,
) -> rx.Component:
    """A required field of a form the browser posts itself; `problem` is said beside it."""
    problem = props.pop("problem", "")
    control = rx.el.input(
        id=name,
        name=name,
        type=kind,
        required=True,
        auto_complete=complete,
        min_length=12 if complete == "new-password" else 1,
        max_length=254,
        class_name="input",
        custom_attrs=described(name, problem),
        **props,
    )
    return field(name, label, control, hint=hint, problem=problem)
