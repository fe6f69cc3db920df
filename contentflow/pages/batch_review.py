"""The rows of a batch before its start: its columns, its rows, and what all of them share."""

import reflex as rx

from contentflow import routes
from contentflow.names import Priority
from contentflow.pages.batch_shared import batch_shared
from contentflow.pages.batch_start import batch_start
from contentflow.pages.components import described, download, field, icon, status_badge
from contentflow.state.events import handler
from contentflow.state.new_batch import NewBatchState as State
from contentflow.state.new_batch_rows import (
    FIELD_LABELS,
    MOST_CHARACTERS,
    ColumnLine,
    RowLine,
)


def batch_review() -> rx.Component:
    """Everything in one form; Start is beside it."""
    return rx.el.form(
        rx.el.div(_columns(), _rows(), batch_shared(), _run()),
        batch_start(),
        id="batch",
        no_validate=True,
        on_submit=State.submit,
        class_name="cols",
        key=State.id,
    )


def _problem(name: str) -> rx.Var[str]:
    return rx.Var.create(State.problems.get(name, "")).to(str)


def _said(name: str) -> rx.Component:
    problem = _problem(name)
    said = rx.el.span(icon("circle-x", 14), rx.el.span(problem), class_name="problem", role="alert")
    return rx.cond(problem != "", rx.el.div(said, class_name="field"), rx.fragment())


def _columns() -> rx.Component:
    heading = rx.el.label(
        rx.el.input(
            type="checkbox",
            default_checked=State.heading,
            on_change=lambda on: handler(State.set_heading)(on),
        ),
        "The first row names the columns",
        class_name="pick end",
    )
    return rx.el.section(
        rx.el.div(rx.el.h2("Columns"), heading, class_name="row wrap"),
        rx.el.ul(rx.foreach(State.columns, _column), class_name="card column_list"),
        _said("columns"),
        class_name="sec",
        aria_label="Columns",
    )


def _column(line: ColumnLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.b(line.name, class_name="med trunc", title=line.name),
            rx.el.span(line.samples, class_name="t1 muted trunc", title=line.samples),
            class_name="what",
        ),
        rx.el.select(
            rx.el.option("Leave out", value=""),
            *[rx.el.option(label, value=name) for name, label in FIELD_LABELS.items()],
            value=line.field,
            on_change=lambda chosen: handler(State.map_column)(line.place, chosen),
            aria_label=f"What {line.name} gives",
            class_name="input",
        ),
        key=line.place.to_string(),  # type: ignore[attr-defined]
    )


def _rows() -> rx.Component:
    problems = download(
        routes.batch_problems(f"{State.id}"),
        icon("download", 14),
        "Problems as CSV",
        class_name="btn sm outline end",
    )
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Rows"),
            rx.el.span(State.check.summary, class_name="muted num", role="status"),
            rx.cond(State.check.broken > 0, problems, rx.fragment()),
            class_name="row wrap",
        ),
        rx.cond(State.check.broken + State.check.repeated > 0, _choices(), rx.fragment()),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th("Row", scope="col", class_name="c-row r"),
                        rx.el.th("Topic", scope="col"),
                        rx.el.th("Type and length", scope="col", class_name="c-kind"),
                        rx.el.th("Check", scope="col", class_name="c-check"),
                    )
                ),
                rx.el.tbody(rx.foreach(State.rows, _row)),
                class_name="tbl row_table",
            ),
            class_name="tblwrap",
        ),
        rx.cond(State.more, _more(), rx.fragment()),
        _said("rows"),
        class_name="sec",
        aria_label="Rows",
    )


def _choices() -> rx.Component:
    """What to do about rows that are wrong or repeat others."""
    return rx.el.div(
        rx.cond(
            State.check.broken > 0,
            _choice(
                State.skip_invalid,
                lambda on: handler(State.skip)("invalid", on),
                "Leave out what is wrong",
            ),
        ),
        rx.cond(
            State.check.repeated > 0,
            _choice(
                State.skip_duplicates,
                lambda on: handler(State.skip)("duplicates", on),
                "Leave out what is repeated",
            ),
        ),
        _choice(
            State.only_problems,
            lambda on: handler(State.show_problems)(on),
            "Show only these rows",
        ),
        class_name="row wrap g4",
    )


def _choice(on: rx.Var[bool] | bool, does: object, label: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", default_checked=on, on_change=does), label, class_name="pick"
    )


def _row(line: RowLine) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.number, class_name="r num muted"),
        rx.el.td(
            rx.el.span(line.topic, class_name="trunc", title=line.topic, display="block"),
            rx.cond(line.told != "", rx.el.span(line.told, class_name="t1 told")),
        ),
        rx.el.td(
            rx.el.span(line.kind),
            rx.cond(line.extent != "", rx.el.span(", ", line.extent, class_name="num")),
            class_name="t1 muted",
        ),
        rx.el.td(status_badge(line.status, line.verdict)),
        key=line.number.to_string(),  # type: ignore[attr-defined]
    )


def _more() -> rx.Component:
    return rx.el.div(
        rx.el.button(
            "Show more", type="button", class_name="btn outline", on_click=State.show_more
        ),
        class_name="row",
    )


def _run() -> rx.Component:
    return rx.el.section(
        rx.el.h2("Run"),
        rx.el.div(_name(), _budget(), class_name="two"),
        rx.el.fieldset(
            rx.el.legend("Priority", class_name="lab"),
            rx.el.div(*[_priority(one) for one in reversed(Priority)], class_name="opt"),
            rx.el.p("In the background, others' campaigns go first.", class_name="hint"),
            class_name="field",
        ),
        class_name="sec",
        aria_label="Run",
    )


def _name() -> rx.Component:
    control = rx.el.input(
        id="name",
        name="name",
        default_value=State.name,
        placeholder="Named after its number of campaigns",
        max_length=MOST_CHARACTERS["name"],
        auto_complete="off",
        class_name="input",
        custom_attrs=described("name", _problem("name")),
    )
    return field("name", "Name", control, problem=_problem("name"))


def _budget() -> rx.Component:
    control = rx.el.input(
        id="budget_usd",
        name="budget_usd",
        placeholder="No limit",
        max_length=MOST_CHARACTERS["budget_usd"],
        auto_complete="off",
        class_name="input num",
        custom_attrs={**described("budget_usd", _problem("budget_usd")), "inputMode": "decimal"},
    )
    return field(
        "budget_usd",
        "Budget in US dollars",
        control,
        hint="Reached, the batch pauses. Agents at work then end their work.",
        problem=_problem("budget_usd"),
    )


def _priority(one: Priority) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="priority",
            value=one.value,
            checked=State.shared.get("priority", "") == one.value,
            on_change=lambda _: handler(State.share)("priority", one.value),
        ),
        icon("flag" if one is Priority.URGENT else "check", 12),
        one.value.capitalize(),
        class_name="rad",
    )
