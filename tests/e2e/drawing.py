"""How long a page takes from a click until what it opens is drawn."""

from playwright.sync_api import Page

_FROM_CLICK = """([button, drawn, count]) => new Promise((done) => {
  const began = performance.now();
  const look = () => {
    if (document.querySelectorAll(drawn).length < count) requestAnimationFrame(look);
    else requestAnimationFrame(() => done(performance.now() - began));
  };
  document.querySelector(button).click();
  look();
})"""


def milliseconds(page: Page, button: str, drawn: str, count: int) -> float:
    """From a click on `button` until `count` of `drawn` have been painted (CSS selectors)."""
    took: float = page.evaluate(_FROM_CLICK, [button, drawn, count])
    return took
