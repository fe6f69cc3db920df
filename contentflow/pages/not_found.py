"""The page of an address that leads nowhere."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import empty_state
from contentflow.pages.gate import gate


def not_found() -> rx.Component:
    """Says so and leads back; anybody may see it."""
    back = rx.el.a("All campaigns", href=routes.HOME, class_name="btn outline")
    return gate(empty_state("There is no such page", "The address may be mistyped.", back))
