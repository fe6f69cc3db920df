"""Parts of the brand voice page: the profile's bars, files, terms, deleting."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import icon
from contentflow.state.brand_voice import BrandVoiceState as State
from contentflow.state.events import handler
from contentflow.state.voice_rows import MeasureLine, TermLine

_LARGEST = 2_000_000
# Files go to the API, which signs in by the cookie and stops reading at its limit; what it said
# is then posted to the page's state, which shows the new profile.
_SEND: rx.Var[object] = rx.Var(
    "async (e) => { const input = e.currentTarget, said = [];"
    " input.parentElement.dataset.busy = 'true';"
    " for (const file of [...input.files]) {"
    f" if (file.size > {_LARGEST})"
    " { said.push(`${file.name} is larger than 2 MB.`); continue; }"
    " try { const answer = await fetch("
    "input.dataset.address + '?name=' + encodeURIComponent(file.name),"
    " {method: 'POST', body: file, headers: {'Content-Type': 'application/octet-stream'}});"
    " if (!answer.ok) { const problem = await answer.json();"
    " said.push((problem.errors && problem.errors.sample) || problem.detail); } }"
    " catch { said.push(`${file.name} was not sent. Check the connection and try again.`); } }"
    " input.value = ''; delete input.parentElement.dataset.busy;"
    " const form = document.getElementById('uploaded');"
    " form.elements.said.value = said.join(' '); form.requestSubmit(); }"
)
_OPEN: rx.Var[object] = rx.Var("() => document.getElementById('delete').showModal()")
_CLOSE: rx.Var[object] = rx.Var("() => document.getElementById('delete').close()")


def upload() -> rx.Component:
    """A button that sends files as they are."""
    return rx.fragment(
        rx.el.label(
            icon("upload", 14),
            rx.el.span("Upload .txt, .md or .docx"),
            rx.el.span("Reading", class_name="busy"),
            rx.el.input(
                type="file",
                multiple=True,
                accept=".txt,.md,.markdown,.docx",
                class_name="sr",
                custom_attrs={
                    "data-address": routes.voice_samples(f"{State.id}"),
                    "onChange": _SEND,
                },
            ),
            class_name="btn outline upload",
        ),
        rx.el.form(
            rx.el.input(type="hidden", name="said", default_value=""),
            id="uploaded",
            on_submit=State.uploaded,
        ),
    )


def measures() -> rx.Component:
    """What the samples measure, or what is missing to measure them."""
    return rx.el.aside(
        rx.el.div("Profile", class_name="card_h"),
        rx.cond(
            State.measures,
            rx.fragment(
                rx.el.ul(rx.foreach(State.measures, _measure)),
                rx.el.p(
                    "Bands come from your samples: each is left out in turn, and the band reaches"
                    " as far as nine of ten lie from the others.",
                    class_name="t1 muted quiet",
                ),
            ),
            rx.el.p(State.message, class_name="t1 muted quiet", role="status"),
        ),
        class_name="card est measures",
        aria_label="Profile",
    )


def _measure(line: MeasureLine) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(line.label, class_name="med"),
            rx.el.b(line.value, class_name="num end"),
            class_name="row",
        ),
        rx.el.span(
            rx.el.i(class_name="band", left=f"{line.left}%", width=f"{line.width}%"),
            rx.el.i(class_name="at", left=f"{line.at}%"),
            class_name="range_bar",
            aria_hidden=True,
        ),
        rx.el.span(
            rx.el.span(line.about, class_name="trunc grow", title=line.about),
            rx.el.span(line.band, class_name="num end nowrap"),
            class_name="row t1 muted",
        ),
        key=line.label,
    )


def terms() -> rx.Component:
    """Banned, preferred and cased terms as rows; read-only for who may not change them."""
    return rx.el.form(
        rx.el.h2("Terms"),
        _kind("banned", "Never say", "Word or phrase", "Instead (optional)"),
        _kind("preferred", "Say it our way", "What people write", "What we say"),
        _kind("cased", "Names and capitals", "AcmeDesk", ""),
        rx.cond(
            State.editable,
            rx.el.div(
                rx.el.button("Save terms", type="submit", class_name="btn outline"),
                class_name="row",
            ),
            rx.fragment(),
        ),
        on_submit=State.save_terms,
        no_validate=True,
        class_name="sec terms",
        aria_label="Terms",
        key=State.id,
    )


def _kind(kind: str, title: str, first: str, second: str) -> rx.Component:
    problem = State.problems.get(kind, "")
    return rx.el.fieldset(
        rx.el.legend(title, class_name="lab"),
        rx.foreach(
            State.terms,
            lambda line: rx.cond(line.kind == kind, _term(line, first, second), rx.fragment()),
        ),
        rx.cond(
            problem,
            rx.el.span(icon("circle-x", 14), problem, class_name="problem", role="alert"),
            rx.fragment(),
        ),
        rx.cond(
            State.editable,
            rx.el.button(
                icon("plus", 12),
                "Add",
                type="button",
                class_name="btn sm outline",
                aria_label=f"Add to {title}",
                on_click=handler(State.add_term)(kind),
            ),
            rx.fragment(),
        ),
        class_name="field",
    )


def _term(line: TermLine, first: str, second: str) -> rx.Component:
    return rx.el.div(
        _cell(line, "phrase", first, line.phrase),
        _cell(line, "replacement", second, line.replacement) if second else rx.fragment(),
        rx.cond(
            State.editable,
            rx.el.button(
                icon("x", 12),
                type="button",
                class_name="btn sm icon ghost",
                aria_label=f"Remove {line.phrase}",
                on_click=handler(State.remove_term)(line.kind, line.key),
            ),
            rx.fragment(),
        ),
        class_name="term",
        key=f"{line.kind}.{line.key}",
    )


def _cell(line: TermLine, part: str, label: str, value: rx.Var[str] | str) -> rx.Component:
    return rx.el.input(
        name=f"{line.kind}.{line.key}.{part}",
        default_value=value,
        placeholder=label,
        aria_label=label,
        max_length=80,
        auto_complete="off",
        read_only=~rx.Var.create(State.editable).to(bool),
        class_name="input",
    )


def delete_dialog() -> rx.Component:
    """Delete, after one question that says what happens to campaigns."""
    return rx.el.section(
        rx.el.button(
            "Delete brand voice",
            type="button",
            class_name="btn outline danger",
            custom_attrs={"onClick": _OPEN},
        ),
        rx.el.dialog(
            rx.el.h2("Delete “", State.name, "”?"),
            rx.el.p("Its samples and terms are deleted too. ", State.on_delete),
            rx.el.div(
                rx.el.button(
                    "Cancel",
                    type="button",
                    class_name="btn outline",
                    custom_attrs={"onClick": _CLOSE},
                ),
                rx.el.button(
                    "Delete brand voice",
                    type="button",
                    class_name="btn solid destructive",
                    on_click=State.delete,
                ),
                class_name="row end_row",
            ),
            id="delete",
            class_name="confirm",
            aria_label="Delete brand voice",
        ),
        class_name="sec",
    )
