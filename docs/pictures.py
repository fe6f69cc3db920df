"""Takes the pictures of the documents from the running app: `python docs/pictures.py`.

It needs what `make run` and `make test` install (the embedded demo model and chromium), takes about
four minutes, and touches no data but its own temporary folder's.
"""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import httpx
from playwright.sync_api import APIRequestContext as Api
from playwright.sync_api import (
    APIResponse,
    Browser,
    Page,
    StorageState,
    ViewportSize,
    sync_playwright,
)

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
BRIEFS = [
    ROOT / "examples" / f"{name}.json"
    for name in ("saas_how_to", "product_listicle", "service_landing_page")
]
NAME, EMAIL, COMPANY = "Maya Chen", "maya@example.com", "Northwind"
PASSWORD = "pictures are worth a thousand words"  # noqa: S105 - of a folder that is thrown away
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS, RUN_SECONDS = 120.0, 600.0
ENDED = {"completed", "needs_attention", "failed", "cancelled"}


def main() -> int:
    """Take every picture."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise SystemExit("chromium is missing: apt-get install chromium fonts-liberation")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with serving() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        take_all(url, browser)
        browser.close()
    return 0


def take_all(url: str, browser: Browser) -> None:
    """A newcomer's way: first account, first brief, a run from its start to its end."""
    page = new_page(browser, url)
    page.goto("/setup")
    page.get_by_role("heading", name="First account").wait_for()
    take(page, "setup")
    create_account(page)
    first, *others = [json.loads(path.read_text()) for path in BRIEFS]
    fill_brief(page, first)
    take(page, "new")
    api = page.context.request  # signed in by the page's own cookie
    campaign_id = start(api, first)
    page.goto(f"/campaigns/{campaign_id}")
    page.get_by_role("region", name="Agents").wait_for()
    wait_for(lambda: is_improving(api, campaign_id))
    show_a_change(page)
    take(page, "campaign")
    wait_for(lambda: campaign(api, campaign_id)["status"] in ENDED)
    take_parts(page, campaign_id)
    running = [start(api, brief) for brief in others]
    take_list(page, running)
    take_dark(browser, page, campaign_id)
    take_batch(page)


def new_page(
    browser: Browser,
    url: str,
    scheme: Literal["light", "dark"] = "light",
    storage: StorageState | None = None,
) -> Page:
    """A tab of the pictures' size; addresses are below `url`."""
    context = browser.new_context(
        base_url=url,
        viewport=ViewportSize(width=1440, height=1000),
        color_scheme=scheme,
        storage_state=storage,
    )
    return context.new_page()


def create_account(page: Page) -> None:
    """Fill the set-up form and send it."""
    page.fill("[name=name]", NAME)
    page.fill("[name=email]", EMAIL)
    page.fill("[name=company]", COMPANY)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.wait_for_url("/")


def fill_brief(page: Page, brief: dict[str, Any]) -> None:
    """The new-campaign form with a brief's words in it, not sent."""
    page.goto("/campaigns/new")
    page.locator("#topic").wait_for()
    for name in ("topic", "audience", "goal", "keyphrase"):
        page.fill(f"#{name}", brief.get(name, ""))
    if brief.get("tone"):
        page.select_option("#tone", brief["tone"])
    if brief.get("content_type"):
        page.check(f"[name=content_type][value={brief['content_type']}]", force=True)
    page.fill("#target_words", str(brief.get("target_words", 800)))
    for source in brief.get("sources", []):
        if source["kind"] == "text":
            page.fill("#source", source["value"])
            page.get_by_role("button", name="Add", exact=True).click()
            page.get_by_text(source["value"]).wait_for()
    page.get_by_role("heading", name="New campaign").click()  # no field has the focus
    page.wait_for_timeout(1000)  # the estimate follows the length


def start(api: Api, brief: dict[str, Any]) -> str:
    """Create a campaign; its run starts by itself. Returns its id."""
    return str(answer(api.post("/api/campaigns", data=brief))["id"])


def is_improving(api: Api, campaign_id: str) -> bool:
    """True when one of the last agents is at work, and there are changes to see."""
    agents = campaign(api, campaign_id)["agents"]
    at_work = {agent["agent_type"] for agent in agents if agent["status"] == "running"}
    return bool(at_work & {"quality", "geo"})


def show_a_change(page: Page) -> None:
    """Scroll to a paragraph that an agent changed, with its note beside it."""
    notes = page.locator(".margin_note")
    if notes.count():
        notes.last.evaluate("note => note.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(1500)  # a beat of the page's clock


def campaign(api: Api, campaign_id: str) -> dict[str, Any]:
    """One campaign as it is now."""
    return answer(api.get(f"/api/campaigns/{campaign_id}"))


def answer(response: APIResponse) -> dict[str, Any]:
    """What the API said."""
    if not response.ok:
        raise SystemExit(f"{response.url}: {response.status} {response.text()}")
    said: dict[str, Any] = response.json()
    return said


def take_list(page: Page, running: list[str]) -> None:
    """The list of campaigns while one of them is being written."""
    page.goto("/")
    page.get_by_role("heading", name="Campaigns").first.wait_for()
    if running:
        wait_for(lambda: campaign(page.context.request, running[0])["progress"] >= 10)
    page.wait_for_timeout(1500)
    take(page, "campaigns")


def take_parts(page: Page, campaign_id: str) -> None:
    """How the text came to be, and where the time went."""
    latest = campaign(page.context.request, campaign_id)["version"]
    page.mouse.move(5, 5)
    page.locator(".toast").first.wait_for(state="detached")
    page.goto(f"/campaigns/{campaign_id}?tab=changes&from=1&to={latest}")
    page.get_by_role("region", name="Agents").wait_for()
    show(page, "[role=tabpanel]")
    take(page, "changes")
    page.set_viewport_size({"width": 1440, "height": 1200})  # on a low one it is folded
    page.get_by_role("tab", name="Preview").click()
    page.locator(".gantt .opener").first.click()
    show(page, ".gantt")
    take(page, "timeline")
    page.set_viewport_size({"width": 1440, "height": 1000})


def show(page: Page, selector: str) -> None:
    """Scroll to a part of the page."""
    page.wait_for_timeout(1000)
    page.locator(selector).first.evaluate("part => part.scrollIntoView({block: 'start'})")
    page.evaluate("window.scrollBy(0, -160)")
    page.wait_for_timeout(1000)


def take_batch(page: Page) -> None:
    """Five campaigns at once, and the queue they wait in."""
    topics = ("standing desks", "desk lamps", "office chairs", "monitor arms", "cable trays")
    briefs = [{"topic": f"How to choose {topic}", "target_words": 400} for topic in topics]
    data = {"name": "Home office, spring", "budget_usd": 20, "campaigns": briefs}
    batch_id = answer(page.context.request.post("/api/batches", data=data))["id"]
    page.goto(f"/batches/{batch_id}")
    page.get_by_role("heading", name="Home office, spring").first.wait_for()
    page.wait_for_timeout(8000)
    take(page, "batch")
    page.goto("/admin/queue")
    page.get_by_role("heading", name="Workers").wait_for()
    page.wait_for_timeout(2000)
    take(page, "queue")


def take_dark(browser: Browser, signed_in: Page, campaign_id: str) -> None:
    """The finished campaign on a computer that prefers dark."""
    url = signed_in.url.rsplit("/", 1)[0]
    page = new_page(browser, url, "dark", signed_in.context.storage_state())
    page.goto(f"/campaigns/{campaign_id}")
    page.get_by_role("region", name="Agents").wait_for()
    page.wait_for_timeout(1500)
    take(page, "campaign-dark")


def take(page: Page, name: str) -> None:
    """Store what the tab shows."""
    page.evaluate("document.fonts.ready")
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")
    sys.stdout.write(f"docs/images/{name}.png\n")


def wait_for(reached: Callable[[], bool]) -> None:
    """Wait until something holds, as long as a run may take."""
    until = time.monotonic() + RUN_SECONDS
    while not reached():
        if time.monotonic() > until:
            raise SystemExit(f"nothing to take a picture of after {RUN_SECONDS:.0f} s")
        time.sleep(0.3)


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """The app on a free port with an empty data folder and the demo model, ended by its own id."""
    with tempfile.TemporaryDirectory(prefix="contentflow-pictures-") as folder:
        port = free_port()
        url = f"http://localhost:{port}"
        log = Path(folder) / "server.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                (sys.executable, "-m", "contentflow.serve"),
                cwd=ROOT,
                env=environment_for(folder, port),
                stdout=output,
                stderr=output,
            )
        try:
            wait_until_ready(url, process, log)
            yield url
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def environment_for(folder: str, port: int) -> dict[str, str]:
    """This process's environment without anybody's model or account."""
    ours = re.compile(r"CONTENTFLOW_|OPENAI_|REDIS_URL$|HOST$|PORT$")
    inherited = {name: value for name, value in os.environ.items() if not ours.match(name)}
    return {**inherited, "CONTENTFLOW_DATA_DIR": folder, "PORT": str(port)}


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the app and its model are ready."""
    until = time.monotonic() + START_SECONDS
    while not answers(f"{url}/readyz"):
        if process.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"the app did not start:\n{log.read_text()}")
        time.sleep(0.2)


def answers(url: str) -> bool:
    """True when the address answers 200."""
    try:
        return httpx.get(url, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    sys.exit(main())
