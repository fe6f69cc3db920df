"""The campaign page by keyboard, and its timeline while agents wait."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.e2e.server import Server
from tests.e2e.test_journey import watch_to_the_end, write_brief
from tests.model_server import ModelServer

LogIn = Callable[[Page, Server], None]


def test_agents_that_wait_are_outlined_until_they_run(
    server: Server, page: Page, log_in: LogIn, model: ModelServer
) -> None:
    log_in(page, server)
    model.latency = 0.5
    write_brief(page, server)
    timeline = page.get_by_role("region", name="Timeline")
    expect(timeline.locator(".trk .gb.running")).to_have_count(1, timeout=20_000)
    expect(timeline.locator(".trk .gb.pend")).to_have_count(4)
    left = [box.bounding_box()["x"] for box in timeline.locator(".trk .gb.pend").all()]  # type: ignore[index]
    assert left == sorted(left)
    model.latency = 0.0
    watch_to_the_end(page)
    expect(timeline.locator(".trk .gb.pend")).to_have_count(0)
    expect(timeline.locator(".trk .gb.completed")).to_have_count(5)


def test_tabs_turn_with_arrow_keys_and_the_navigation_can_be_skipped(
    server: Server, page: Page, log_in: LogIn
) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    log_in(page, server)
    write_brief(page, server)
    watch_to_the_end(page)
    preview, changes, *others = page.get_by_role("tab").all()
    last = others[-1] if others else changes
    expect(preview).to_have_attribute("tabindex", "0")
    expect(changes).to_have_attribute("tabindex", "-1")
    preview.focus()
    page.keyboard.press("ArrowRight")
    expect(changes).to_be_focused()
    expect(changes).to_have_attribute("aria-selected", "true")
    expect(page.locator(f"#{changes.get_attribute('aria-controls')}")).to_be_visible()
    expect(preview).to_have_attribute("tabindex", "-1")
    page.keyboard.press("End")
    expect(last).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(preview).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(last).to_be_focused()
    page.keyboard.press("Home")
    expect(page.locator("#panel-preview")).to_be_visible()
    address = page.url
    skip = page.get_by_role("link", name="Skip to content")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    assert page.url == address
