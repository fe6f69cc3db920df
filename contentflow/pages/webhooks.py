"""The webhooks section of the settings."""

import reflex as rx

from contentflow.names import NOTICE_LABELS, NoticeKind
from contentflow.pages.components import described, field, icon, status_badge
from contentflow.pages.layout import link
from contentflow.state.events import handler
from contentflow.state.webhooks import DeliveryLine, HookLine
from contentflow.state.webhooks import WebhooksState as State

_WHAT = (
    "Other programs can be told too: each event is sent to your address as signed JSON, without "
    "topics or text."
)
_CLOSE: rx.Var[object] = rx.Var("(e) => e.currentTarget.closest('dialog').close()")
_OPEN: rx.Var[object] = rx.Var(
    "(e) => e.currentTarget.parentElement.querySelector('dialog').showModal()"
)
_KINDS = [kind for kind in NoticeKind if kind not in (NoticeKind.SHARED, NoticeKind.BATCH)]


def webhooks() -> rx.Component:
    """Every webhook, with its log, and a form for another."""
    return rx.el.section(
        rx.el.h2("Webhooks", id="webhooks"),
        rx.el.p(_WHAT, class_name="muted"),
        _alert("webhooks"),
        _secret(),
        rx.cond(
            State.hooks,
            rx.el.ul(rx.foreach(State.hooks, _hook), class_name="card hooks"),
            rx.fragment(),
        ),
        _form(),
        aria_labelledby="webhooks",
        class_name="sec",
    )


def _alert(name: str) -> rx.Component:
    problem = State.problems.get(name, "")
    return rx.cond(
        problem,
        rx.el.div(icon("circle-x", 14), rx.el.span(problem), class_name="notice", role="alert"),
        rx.fragment(),
    )


def _secret() -> rx.Component:
    return rx.cond(
        State.secret,
        rx.el.div(
            icon("key-round"),
            rx.el.div(
                rx.el.b("Copy the secret now"),
                rx.el.p("It signs every delivery and is not shown again.", class_name="t1"),
                rx.el.code(State.secret),
                class_name="grow",
            ),
            rx.el.button(
                "Done", type="button", on_click=State.forget_secret, class_name="btn outline sm"
            ),
            class_name="callout new_secret",
            role="status",
        ),
        rx.fragment(),
    )


def _hook(line: HookLine) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(line.url, class_name="med trunc", title=line.url),
            status_badge(line.status, line.status_words),
            class_name="row g3",
        ),
        rx.el.p(line.events, class_name="t1 muted"),
        rx.cond(line.note, rx.el.p(line.note, class_name="t1"), rx.fragment()),
        rx.el.div(
            _button(rx.cond(line.on, "Turn off", "Turn on"), State.turn, line.id),
            _button(
                rx.cond(State.logged == line.id, "Hide log", "Delivery log"),
                State.show_log,
                line.id,
            ),
            _delete(line),
            class_name="row wrap",
        ),
        rx.cond(State.logged == line.id, _log(), rx.fragment()),
        key=line.id,
    )


def _button(words: rx.Var[str] | str, event: object, key: rx.Var[str] | str) -> rx.Component:
    return rx.el.button(
        words, type="button", on_click=handler(event)(key), class_name="btn outline sm"
    )


def _delete(line: HookLine) -> rx.Component:
    close = {"onClick": _CLOSE}
    return rx.el.span(
        rx.el.button(
            "Delete",
            type="button",
            class_name="btn outline sm danger",
            custom_attrs={"onClick": _OPEN},
        ),
        rx.el.dialog(
            rx.el.h2("Delete this webhook?"),
            rx.el.p("Its log and what still waits to be sent are deleted too."),
            rx.el.div(
                rx.el.button("Cancel", type="button", class_name="btn outline", custom_attrs=close),
                rx.el.button(
                    "Delete webhook",
                    type="button",
                    class_name="btn solid destructive",
                    on_click=handler(State.remove)(line.id),
                ),
                class_name="row end_row",
            ),
            class_name="confirm",
        ),
    )


def _log() -> rx.Component:
    return rx.cond(
        State.log,
        rx.el.ul(rx.foreach(State.log, _delivery), class_name="log", aria_label="Delivery log"),
        rx.el.p("Nothing was sent yet.", class_name="t1 muted"),
    )


def _delivery(row: DeliveryLine) -> rx.Component:
    return rx.el.li(
        status_badge(row.status, row.status_words),
        link(row.href, row.event, class_name="trunc"),
        rx.el.span(row.answer, class_name="muted"),
        rx.el.span(row.attempts, class_name="muted num nowrap"),
        rx.el.span(row.time, class_name="muted num nowrap"),
        rx.cond(
            row.status == "queued",
            rx.fragment(),
            _button("Send again", State.send_again, row.id),
        ),
        key=row.id,
    )


def _form() -> rx.Component:
    problem = State.problems.get("url", "")
    control = rx.el.input(
        id="url",
        name="url",
        type="url",
        placeholder="https://example.com/hooks/contentflow",
        max_length=2_000,
        auto_complete="off",
        class_name="input",
        custom_attrs=described("url", problem),
    )
    return rx.el.form(
        rx.el.h3("New webhook"),
        field("url", "Address", control, problem=problem),
        rx.el.fieldset(
            rx.el.legend("Events", class_name="lab"),
            rx.el.div(*(_event(kind) for kind in _KINDS), class_name="events"),
            _alert("events"),
        ),
        rx.el.button(icon("plus", 14), "Add webhook", type="submit", class_name="btn solid"),
        on_submit=State.add,
        no_validate=True,
        class_name="new_hook",
    )


def _event(kind: NoticeKind) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=kind.value,
            default_checked=kind not in (NoticeKind.AGENT_COMPLETED, NoticeKind.RUN_CANCELLED),
        ),
        NOTICE_LABELS[kind],
    )
