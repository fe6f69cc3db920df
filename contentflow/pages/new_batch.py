"""Topics for a new batch: pasted, or sent as a file; then their rows are looked at."""

import reflex as rx

from contentflow import routes
from contentflow.names import CONTENT_TYPE_LABELS, ContentType
from contentflow.pages.batch_review import batch_review
from contentflow.pages.components import described, download, empty_state, field, icon, skeleton
from contentflow.pages.layout import link, page
from contentflow.state.new_batch import NewBatchState as State

_LARGEST = 5_000_000
# The file goes to the API, which signs in by the cookie and stops reading at its limit; what it
# said is then posted to the page's state.
_SENDING = (
    "async (files, box) => { const file = files[0]; if (!file) return;"
    " const form = document.getElementById('imported');"
    " form.elements.said.value = ''; form.elements.id.value = ''; box.dataset.busy = 'true';"
    f" if (file.size > {_LARGEST})"
    " form.elements.said.value = `${file.name} is larger than 5 MB.`;"
    " else try { const answer = await fetch("
    f"'{routes.IMPORT_ROWS}?name=' + encodeURIComponent(file.name),"
    " {method: 'POST', body: file, headers: {'Content-Type': 'application/octet-stream'}});"
    " const found = await answer.json();"
    " if (answer.ok) form.elements.id.value = found.id;"
    " else form.elements.said.value = (found.errors && found.errors.file) || found.detail; }"
    " catch { form.elements.said.value ="
    " `${file.name} was not sent. Check the connection and try again.`; }"
    " delete box.dataset.busy; form.requestSubmit(); }"
)
_SEND: rx.Var[object] = rx.Var(
    "(e) => { const input = e.currentTarget, files = [...input.files]; input.value = '';"
    f" ({_SENDING})(files, input.closest('.drop')); }}"
)
_OVER: rx.Var[object] = rx.Var(
    "(e) => { e.preventDefault(); e.currentTarget.dataset.over = 'true'; }"
)
_OUT: rx.Var[object] = rx.Var("(e) => { delete e.currentTarget.dataset.over; }")
_DROP: rx.Var[object] = rx.Var(
    "(e) => { e.preventDefault(); delete e.currentTarget.dataset.over;"
    f" ({_SENDING})([...e.dataTransfer.files], e.currentTarget); }}"
)


def new_batch() -> rx.Component:
    """A new batch, or rows that are not started yet."""
    return page(
        rx.el.div(
            _head(),
            rx.match(
                State.phase,
                ("loading", _loading()),
                ("missing", _missing()),
                ("refused", _refused()),
                ("review", batch_review()),
                _sources(),
            ),
            class_name="page form new_batch",
        ),
        title="New batch",
    )


def _head() -> rx.Component:
    crumb = rx.el.div(
        link(routes.BATCHES, "Batches"),
        icon("chevron-right", 12),
        rx.el.span("New"),
        class_name="crumb t1",
    )
    review = State.phase == "review"
    named = rx.cond(review & (State.name != ""), State.name, "New batch")
    again = rx.el.button("Start over", type="button", class_name="btn outline", on_click=State.drop)
    return rx.el.header(
        rx.el.div(
            crumb,
            rx.el.h1(named),
            rx.cond(review, rx.el.p(State.about, class_name="t1"), rx.fragment()),
        ),
        rx.cond(review, rx.el.span(again, class_name="end"), rx.fragment()),
        class_name="page_head",
    )


def _sources() -> rx.Component:
    return rx.el.div(_paste(), _file(), class_name="sources")


def _problem(name: str) -> rx.Var[str]:
    return rx.Var.create(State.problems.get(name, "")).to(str)


def _paste() -> rx.Component:
    control = rx.el.textarea(
        id="topics",
        name="topics",
        rows="12",
        auto_focus=True,
        class_name="input",
        placeholder="How to choose a standing desk\nSeven ways to hide cables\n…",
        custom_attrs=described("topics", _problem("topics")),
    )
    return rx.el.form(
        rx.el.h2("Paste topics"),
        field(
            "topics",
            "Topics",
            control,
            hint="One a line. Cells copied from a spreadsheet work too. At most 2,000.",
            problem=_problem("topics"),
        ),
        rx.el.fieldset(
            rx.el.legend("Content types", class_name="lab"),
            rx.el.div(*[_kind(kind) for kind in ContentType], class_name="opt"),
            rx.el.p(
                "With several, every topic is written in each of them. With none, you choose"
                " one on the next page.",
                class_name="hint",
            ),
            class_name="field",
        ),
        rx.el.div(
            rx.el.button("Check the topics", type="submit", class_name="btn solid"),
            class_name="row",
        ),
        on_submit=State.read_topics,
        no_validate=True,
        class_name="card source",
    )


def _kind(kind: ContentType) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="checkbox", name=f"kind_{kind.value}"),
        icon("check", 12),
        CONTENT_TYPE_LABELS[kind],
        class_name="rad",
    )


def _file() -> rx.Component:
    problem = _problem("file")
    said = rx.el.span(icon("circle-x", 14), rx.el.span(problem), class_name="problem", role="alert")
    return rx.el.section(
        rx.el.h2("Upload a file"),
        rx.el.label(
            icon("upload", 18),
            rx.el.span(
                rx.el.b("Choose a file", class_name="bold"), " or drop it here", class_name="idle"
            ),
            rx.el.span("Reading and checking every row", class_name="busy"),
            rx.el.span(".csv, .xlsx or .txt, up to 5 MB", class_name="t1 muted"),
            rx.el.input(
                type="file",
                accept=".csv,.tsv,.txt,.xlsx",
                class_name="sr",
                aria_label="File with topics",
                custom_attrs={"onChange": _SEND},
            ),
            class_name="drop",
            custom_attrs={"onDragOver": _OVER, "onDragLeave": _OUT, "onDrop": _DROP},
        ),
        rx.cond(problem != "", rx.el.div(said, class_name="field"), rx.fragment()),
        rx.el.p(
            "Each row is a campaign. Only the topic is needed; content type, keyphrase, audience,"
            " length, facts and more can have columns of their own.",
            class_name="t1 muted",
        ),
        rx.el.p(
            "Start from the template: ",
            _template("xlsx", "Excel"),
            " or ",
            _template("csv", "CSV"),
            class_name="t1",
        ),
        rx.el.form(
            rx.el.input(type="hidden", name="said", default_value=""),
            rx.el.input(type="hidden", name="id", default_value=""),
            id="imported",
            on_submit=State.imported,
        ),
        class_name="card source",
        aria_label="Upload a file",
    )


def _template(kind: str, label: str) -> rx.Component:
    return download(routes.batch_template(kind), label, class_name="link")


def _missing() -> rx.Component:
    back = link(routes.BATCHES, "Back to batches", class_name="btn outline")
    return empty_state("No such rows", "They were started, discarded, or are not yours.", back)


def _refused() -> rx.Component:
    back = link(routes.BATCHES, "Back to batches", class_name="btn outline")
    return empty_state("You can read, not start", "Your role lets you read campaigns.", back)


def _loading() -> rx.Component:
    lines = [skeleton("100%", "36px") for _ in range(4)]
    return rx.el.div(rx.el.div(*lines, class_name="stack"), aria_busy=True, class_name="cols")
