"""What all campaigns of a new batch share, where their own rows say nothing."""

import reflex as rx

from contentflow.names import CONTENT_TYPE_LABELS, ContentType, Tone, Visibility
from contentflow.pages.components import described, field
from contentflow.state.events import handler
from contentflow.state.new_batch import NewBatchState as State
from contentflow.state.new_batch_rows import MOST_CHARACTERS, USUAL_WORDS

_VISIBILITY = {Visibility.PRIVATE: "Only you", Visibility.TEAM: "The team"}


def batch_shared() -> rx.Component:
    """Each change is kept at once, and the rows are checked anew."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2("What all campaigns share"),
            rx.el.span("What a row says itself goes first.", class_name="end t1 muted"),
            class_name="row wrap",
        ),
        rx.el.div(
            _select("content_type", "Content type", _types(), ContentType.BLOG_POST.value),
            _length(),
            class_name="two",
        ),
        rx.el.div(
            _text("audience", "Audience", "Who reads it."),
            _text("goal", "Goal", "What the reader should do next."),
            class_name="two",
        ),
        rx.el.div(
            _select("tone", "Tone", _tones(), ""),
            _select("visibility", "Who sees them", _who(), Visibility.PRIVATE.value),
            class_name="two",
        ),
        rx.cond(
            State.voices,
            rx.el.div(_select("brand_voice_id", "Brand voice", _voices(), ""), class_name="two"),
        ),
        class_name="sec",
        aria_label="What all campaigns share",
    )


def _select(name: str, label: str, options: list[rx.Component], default: str) -> rx.Component:
    control = rx.el.select(
        *options,
        id=name,
        value=State.shared.get(name, default),
        on_change=lambda chosen: handler(State.share)(name, chosen),
        class_name="input",
        custom_attrs=described(name, _problem(name)),
    )
    return field(name, label, control, problem=_problem(name))


def _types() -> list[rx.Component]:
    return [rx.el.option(CONTENT_TYPE_LABELS[kind], value=kind.value) for kind in ContentType]


def _tones() -> list[rx.Component]:
    tones = [rx.el.option(tone.value.capitalize(), value=tone.value) for tone in Tone]
    return [rx.el.option("No preference", value=""), *tones]


def _voices() -> list[rx.Component]:
    none = rx.el.option("None", value="")
    return [
        none,
        rx.foreach(State.voices, lambda one: rx.el.option(one.name, value=one.id, key=one.id)),
    ]


def _who() -> list[rx.Component]:
    return [rx.el.option(said, value=one.value) for one, said in _VISIBILITY.items()]


def _text(name: str, label: str, hint: str) -> rx.Component:
    control = rx.el.input(
        id=name,
        default_value=State.shared.get(name, ""),
        max_length=MOST_CHARACTERS[name],
        auto_complete="off",
        on_blur=lambda text: handler(State.share)(name, text),
        class_name="input",
        custom_attrs=described(name, _problem(name)),
    )
    return field(name, label, control, hint=hint, problem=_problem(name))


def _length() -> rx.Component:
    name = "target_words"
    control = rx.el.input(
        id=name,
        default_value=State.shared.get(name, str(USUAL_WORDS)),
        max_length=MOST_CHARACTERS[name],
        auto_complete="off",
        on_blur=lambda text: handler(State.share)(name, text),
        class_name="input num",
        custom_attrs={**described(name, _problem(name)), "inputMode": "numeric"},
    )
    return field(name, "Length in words", control, problem=_problem(name))


def _problem(name: str) -> rx.Var[str]:
    return rx.Var.create(State.problems.get(name, "")).to(str)
