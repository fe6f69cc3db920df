"""The page of an address that leads nowhere."""

import reflex as rx

from contentflow import routes
from contentflow.pages.gate import gate


def not_found() -> rx.Component:
    """Says so and leads back; anybody may see it."""
    return gate(
        rx.el.h1("There is no such page"),
        rx.el.p("The address leads nowhere. Check it for a typing mistake.", class_name="lead"),
        rx.el.a("All campaigns", href=routes.HOME, class_name="btn outline"),
        narrow=True,
    )
