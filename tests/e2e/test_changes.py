"""Versions in real browsers: edit, review, restore, conflict, take over; nothing typed is lost."""

import asyncio
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from contentflow import accounts, campaigns, db, routes, sharing
from contentflow.config import config
from contentflow.migrate import migrate
from contentflow.names import Role
from tests.conftest import PASSWORD
from tests.e2e.conftest import scripted_by
from tests.e2e.server import Server
from tests.model_server import ModelServer

TOPICS = ("editing", "reviewing", "quarrelling", "typing", "tapping", "pausing")
Visit = Callable[..., Page]
BROKEN = "<b>Not bold</b> & a | broken table |"


@dataclass
class Place:
    """A server, its model, a campaign for each topic, and two people's sessions."""

    server: Server
    model: ModelServer
    ids: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Campaigns of Maya's that Tom may edit too; all but the last have been written."""
    folder = tmp_path_factory.mktemp("changes")
    with ModelServer() as model:
        model.rough = True
        made = Place(Server(folder, **scripted_by(model)), model)
        fill(folder, made)
        made.server.start()
        yield made
        made.server.stop()


def fill(folder: Path, made: Place) -> None:
    """Accounts and campaigns, in a database that no server has open yet."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CONTENTFLOW_DATA_DIR", str(folder))
        config.cache_clear()
        try:
            migrate()
            with ThreadPoolExecutor(1) as pool:  # Playwright has an event loop in this thread
                pool.submit(lambda: asyncio.run(_fill(made))).result()
        finally:
            config.cache_clear()


async def _fill(made: Place) -> None:
    await db.open_database(config().database)
    try:
        people = {}
        for name in ("maya", "tom"):
            email = f"{name}@example.com"
            people[name] = (await accounts.create_user(email, Role.EDITOR, PASSWORD))[0]
            made.sessions[name] = await accounts.sign_in(email, PASSWORD, "")
        for topic in TOPICS:
            brief = {
                "topic": f"A desk lamp for {topic}",
                "keyphrase": "desk lamp",
                "tone": "plain",
                "target_words": 300,
                "sources": [{"kind": "text", "value": f"The lamp is for {topic}."}],
            }
            start = topic != TOPICS[-1]
            new = campaigns.validate(brief)
            created = await campaigns.create(people["maya"], new, start=start)
            made.ids[topic] = created.id
            if start:
                await sharing.share(people["maya"], created.id, people["tom"].id, may_edit=True)
    finally:
        await db.close_database()


@pytest.fixture
def visit(place: Place, browser: Browser) -> Iterator[Visit]:
    """Open a campaign in somebody's own browser."""
    contexts = []

    def go(topic: str, who: str = "maya", width: int = 1440, wait: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 1000}, has_touch=width < 900
        )
        contexts.append(context)
        cookie = {"name": routes.SESSION_COOKIE, "value": place.sessions[who]}
        context.add_cookies([{**cookie, "url": place.server.url}])
        page = context.new_page()
        page.goto(f"{place.server.url}/campaigns/{place.ids[topic]}")
        if wait:
            expect(page.locator(".ttl .pill")).to_have_text("Completed", timeout=90_000)
        return page

    yield go
    for context in contexts:
        context.close()


def edit(page: Page) -> Locator:
    """Open the editor; its blocks."""
    page.locator(".edit_open").click()
    blocks = page.locator(".edit_block textarea")
    expect(blocks.first).to_be_visible()
    return blocks


def paragraph(blocks: Locator, number: int = 0) -> Locator:
    """A paragraph's field, with the focus at its end."""
    found = blocks.and_(blocks.page.locator(".paragraph")).nth(number)
    found.click()
    found.press("Control+End")
    return found


def save(page: Page) -> str:
    """Save; the version it became."""
    page.get_by_role("button", name="Save", exact=True).click()
    said = page.locator(".answered.said")
    expect(said).to_contain_text("Saved as version")
    found = re.search(r"version (\d+)", said.inner_text())
    assert found
    return found[1]


def changes(page: Page) -> Locator:
    """Open the Changes tab; its panel."""
    page.get_by_role("tab", name=re.compile("Changes")).click()
    panel = page.locator("#panel-changes")
    expect(panel.locator(".ver").first).to_be_visible()
    return panel


def test_a_paragraph_is_edited_compared_and_an_earlier_version_restored(visit: Visit) -> None:
    page = visit("editing")
    first = page.locator("#panel-preview .blk").all_inner_texts()
    blocks = edit(page)
    score = page.locator(".score_gauge").filter(has_text="Readability").locator(".v")
    before = score.inner_text()
    paragraph(blocks).type(" The lamp was seen by them, and it was liked by them, and it was kept.")
    expect(score).not_to_have_text(before)
    number = save(page)
    expect(page.locator("#panel-preview .article")).to_contain_text("it was liked by them")
    page.reload()
    expect(page.locator("#panel-preview .article")).to_contain_text("it was liked by them")
    marks = page.locator(".agent_card .outdated")
    expect(marks).to_have_count(4)  # the Writer's result is not of this text
    expect(marks.first).to_contain_text(f"text is at {number}")
    panel = changes(page)
    expect(panel.locator(".ver").first).to_contain_text("by hand · 1 edit")
    panel.get_by_title(f"What version {number} changed").click()
    expect(panel.locator(".difftools")).to_contain_text(f"v{number} maya")
    expect(panel.locator(".diff ins:not(.space)").first).to_contain_text(
        "The lamp was seen by them"
    )
    expect(panel.locator(".edit_card")).to_have_count(1)
    expect(panel.locator(".edit_card")).to_contain_text("Changed by hand")
    for view in ("Side by side", "Final text", "Inline"):
        panel.get_by_role("button", name=view).click()
        expect(panel.get_by_role("button", name=view)).to_have_attribute("aria-pressed", "true")
    panel.get_by_role("button", name=f"Restore v{int(number) - 1}").click()
    expect(panel.locator(".answered.said")).to_contain_text(
        f"Version {int(number) + 1} has the text of version {int(number) - 1}."
    )
    expect(panel.locator(".ver").first).to_contain_text(f"text of version {int(number) - 1}")
    page.get_by_role("tab", name="Preview").click()
    expect(page.locator("#panel-preview")).to_be_visible()
    expect(page.locator("#panel-preview .article")).not_to_contain_text("it was liked by them")
    assert page.locator("#panel-preview .blk").all_inner_texts() == first


def test_edits_are_reviewed_by_key_and_live_for_whoever_watches(visit: Visit) -> None:
    page, other = visit("reviewing"), visit("reviewing", "tom")
    panel, watched = changes(page), changes(other)
    total = panel.locator(".edit_card").count()
    assert total > 2
    expect(panel.locator(".difftools")).to_contain_text(f"0 of {total} reviewed")
    rail = panel.locator(".ver").count()
    page.keyboard.press("j")
    current = panel.locator(".edit_card.cur")
    expect(current).to_contain_text(f"Edit 2 of {total}")
    page.keyboard.press("a")
    expect(current).to_contain_text("Accepted")
    expect(watched.locator(".difftools")).to_contain_text(f"1 of {total} reviewed")
    expect(panel.locator(".ver")).to_have_count(rail)
    page.keyboard.press("k")
    page.keyboard.press("r")
    expect(page.locator(".answered.said")).to_contain_text(
        "1 edit rejected; the text is at version"
    )
    expect(panel.locator(".ver")).to_have_count(rail + 1)
    expect(watched.locator(".ver")).to_have_count(rail + 1)
    expect(watched.locator(".difftools")).to_contain_text(f"2 of {total} reviewed")
    page.get_by_role("button", name="Undo").click()
    expect(panel.locator(".difftools")).to_contain_text(f"1 of {total} reviewed")
    expect(panel.locator(".edit_card")).to_have_count(total)  # it is the agent's again
    panel.get_by_label("Whose changes").select_option("seo")
    expect(panel.locator(".edit_card")).not_to_have_count(total)
    assert 0 < panel.locator(".edit_card").count() < total
    panel.get_by_label("Whose changes").select_option("")
    expect(panel.locator(".edit_card")).to_have_count(total)  # the rest is what is listed
    panel.get_by_role("button", name="Accept rest").click()
    expect(panel.locator(".difftools")).to_contain_text(f"{total} of {total} reviewed")
    expect(panel.get_by_role("button", name="Accept rest")).to_have_count(0)
    page.keyboard.press("e")
    expect(page.locator(".editor")).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    note = page.locator(".margin_note").first
    expect(note).to_contain_text("Accepted")
    note.get_by_role("button", name="Reopen").click()
    expect(note.get_by_role("button", name="Undo")).to_be_visible()


def test_two_people_change_the_same_paragraph(visit: Visit) -> None:
    maya, tom = visit("quarrelling"), visit("quarrelling", "tom")
    hers, his = edit(maya), edit(tom)
    paragraph(hers).type(" Maya wrote this.")
    paragraph(hers, 1).type(" Maya alone wrote this.")
    field = paragraph(his)
    field.press("Control+Home")
    tom.keyboard.type("Tom began so. ")
    number = save(tom)
    expect(maya.locator(".edit_note.warn")).to_contain_text(
        f"tom saved version {number}; your changes stay here"
    )
    maya.get_by_role("button", name="Save", exact=True).click()
    clash = maya.locator(".clash")
    expect(clash).to_have_count(1)
    expect(maya.locator(".conflict")).to_contain_text("tom changed a block that you changed too")
    expect(clash.locator(".option").nth(0)).to_contain_text("Maya wrote this.")
    expect(clash.locator(".option").nth(1)).to_contain_text("Tom began so.")
    expect(maya.get_by_role("button", name="Save these texts")).to_have_count(0)
    clash.get_by_label("Another text", exact=True).check()
    clash.locator("textarea").fill("Both of us wrote this paragraph in the end.")
    maya.get_by_role("button", name="Save these texts").click()
    expect(maya.locator(".answered.said")).to_contain_text(f"version {int(number) + 1}")
    for page in (maya, tom):
        article = page.locator("#panel-preview .article")
        expect(article).to_contain_text("Both of us wrote this paragraph in the end.")
        expect(article).to_contain_text("Maya alone wrote this.")
        expect(article).not_to_contain_text("Tom began so.")
    assert maya.evaluate("Object.keys(localStorage).filter(k => k.includes('draft'))") == []


def test_what_is_typed_is_not_lost(visit: Visit) -> None:
    page = visit("typing")
    field = paragraph(edit(page))
    before = field.input_value()
    typed = " every key of this sentence is there, in its order, at ten keys a second."
    field.type(typed, delay=100)
    assert field.input_value() == before + typed
    gauge = page.locator(".rail_h .end")
    expect(gauge).to_contain_text("Overall")
    page.evaluate(
        """() => {
            const data = new DataTransfer();
            data.setData("text/plain", "x".repeat(2_000_000));
            const pasted = { clipboardData: data, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", pasted));
        }"""
    )
    expect(page.locator(".edit_block .problem")).to_contain_text("A block takes 20,000 characters")
    assert field.input_value() == before + typed
    blocks = page.locator(".edit_block")
    count = blocks.count()
    field.press("Control+Enter")
    page.keyboard.type(BROKEN)
    expect(blocks).to_have_count(count + 1)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".edit_block textarea:focus")).to_have_value(BROKEN)
    added = page.locator(".edit_block textarea").filter(has_text=BROKEN)
    page.get_by_title("Campaigns").first.click()
    asked = page.get_by_role("dialog", name="Leave without saving?")
    asked.get_by_role("button", name="Go on editing").click()
    expect(added).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.locator(".edit_note.info")).to_contain_text("Your unsaved changes of")
    expect(page.locator(".edit_block textarea").filter(has_text="in its order")).to_have_count(1)
    save(page)
    article = page.locator("#panel-preview .article")
    expect(article).to_contain_text(BROKEN)
    expect(page.locator(".edit_note")).to_have_count(0)


def test_on_a_phone_an_edit_opens_from_its_marker(visit: Visit) -> None:
    page = visit("tapping", width=390)
    panel = changes(page)
    card = panel.locator(".edit_card.cur")
    expect(card).to_be_hidden()
    panel.locator(".txt button.en").first.tap()
    expect(card).to_be_in_viewport()
    card.get_by_role("button", name=re.compile("Accept")).tap()
    expect(card).to_contain_text("Accepted")
    card.get_by_role("button", name=re.compile("fold")).tap()
    expect(card).to_be_hidden()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390


def test_a_person_takes_over_while_an_agent_works_and_gives_back(
    place: Place, visit: Visit
) -> None:
    page = visit("pausing", wait=False)
    place.model.latency = 1.0
    page.goto(f"{place.server.url}/campaigns/new?draft={place.ids['pausing']}")
    page.get_by_role("button", name=re.compile("Start campaign")).click()
    page.wait_for_url(re.compile(r"/campaigns/[0-9a-f-]{36}"))
    cards = page.get_by_role("region", name="Agents")
    expect(cards.get_by_label("Writer, Completed")).to_be_visible(timeout=90_000)
    expect(page.locator(".margin_note").first).to_be_visible(timeout=60_000)
    expect(page.locator(".margin_note .acts button")).to_have_count(0)
    page.get_by_role("button", name="Take over").click()
    blocks = page.locator(".edit_block textarea")
    expect(blocks.first).to_be_visible(timeout=60_000)
    paragraph(blocks).type(" Written by hand in between.")
    save(page)
    expect(page.locator(".ttl .pill")).to_have_text("Paused")
    place.model.latency = 0.0
    page.get_by_role("button", name="Give back").click()
    expect(page.locator(".ttl .pill")).to_have_text("Completed", timeout=90_000)
    expect(page.locator("#panel-preview .article")).to_contain_text("Written by hand in between.")
