"""A text in people's hands: edited, worked on again, compared, taken back and taken along."""

import re
from pathlib import Path

import frontmatter
from markdown_it import MarkdownIt
from playwright.sync_api import Locator, Page, expect

from tests.e2e.campaigns import card, choose, end, finished, visit
from tests.e2e.server import Server
from tests.e2e.test_changes import changes, edit, paragraph, save
from tests.model_server import ModelServer

BY_HAND = " I put this lamp on my own desk in May, and it is still there."


def compared(page: Page, old: int, new: int) -> Locator:
    """The Changes tab at these two versions; its panel."""
    panel = page.locator("#panel-changes")
    expect(panel.locator(".difftools")).to_contain_text(
        re.compile(rf"v{old} .*v{new} ", re.DOTALL), timeout=20_000
    )
    return panel


def shown(page: Page) -> list[str]:
    """The words of the preview: title and text."""
    page.get_by_role("tab", name="Preview").click()
    expect(page.locator("#panel-preview")).to_be_visible()  # what is hidden has other words
    title = page.locator("#panel-preview h2.title").inner_text()
    blocks = page.locator("#panel-preview .blk:not(:has(pre))").all_inner_texts()
    return " ".join([title, *blocks]).split()


def exported(page: Page, folder: Path) -> list[str]:
    """The words of the Markdown that is downloaded, as another program shows them."""
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as started:
        page.get_by_role("menuitem", name="Markdown").click()
    started.value.save_as(folder / "text.md")
    found = frontmatter.load(str(folder / "text.md"))
    reader = page.context.new_page()
    reader.set_content(MarkdownIt().render(found.content))
    words = f"{found['title']} {reader.locator('body').inner_text()}".split()
    reader.close()
    return words


def test_edited_run_again_compared_rejected_restored_and_exported(
    member: Page, server: Server, model: ModelServer, tmp_path: Path
) -> None:
    model.rough = True
    made = finished(member, server, topic="A lamp that many hands have worked on")
    visit(member, server, made)
    paragraph(edit(member), 1).type(BY_HAND)
    mine = int(save(member))
    article = member.locator("#panel-preview .article")
    expect(article).to_contain_text(BY_HAND)
    edited = shown(member)

    choose(member, "SEO", "Run again")
    crumb = member.get_by_role("navigation", name="Breadcrumb")
    expect(crumb).to_contain_text("Run 2", timeout=10_000)
    assert end(member, server, made) == "completed"
    choose(member, "SEO", "Results")
    dialog = member.get_by_role("dialog", name="Results of SEO")
    comparison = dialog.get_by_role("region", name="Comparison")
    expect(comparison.get_by_role("columnheader", name="Run 1, version 2")).to_be_visible()
    expect(comparison.get_by_role("row", name=re.compile("^Readability"))).to_be_visible()
    link = comparison.get_by_role("link", name="What changed in the text")
    href = re.search(r"from=2&to=(\d+)$", link.get_attribute("href") or "")
    assert href
    link.click()
    panel = compared(member, 2, int(href[1]))
    expect(panel.locator(".edit_card").filter(has_text="Changed by hand")).to_have_count(1)

    rail = panel.locator(".ver").count()
    byline = panel.locator(".edit_card").filter(has_text="Named author and date")
    byline.get_by_role("button", name=re.compile("^Reject")).click()
    expect(member.get_by_text("1 edit rejected; the text is at version")).to_be_visible()
    expect(panel.locator(".ver")).to_have_count(rail + 1)
    expect(article).not_to_contain_text("By maya")

    changes(member).get_by_title(f"What version {mine} changed").click()
    panel.get_by_role("button", name=f"Restore v{mine}").click()
    expect(panel.locator(".answered.said")).to_contain_text(f"has the text of version {mine}")
    expect(article).to_contain_text("By maya")
    assert shown(member) == edited
    expect(card(member, "SEO").get_by_text(f"for version {mine}, text is at")).to_be_visible()
    assert exported(member, tmp_path) == edited

    member.goto(f"{server.url}/campaigns/{made}?tab=changes&from=1&to=3")
    compared(member, 1, 3)
    expect(member.get_by_role("tab", name=re.compile("Changes"))).to_have_attribute(
        "aria-selected", "true"
    )
