"""The brief: what, how, facts and the run, with the estimate in view."""

import reflex as rx
from reflex.event import EventSpec

from contentflow import routes
from contentflow.names import CONTENT_TYPE_LABELS, ContentType, Priority, Tone
from contentflow.pages.components import described, empty_state, field, icon, skeleton, status_badge
from contentflow.pages.estimate_panel import estimate_panel
from contentflow.pages.layout import link, page
from contentflow.state.events import handler
from contentflow.state.new_campaign import LONGEST, MOST_CHARACTERS, SHORTEST
from contentflow.state.new_campaign import NewCampaignState as State
from contentflow.state.rows import SourceLine

_NO_DRAFT = "It was started, deleted, or belongs to someone else."
_TOPIC_HINT = "What the piece is about, as you would say it to a colleague."
_VOICE_HINT = "The text is measured against it instead of the tone."
_KEY_HINT = "SEO places this in the intro and headings."
# Ctrl+Enter anywhere in the form starts the campaign, as the button would.
_SHORTCUT: rx.Var[object] = rx.Var(
    "(e) => { if ((e.ctrlKey || e.metaKey) && e.key === 'Enter') {"
    " e.preventDefault(); document.getElementById('start').click(); } }"
)
# The number beside the slider follows the thumb at once; the estimate follows a little later.
_FOLLOW_THUMB: rx.Var[object] = rx.Var(
    "(e) => { const s = e.currentTarget.closest('.length').style;"
    " s.setProperty('--words', e.currentTarget.value);"
    f" const share = (e.currentTarget.value - {SHORTEST}) / {LONGEST - SHORTEST};"
    " s.setProperty('--at', share * 100 + '%') }"
)


def new_campaign() -> rx.Component:
    """A new brief, or a saved draft."""
    return page(
        rx.el.div(
            _head(),
            rx.match(
                State.phase,
                ("loading", brief_loading()),
                ("missing", brief_missing("No such draft", _NO_DRAFT)),
                brief_form(),
            ),
            class_name="page form",
        ),
        title="New campaign",
    )


def _head() -> rx.Component:
    crumb = rx.el.div(
        link(routes.HOME, "Campaigns"),
        icon("chevron-right", 12),
        rx.el.span("New"),
        class_name="crumb t1",
    )
    return rx.el.header(
        rx.el.div(crumb, rx.el.h1("New campaign")),
        rx.el.span(State.saved, class_name="t1 muted end", role="status"),
        class_name="page_head",
    )


def brief_form() -> rx.Component:
    """The form of a new campaign, or of the brief of one that was started."""
    return rx.fragment(_source_form(), _form())


def _form() -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="intent", default_value="start"),
        rx.el.input(type="hidden", name="pending", default_value=""),
        rx.el.div(_what(), _how(), _facts(), rx.cond(State.editing == "", _run())),
        estimate_panel(),
        id="brief",
        no_validate=True,
        on_submit=State.submit,
        class_name="cols",
        custom_attrs={"onKeyDown": _SHORTCUT},
    )


def _what() -> rx.Component:
    return rx.el.section(
        _text("topic", "Topic", hint=_TOPIC_HINT, autofocus=True),
        rx.el.div(
            _text("audience", "Audience", hint="Who reads it."),
            _text("goal", "Goal", hint="What the reader should do next."),
            class_name="two",
        ),
        _content_types(),
        class_name="sec",
    )


def _how() -> rx.Component:
    return rx.el.section(
        _text("keyphrase", "Keyphrase", hint=_KEY_HINT),
        rx.el.div(
            field("tone", "Tone", _tones(), problem=_problem("tone")),
            field(
                "brand_voice_id",
                "Brand voice",
                _voices(),
                hint=_VOICE_HINT,
                problem=_problem("brand_voice_id"),
            ),
            class_name="two",
        ),
        _length(),
        rx.el.p("English content.", class_name="hint"),
        class_name="sec",
    )


def _text(name: str, label: str, *, hint: str, autofocus: bool = False) -> rx.Component:
    control = rx.el.input(
        id=name,
        name=name,
        default_value=State.filled.get(name, ""),
        max_length=MOST_CHARACTERS[name],
        auto_complete="off",
        auto_focus=autofocus,
        class_name="input",
        custom_attrs=described(name, _problem(name)),
    )
    return field(name, label, control, hint=hint, problem=_problem(name))


def _problem(name: str) -> rx.Var[str]:
    return rx.Var.create(State.problems.get(name, "")).to(str)


def _tones() -> rx.Component:
    return rx.el.select(
        rx.el.option("No preference", value=""),
        *[rx.el.option(tone.value.capitalize(), value=tone.value) for tone in Tone],
        id="tone",
        name="tone",
        default_value=State.filled.get("tone", ""),
        class_name="input",
    )


def _voices() -> rx.Component:
    """The voices to choose from; without any, the way to the first one."""
    chosen = rx.el.select(
        rx.el.option("None", value=""),
        rx.foreach(State.voices, lambda one: rx.el.option(one.name, value=one.id, key=one.id)),
        id="brand_voice_id",
        name="brand_voice_id",
        default_value=State.filled.get("brand_voice_id", ""),
        class_name="input",
        custom_attrs=described("brand_voice_id", _problem("brand_voice_id")),
    )
    first = link(
        routes.BRAND_VOICES,
        icon("plus", 14),
        "Create a brand voice",
        id="brand_voice_id",
        class_name="btn outline",
    )
    return rx.cond(State.voices, chosen, first)


def _content_types() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Content type", class_name="lab"),
        rx.el.div(
            *[
                _choice(
                    "content_type",
                    kind.value,
                    CONTENT_TYPE_LABELS[kind],
                    "check",
                    handler(State.set_content_type)(kind.value),
                )
                for kind in ContentType
            ],
            class_name="opt",
        ),
        _says("content_type"),
        class_name="field",
    )


def _choice(
    name: str, value: str, label: str, mark: str, chosen: EventSpec | None = None
) -> rx.Component:
    extra: dict[str, EventSpec] = {"on_change": chosen} if chosen is not None else {}
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=name,
            value=value,
            default_checked=State.filled.get(name, "") == value,
            **extra,
        ),
        icon(mark, 12),
        label,
        class_name="rad",
    )


def _says(name: str) -> rx.Component:
    return rx.cond(
        _problem(name),
        rx.el.span(icon("circle-x", 14), _problem(name), class_name="problem", role="alert"),
        rx.fragment(),
    )


def _length() -> rx.Component:
    words = rx.Var.create(State.filled.get("target_words", "800")).to(int)
    return rx.el.div(
        rx.el.div(
            rx.el.label("Length", html_for="target_words", class_name="lab"),
            rx.el.span(class_name="end num med words", aria_hidden=True),
            class_name="row",
        ),
        rx.el.input(
            id="target_words",
            name="target_words",
            type="range",
            min=SHORTEST,
            max=LONGEST,
            step=50,
            default_value=State.filled.get("target_words", "800"),
            class_name="range",
            on_change=handler(State.set_length).debounce(300),
            custom_attrs={"onInput": _FOLLOW_THUMB},
        ),
        rx.el.div(
            rx.el.span(f"{SHORTEST:,}"),
            rx.el.span(f"{LONGEST:,} words", class_name="end"),
            class_name="row hint num",
        ),
        _says("target_words"),
        class_name="field length",
        style={
            "--words": words,
            "--at": ((words - SHORTEST) / (LONGEST - SHORTEST) * 100).to_string() + "%",
        },
    )


def _facts() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Facts and sources"),
            rx.el.span("Agents may only state numbers listed here.", class_name="end t1 muted"),
            class_name="row wrap",
        ),
        rx.el.div(rx.foreach(State.sources, _source), _add_source(), class_name="card"),
        _says("sources"),
        class_name="sec",
    )


def _source(line: SourceLine) -> rx.Component:
    return rx.el.div(
        rx.cond(line.kind == "url", icon("link", 14), icon("file-text", 14)),
        rx.el.span(line.value, class_name="trunc", title=line.value),
        rx.cond(line.status, status_badge(line.status, line.words), rx.el.span()),
        rx.el.button(
            icon("x", 12),
            type="button",
            class_name="btn sm icon ghost",
            aria_label=f"Remove {line.value}",
            on_click=handler(State.remove_source)(line.value),
        ),
        class_name="src",
        key=line.value,
    )


def _add_source() -> rx.Component:
    """A field of a form of its own, so that Enter adds a source and does not start the campaign."""
    return rx.el.div(
        icon("plus", 14),
        rx.el.input(
            id="source",
            name="value",
            placeholder="Paste a link or type a fact",
            max_length=MOST_CHARACTERS["source"],
            auto_complete="off",
            aria_label="Fact or link",
            custom_attrs={"form": "source-form"},
        ),
        rx.el.button(
            "Add", type="submit", class_name="btn sm outline", custom_attrs={"form": "source-form"}
        ),
        class_name="src",
    )


def _source_form() -> rx.Component:
    return rx.el.form(id="source-form", on_submit=State.add_source, reset_on_submit=True)


def _run() -> rx.Component:
    return rx.el.section(
        rx.el.fieldset(
            rx.el.legend("Priority", class_name="lab"),
            rx.el.div(
                *[
                    _choice(
                        "priority",
                        priority.value,
                        priority.value.capitalize(),
                        "flag" if priority is Priority.URGENT else "check",
                    )
                    for priority in (Priority.STANDARD, Priority.URGENT, Priority.BACKGROUND)
                ],
                class_name="opt",
            ),
            _says("priority"),
            class_name="field",
        ),
        class_name="sec",
    )


def brief_missing(title: str, text: str) -> rx.Component:
    """What stands in the place of the form when there is nothing to fill it from."""
    back = link(routes.HOME, "Back to campaigns", class_name="btn outline")
    return empty_state(title, text, back)


def brief_loading() -> rx.Component:
    """The form's shape while it is filled."""
    lines = [skeleton("100%", "36px") for _ in range(4)]
    return rx.el.div(rx.el.div(*lines, class_name="stack"), aria_busy=True, class_name="cols")
