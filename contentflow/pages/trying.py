"""A button's word, and what it says while its click has not been answered; see `ClickNow`."""

import reflex as rx

_DOING = {
    "pausing": "Pausing",
    "resuming": "Resuming",
    "cancelling": "Cancelling",
    "retrying": "Retrying",
    "skipping": "Skipping",
    "starting": "Starting",
}


def trying(verb: str, tries: str) -> tuple[rx.Component, rx.Component]:
    """The verb, and what stands in its place once it was clicked; `tries` is the `data-try`."""
    return rx.el.span(verb, class_name="wish"), rx.el.span(_DOING[tries], class_name="wished")
