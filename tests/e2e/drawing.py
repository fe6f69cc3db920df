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


_SINCE_OPENED = """([drawn, count]) => new Promise((done, fail) => {
  const look = () => {
    if (performance.now() > 30000) fail(new Error(`no ${count} of ${drawn} in 30 s`));
    else if (document.querySelectorAll(drawn).length < count) requestAnimationFrame(look);
    else requestAnimationFrame(() => done(performance.now()));
  };
  look();
})"""


def milliseconds_to_open(page: Page, address: str, drawn: str, count: int = 1) -> float:
    """From the navigation to an address until `count` of `drawn` have been painted."""
    page.goto(address, wait_until="commit")
    took: float = page.evaluate(_SINCE_OPENED, [drawn, count])
    return took


_SHOWN = """([button, wanted]) => new Promise((done, fail) => {
  const began = performance.now();
  const shows = ([where, words]) =>
    [...document.querySelectorAll(where)].some((one) => one.textContent.includes(words));
  const look = () => {
    if (performance.now() - began > 30000) fail(new Error(`no ${wanted} in 30 s`));
    else if (!wanted.every(shows)) requestAnimationFrame(look);
    else requestAnimationFrame(() => done(performance.now() - began));
  };
  document.querySelector(button).click();
  look();
})"""


def milliseconds_to_show(page: Page, button: str, wanted: list[tuple[str, str]]) -> float:
    """From a click on `button` until each of the places shows its words."""
    took: float = page.evaluate(_SHOWN, [button, wanted])
    return took
