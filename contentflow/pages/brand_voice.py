"""One brand voice: samples at the left, what they measure at the right, terms below."""

import reflex as rx

from contentflow import routes
from contentflow.names import Visibility
from contentflow.pages.components import described, empty_state, field, icon, skeleton
from contentflow.pages.layout import link, page
from contentflow.pages.voice_parts import delete_dialog, measures, terms, upload
from contentflow.state.brand_voice import BrandVoiceState as State
from contentflow.state.events import handler
from contentflow.state.voice_rows import SampleLine


def brand_voice() -> rx.Component:
    """The editor of one voice; who may not change it sees the same without the forms."""
    return page(
        rx.el.div(
            _head(),
            rx.match(
                State.phase,
                ("loading", rx.el.div(skeleton("100%", "200px"), aria_busy=True)),
                ("missing", _missing()),
                _voice(),
            ),
            class_name="page form voices",
        ),
        title="Brand voice",
    )


def _head() -> rx.Component:
    crumb = rx.el.div(
        link(routes.BRAND_VOICES, "Brand voices"),
        icon("chevron-right", 12),
        rx.el.span(State.name, class_name="trunc"),
        class_name="crumb t1",
    )
    return rx.el.header(
        rx.el.div(crumb, rx.el.h1(rx.cond(State.name, State.name, "Brand voice"))),
        rx.el.span(State.saved, class_name="t1 muted end", role="status"),
        class_name="page_head",
    )


def _voice() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _alert("voice"),
            rx.cond(State.editable, _settings(), _readonly()),
            _samples(),
            terms(),
            rx.cond(State.editable, delete_dialog(), rx.fragment()),
        ),
        measures(),
        class_name="cols",
    )


def _alert(name: str) -> rx.Component:
    problem = State.problems.get(name, "")
    return rx.cond(
        problem,
        rx.el.div(icon("circle-x", 14), rx.el.span(problem), class_name="notice", role="alert"),
        rx.fragment(),
    )


def _readonly() -> rx.Component:
    return rx.el.p(
        icon("lock", 12),
        rx.el.span(State.owner, " shares this voice with the team. Only they may change it."),
        class_name="row t1 muted readonly",
    )


def _settings() -> rx.Component:
    return rx.el.form(
        rx.el.div(
            _name(),
            field("visibility", "Who may use it", _visibility()),
            class_name="two",
        ),
        rx.el.div(rx.el.button("Save", type="submit", class_name="btn outline"), class_name="row"),
        on_submit=State.save,
        no_validate=True,
        class_name="sec",
        key=State.id,
    )


def _name() -> rx.Component:
    problem = rx.Var.create(State.problems.get("name", "")).to(str)
    control = rx.el.input(
        id="name",
        name="name",
        default_value=State.name,
        max_length=80,
        auto_complete="off",
        class_name="input",
        custom_attrs=described("name", problem),
    )
    return field("name", "Name", control, problem=problem)


def _visibility() -> rx.Component:
    return rx.el.select(
        rx.el.option("Only you", value=Visibility.PRIVATE.value),
        rx.el.option("The team", value=Visibility.TEAM.value),
        id="visibility",
        name="visibility",
        default_value=State.visibility,
        class_name="input",
    )


def _samples() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Samples"),
            rx.el.span(State.summary, class_name="end t1 muted num"),
            class_name="row wrap",
        ),
        rx.cond(
            State.samples,
            rx.el.div(rx.foreach(State.samples, _sample), class_name="card"),
            rx.el.p(
                "Texts you are happy with: posts, newsletters, pages. At least 300 words in"
                " total; five texts or more give the best bands.",
                class_name="t1 muted",
            ),
        ),
        rx.cond(State.editable, rx.fragment(upload(), _paste()), rx.fragment()),
        _alert("sample"),
        class_name="sec",
        aria_label="Samples",
    )


def _sample(line: SampleLine) -> rx.Component:
    return rx.el.div(
        icon("file-text", 14),
        rx.el.span(line.name, class_name="trunc", title=line.name),
        rx.el.span(line.words, class_name="muted num"),
        rx.cond(
            State.editable,
            rx.el.button(
                icon("x", 12),
                type="button",
                class_name="btn sm icon ghost",
                aria_label=f"Remove {line.name}",
                on_click=handler(State.remove_sample)(line.id),
            ),
            rx.fragment(),
        ),
        class_name="src",
        key=line.id,
    )


def _paste() -> rx.Component:
    return rx.el.form(
        rx.el.label("Or paste a text", html_for="text", class_name="lab"),
        rx.el.textarea(id="text", name="text", rows="5", class_name="input"),
        rx.el.div(
            rx.el.input(
                id="title",
                name="title",
                placeholder="Its title (optional)",
                max_length=100,
                auto_complete="off",
                aria_label="Title of the pasted text",
                class_name="input",
            ),
            rx.el.button("Add text", type="submit", class_name="btn outline"),
            class_name="row",
        ),
        on_submit=State.add_text,
        class_name="field",
    )


def _missing() -> rx.Component:
    back = link(routes.BRAND_VOICES, "Back to brand voices", class_name="btn outline")
    return empty_state("No such brand voice", "It was deleted, or belongs to someone else.", back)
