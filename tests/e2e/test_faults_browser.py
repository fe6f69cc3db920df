"""What a person sees when the model, the key or the brief is wrong, and what they can do."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Start
from tests.e2e.server import Server, free_port
from tests.e2e.test_journey import TOPIC, watch_to_the_end, write_brief
from tests.model_server import Fault, ModelServer

LogIn = Callable[[Page, Server], None]


def test_a_429_shows_which_attempt_it_is_and_goes_on(
    server: Server, page: Page, log_in: LogIn, model: ModelServer
) -> None:
    model.retry_after = 4.0
    log_in(page, server)
    model.script(Fault.TOO_MANY)
    write_brief(page, server)
    writer = page.get_by_role("article", name=re.compile("^Writer,"))
    expect(writer).to_contain_text("attempt 2 of 6", timeout=20_000)
    expect(writer).to_contain_text("asked to slow down (429)")
    expect(writer).to_contain_text("Retrying")
    watch_to_the_end(page)
    expect(writer).to_contain_text("1 retry")


def test_a_wrong_key_stops_at_once_and_says_what_to_do(
    start: Start, scripted: dict[str, str], page: Page, log_in: LogIn, model_server: ModelServer
) -> None:
    server = start(**scripted | {"OPENAI_API_KEY": "sk-not-the-key"})
    log_in(page, server)
    write_brief(page, server)
    banner = page.locator(".run_banner.failed")
    expect(banner).to_contain_text("Set a valid key", timeout=30_000)
    expect(banner).to_contain_text("OPENAI_API_KEY")
    expect(page.get_by_label(re.compile("^Writer, Failed"))).to_be_visible()
    assert "sk-not-the-key" not in page.content()
    assert model_server.requests == 1  # tried once, not six times


def test_an_endpoint_that_is_down_at_start_is_waited_for(
    start: Start, scripted: dict[str, str], page: Page, log_in: LogIn
) -> None:
    port = free_port()
    server = start(**scripted | {"OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1"})
    log_in(page, server)
    write_brief(page, server)
    writer = page.get_by_role("article", name=re.compile("^Writer,"))
    expect(writer).to_contain_text("of 6", timeout=20_000)
    expect(writer).to_contain_text("failed or broke off")
    with ModelServer(port):
        watch_to_the_end(page)


def test_a_failed_optimiser_needs_attention_and_keeps_the_others_work(
    start: Start,
    scripted: dict[str, str],
    page: Page,
    log_in: LogIn,
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    take = model_server.take
    monkeypatch.setattr(
        model_server,
        "take",
        lambda body: (take(body), Fault.NOT_FOUND if body["model"] == "retired" else Fault.NONE)[1],
    )
    model_server.rough = True
    own = {f"CONTENTFLOW_MODEL_{name}": "retired" for name in ("SEO", "BRAND", "QUALITY", "GEO")}
    server = start(**scripted | own)
    log_in(page, server)
    write_brief(page, server)
    banner = page.locator(".run_banner.warn")
    expect(banner).to_contain_text("failed.", timeout=60_000)
    expect(banner).to_contain_text("'retired' is not known")
    expect(banner).to_contain_text("set CONTENTFLOW_MODEL")
    expect(banner).to_contain_text("The work of the others is kept.")
    expect(page.locator(".camp_head .pill")).to_contain_text("Needs attention")
    expect(page.get_by_label("Writer, Completed")).to_be_visible()
    assert page.locator("#panel-preview .blk").count() > 3
    page.goto(server.url)
    expect(page.get_by_role("main")).to_contain_text("Needs attention")


@pytest.mark.parametrize(
    ("topic", "said"),
    [("x" * 10_000, "300"), ("a", "3"), ("   ", "topic")],
    ids=["long", "short", "blank"],
)
def test_a_refused_topic_is_told_beside_its_field_and_stays_typed(
    server: Server, page: Page, log_in: LogIn, topic: str, said: str
) -> None:
    log_in(page, server)
    page.goto(f"{server.url}/campaigns/new")
    field = page.locator("[name=topic]")
    field.evaluate("(input) => input.removeAttribute('maxlength')")  # as another client might
    field.fill(topic)
    page.fill("[name=audience]", "Office <b>managers</b>")
    page.get_by_role("button", name=re.compile("Start campaign")).click()
    expect(page.locator("#topic-about")).to_contain_text(re.compile(said, re.I))
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value(topic)
    expect(page.locator("[name=audience]")).to_have_value("Office <b>managers</b>")


def test_markup_in_a_topic_is_text(server: Server, page: Page, log_in: LogIn) -> None:
    log_in(page, server)
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    topic = f"<img src=x onerror=alert(1)><script>alert(2)</script> {TOPIC}"
    write_brief(page, server, topic)
    expect(page.get_by_role("heading", level=1)).to_have_text(topic)
    watch_to_the_end(page)
    page.goto(server.url)
    expect(page.get_by_role("main").locator("tbody tr, article").first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert asked == []
