"""Set-up: the first account beside the model in use and how to connect another."""

import reflex as rx

from contentflow import routes
from contentflow.pages.components import PlainForm, icon, status_badge
from contentflow.pages.gate import gate, notice, posted
from contentflow.pages.layout import link
from contentflow.state.setup import SetupState as State

_LOCAL = """ollama serve
ollama pull qwen2.5:7b
export OPENAI_BASE_URL=http://localhost:11434/v1
export CONTENTFLOW_MODEL=qwen2.5:7b
make run"""
_HOSTED = """export OPENAI_API_KEY=…
export CONTENTFLOW_MODEL=gpt-4.1-mini
make run"""
_WARNING = (
    "Good for seeing how contentflow works. It makes up facts, so do not publish its text."
    " Connect your own model for real work."
)


def setup() -> rx.Component:
    """The first account and the model; once there is an account, the model alone."""
    return gate(rx.match(State.phase, ("first", _first()), ("connect", _connect()), rx.fragment()))


def _first() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Set up your workspace"),
        rx.el.p(
            "Nothing leaves this computer unless you connect a model that runs elsewhere"
            " or list a link to read.",
            class_name="lead",
        ),
        rx.el.div(_account(), _model("2. Model"), class_name="cols"),
    )


def _connect() -> rx.Component:
    return rx.fragment(
        rx.el.h1("Connect a model"),
        rx.el.p(link(routes.HOME, "Back to campaigns", class_name="link"), class_name="lead"),
        _model("The model in use"),
    )


def _account() -> rx.Component:
    return PlainForm.create(
        rx.el.h2("1. First account"),
        rx.el.p("You sign in with it from now on.", class_name="muted"),
        rx.el.div(
            notice(State.error),
            _kept("name", "Your name", complete="name"),
            _kept("email", "Work email", "email", complete="email"),
            _kept("company", "Company", complete="organization"),
            posted(
                "password",
                "Password",
                "password",
                "new-password",
                "12 characters or more; a sentence works well.",
                problem=_wrong("password"),
                auto_focus=State.focus == "password",
            ),
            rx.cond(State.asks_code, _code(), rx.fragment()),
            rx.el.button("Create account", type="submit", class_name="btn solid lg"),
            class_name="stack",
        ),
        action=routes.AUTH_SETUP,
        method="post",
        key=State.visit,
        class_name="card pane",
    )


def _kept(name: str, label: str, kind: str = "text", *, complete: str) -> rx.Component:
    """A field that comes back as it was typed when another one was wrong."""
    return posted(
        name,
        label,
        kind,
        complete,
        problem=_wrong(name),
        default_value=State.filled.get(name, ""),
        auto_focus=State.focus == name,
    )


def _code() -> rx.Component:
    return posted(
        "code",
        "Set-up code",
        hint="The server printed it when it started.",
        problem=_wrong("code"),
        auto_focus=State.focus == "code",
    )


def _wrong(name: str) -> rx.Var[str]:
    return rx.Var.create(State.wrong.get(name, "")).to(str)


def _model(title: str) -> rx.Component:
    return rx.el.section(
        rx.el.h2(title),
        rx.el.div(
            _in_use(),
            rx.cond(State.model.demo, _warning(), rx.fragment()),
            rx.el.div(
                rx.el.h3("A server on your network"),
                rx.el.span("Ollama, llama.cpp, vLLM, LM Studio: free", class_name="hint"),
                rx.el.pre(_LOCAL, class_name="shell"),
            ),
            rx.el.div(
                rx.el.h3("A hosted model with a key"),
                rx.el.span(
                    "Any service with an OpenAI-style API; you pay per use", class_name="hint"
                ),
                rx.el.pre(_HOSTED, class_name="shell"),
            ),
            rx.el.p(
                "Another service: set OPENAI_BASE_URL to its address too. The key stays in the"
                " server's environment and is never shown or stored.",
                class_name="hint",
            ),
            class_name="stack",
        ),
        class_name="card pane",
    )


def _in_use() -> rx.Component:
    return rx.el.div(
        rx.el.span(icon("cpu", 20), class_name="ic"),
        rx.el.span(
            rx.el.b(State.model.title, class_name="bold"),
            status_badge(State.model.status, State.model.status_words),
            class_name="row",
        ),
        rx.el.span(
            State.model.about,
            rx.cond(State.model.error, rx.el.span(". ", State.model.error), rx.fragment()),
            class_name="t1 muted num",
        ),
        class_name="model_row",
    )


def _warning() -> rx.Component:
    return rx.el.div(
        icon("triangle-alert"),
        rx.el.div(rx.el.b("Fluent but unreliable", class_name="bold"), rx.el.p(_WARNING)),
        class_name="callout t1",
    )
