"""A brand voice in a real browser: files in, a profile out, and a campaign measured by it."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.analysis.test_profile import PLAIN
from tests.documents import docx
from tests.e2e.server import Server
from tests.e2e.test_journey import TOPIC, watch_to_the_end

LogIn = Callable[[Page, Server], None]
FILES = [
    {"name": "guide.md", "mimeType": "text/markdown", "buffer": (PLAIN * 5).encode()},
    {"name": "rules.docx", "mimeType": "application/zip", "buffer": docx([PLAIN] * 5)},
    {"name": "logo.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"},
]


def test_from_files_to_brand_checks(server: Server, page: Page, log_in: LogIn) -> None:
    log_in(page, server)
    page.get_by_role("link", name="Brand voices").first.click()
    expect(page.get_by_text("No brand voices yet")).to_be_visible()
    page.get_by_label("New brand voice").fill("Northwind")
    page.get_by_role("button", name="Create").click()
    page.wait_for_url(re.compile("/brand-voices/[0-9a-f-]{36}"))
    fill_voice(page)
    page.reload()
    expect(page.get_by_placeholder("Word or phrase")).to_have_value("the")
    start_campaign(page, server)
    watch_to_the_end(page)
    checks = page.get_by_role("region", name="Brand checks")
    expect(checks.get_by_text(re.compile("like the samples")).first).to_be_visible()
    expect(page.get_by_text(re.compile("Banned terms: .* → ")).first).to_be_visible()


def fill_voice(page: Page) -> None:
    """Send the files and set one term; what is wrong stands beside its field."""
    page.set_input_files("input[type=file]", FILES)
    profile = page.get_by_role("complementary", name="Profile")
    expect(profile.get_by_text("Sentence length")).to_be_visible()
    expect(page.get_by_text("logo.pdf is not a .txt, .md or .docx file.")).to_be_visible()
    expect(page.get_by_text("2 samples, 530 words")).to_be_visible()
    page.get_by_label("Add to Say it our way").click()
    page.get_by_placeholder("What people write").fill("purchase")
    page.get_by_label("Add to Never say").click()
    page.get_by_placeholder("Word or phrase").fill("the")
    page.get_by_role("button", name="Save terms").click()
    expect(page.get_by_text("Say what to write for “purchase”.")).to_be_visible()
    expect(page.get_by_placeholder("Word or phrase")).to_have_value("the")  # nothing typed is lost
    page.get_by_placeholder("What we say").fill("buy")
    page.get_by_role("button", name="Save terms").click()
    expect(page.get_by_text("Terms saved")).to_be_visible()


def start_campaign(page: Page, server: Server) -> None:
    """Fill the brief and choose the voice."""
    page.goto(f"{server.url}/campaigns/new")
    page.fill("[name=topic]", TOPIC)
    page.get_by_label("Brand voice").select_option("Northwind")
    page.get_by_role("button", name=re.compile("Start campaign")).click()
    page.wait_for_url(re.compile(r"/campaigns/[0-9a-f-]{36}"))


def test_a_pasted_text_and_deleting_after_one_question(
    server: Server, page: Page, log_in: LogIn
) -> None:
    log_in(page, server)
    page.goto(f"{server.url}/brand-voices")
    page.get_by_label("New brand voice").fill("Old")
    page.get_by_role("button", name="Create").click()
    paste = page.get_by_label("Or paste a text")
    paste.fill(PLAIN)
    page.get_by_role("button", name="Add text").click()
    expect(page.get_by_text("at least 300 are needed")).to_be_visible()
    expect(paste).to_have_value("")
    paste.fill(PLAIN)
    page.get_by_role("button", name="Add text").click()
    expect(page.get_by_text("is there already")).to_be_visible()
    expect(paste).to_have_value(PLAIN)
    page.get_by_role("button", name="Delete brand voice").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Started campaigns keep the voice as it was.")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Delete brand voice").click()
    dialog.get_by_role("button", name="Delete brand voice").click()
    page.wait_for_url(re.compile("/brand-voices/?$"))
    expect(page.get_by_text("No brand voices yet")).to_be_visible()
