"""The form of a brief: what, how, facts, with the estimate in view. Its state is given."""

from dataclasses import dataclass

import reflex as rx
from reflex.event import EventSpec

from contentflow import routes
from contentflow.names import CONTENT_TYPE_LABELS, ContentType, Tone
from contentflow.pages.components import described, empty_state, field, icon, skeleton, status_badge
from contentflow.pages.estimate_panel import estimate_panel
from contentflow.pages.layout import link
from contentflow.state.brief_form import LONGEST, MOST_CHARACTERS, SHORTEST, BriefForm
from contentflow.state.events import handler
from contentflow.state.rows import SourceLine

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
Form = type[BriefForm]


@dataclass(frozen=True)
class Option:
    """One of several that exclude each other; `mark` is its icon while it is chosen."""

    value: str
    label: str
    mark: str = "check"


def brief_form(form: Form, *rest: rx.Component, actions: rx.Component) -> rx.Component:
    """The form of a brief; `rest` stands below its facts, `actions` below its estimate."""
    return rx.fragment(_source_form(form), _form(form, *rest, actions=actions))


def _form(form: Form, *rest: rx.Component, actions: rx.Component) -> rx.Component:
    return rx.el.form(
        rx.el.input(type="hidden", name="intent", default_value="start"),
        rx.el.input(type="hidden", name="pending", default_value=""),
        rx.el.div(_what(form), _how(form), _facts(form), *rest),
        estimate_panel(form, actions),
        id="brief",
        no_validate=True,
        on_submit=form.submit,
        class_name="cols",
        custom_attrs={"onKeyDown": _SHORTCUT},
    )


def _what(form: Form) -> rx.Component:
    return rx.el.section(
        _text(form, "topic", "Topic", hint=_TOPIC_HINT, autofocus=True),
        rx.el.div(
            _text(form, "audience", "Audience", hint="Who reads it."),
            _text(form, "goal", "Goal", hint="What the reader should do next."),
            class_name="two",
        ),
        _content_types(form),
        class_name="sec",
    )


def _how(form: Form) -> rx.Component:
    return rx.el.section(
        _text(form, "keyphrase", "Keyphrase", hint=_KEY_HINT),
        rx.el.div(
            field("tone", "Tone", _tones(form), problem=_problem(form, "tone")),
            field(
                "brand_voice_id",
                "Brand voice",
                _voices(form),
                hint=_VOICE_HINT,
                problem=_problem(form, "brand_voice_id"),
            ),
            class_name="two",
        ),
        _length(form),
        rx.el.p("English content.", class_name="hint"),
        class_name="sec",
    )


def _text(form: Form, name: str, label: str, *, hint: str, autofocus: bool = False) -> rx.Component:
    control = rx.el.input(
        id=name,
        name=name,
        default_value=form.filled.get(name, ""),
        max_length=MOST_CHARACTERS[name],
        auto_complete="off",
        auto_focus=autofocus,
        class_name="input",
        custom_attrs=described(name, _problem(form, name)),
    )
    return field(name, label, control, hint=hint, problem=_problem(form, name))


def _problem(form: Form, name: str) -> rx.Var[str]:
    return rx.Var.create(form.problems.get(name, "")).to(str)


def _tones(form: Form) -> rx.Component:
    return rx.el.select(
        rx.el.option("No preference", value=""),
        *[rx.el.option(tone.value.capitalize(), value=tone.value) for tone in Tone],
        id="tone",
        name="tone",
        default_value=form.filled.get("tone", ""),
        class_name="input",
    )


def _voices(form: Form) -> rx.Component:
    """The voices to choose from; without any, the way to the first one."""
    chosen = rx.el.select(
        rx.el.option("None", value=""),
        rx.foreach(form.voices, lambda one: rx.el.option(one.name, value=one.id, key=one.id)),
        id="brand_voice_id",
        name="brand_voice_id",
        default_value=form.filled.get("brand_voice_id", ""),
        class_name="input",
        custom_attrs=described("brand_voice_id", _problem(form, "brand_voice_id")),
    )
    first = link(
        routes.BRAND_VOICES,
        icon("plus", 14),
        "Create a brand voice",
        id="brand_voice_id",
        class_name="btn outline",
    )
    return rx.cond(form.voices, chosen, first)


def _content_types(form: Form) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend("Content type", class_name="lab"),
        rx.el.div(
            *[
                choice(
                    form,
                    "content_type",
                    Option(kind.value, CONTENT_TYPE_LABELS[kind]),
                    handler(form.set_content_type)(kind.value),
                )
                for kind in ContentType
            ],
            class_name="opt",
        ),
        says(form, "content_type"),
        class_name="field",
    )


def choice(form: Form, name: str, option: Option, chosen: EventSpec | None = None) -> rx.Component:
    """One of several that exclude each other."""
    extra: dict[str, EventSpec] = {"on_change": chosen} if chosen is not None else {}
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=name,
            value=option.value,
            default_checked=form.filled.get(name, "") == option.value,
            **extra,
        ),
        icon(option.mark, 12),
        option.label,
        class_name="rad",
    )


def says(form: Form, name: str) -> rx.Component:
    """What is wrong with a field that has no single control."""
    return rx.cond(
        _problem(form, name),
        rx.el.span(icon("circle-x", 14), _problem(form, name), class_name="problem", role="alert"),
        rx.fragment(),
    )


def _length(form: Form) -> rx.Component:
    words = rx.Var.create(form.filled.get("target_words", "800")).to(int)
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
            default_value=form.filled.get("target_words", "800"),
            class_name="range",
            on_change=handler(form.set_length).debounce(300),
            custom_attrs={"onInput": _FOLLOW_THUMB},
        ),
        rx.el.div(
            rx.el.span(f"{SHORTEST:,}"),
            rx.el.span(f"{LONGEST:,} words", class_name="end"),
            class_name="row hint num",
        ),
        says(form, "target_words"),
        class_name="field length",
        style={
            "--words": words,
            "--at": ((words - SHORTEST) / (LONGEST - SHORTEST) * 100).to_string() + "%",
        },
    )


def _facts(form: Form) -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2("Facts and sources"),
            rx.el.span("Agents may only state numbers listed here.", class_name="end t1 muted"),
            class_name="row wrap",
        ),
        rx.el.div(
            rx.foreach(form.sources, lambda line: _source(form, line)),
            _add_source(),
            class_name="card",
        ),
        says(form, "sources"),
        class_name="sec",
    )


def _source(form: Form, line: SourceLine) -> rx.Component:
    return rx.el.div(
        rx.cond(line.kind == "url", icon("link", 14), icon("file-text", 14)),
        rx.el.span(line.value, class_name="trunc", title=line.value),
        rx.cond(line.status, status_badge(line.status, line.words), rx.el.span()),
        rx.el.button(
            icon("x", 12),
            type="button",
            class_name="btn sm icon ghost",
            aria_label=f"Remove {line.value}",
            on_click=handler(form.remove_source)(line.value),
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


def _source_form(form: Form) -> rx.Component:
    return rx.el.form(id="source-form", on_submit=form.add_source, reset_on_submit=True)


def brief_missing(title: str, text: str) -> rx.Component:
    """What stands in the place of the form when there is nothing to fill it from."""
    back = link(routes.HOME, "Back to campaigns", class_name="btn outline")
    return empty_state(title, text, back)


def brief_loading() -> rx.Component:
    """The form's shape while it is filled."""
    lines = [skeleton("100%", "36px") for _ in range(4)]
    return rx.el.div(rx.el.div(*lines, class_name="stack"), aria_busy=True, class_name="cols")
