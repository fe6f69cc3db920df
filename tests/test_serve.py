"""Serving a finished build, and the names of Reflex's that it relies on."""

import socket
from pathlib import Path

import pytest
from reflex_base.environment import environment

from contentflow import serve
from contentflow.errors import ConfigurationError

BAKED = f"{serve.BAKED_HOST}:{serve.BAKED_PORT}"


def test_reflex_still_has_the_names_that_serve_a_finished_build() -> None:
    names = {
        environment.REFLEX_SKIP_COMPILE.name,
        environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.name,
        environment.REFLEX_ENV_MODE.name,
    }
    assert names == set(serve.SERVE_PREBUILT)


@pytest.mark.parametrize("quote", ['"', "'", "`"])
def test_baked_addresses_become_the_page_s_own(quote: str) -> None:
    script = f"e={{A:{quote}http://{BAKED}/ping{quote},B:{quote}ws://{BAKED}/_event{quote}}}"

    changed = serve.with_page_origin(script)

    assert changed == (
        f"e={{A:location.origin+{quote}/ping{quote},"
        f"B:location.origin.replace(/^http/,`ws`)+{quote}/_event{quote}}}"
    )


def test_a_build_loses_the_compressed_copies_of_what_was_changed(tmp_path: Path) -> None:
    script = tmp_path / "reflex-env-x.js"
    script.write_text(f"`ws://{BAKED}/_event`")
    (tmp_path / "reflex-env-x.js.gz").write_bytes(b"old")

    serve.use_page_origin(tmp_path)

    assert BAKED not in script.read_text()
    assert not (tmp_path / "reflex-env-x.js.gz").exists()


def test_a_build_without_the_address_is_refused(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text("nothing")

    with pytest.raises(ConfigurationError, match="not supported"):
        serve.use_page_origin(tmp_path)


def test_the_fingerprint_follows_the_pages_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "ROOT", tmp_path)
    page = tmp_path / "contentflow" / "pages" / "home.py"
    page.parent.mkdir(parents=True)
    page.write_text("one")
    before = serve.fingerprint()

    (tmp_path / "contentflow" / "accounts.py").write_text("a service")
    assert serve.fingerprint() == before

    page.write_text("two")
    assert serve.fingerprint() != before


def test_a_taken_port_is_refused_by_number() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=str(port)):
            serve.refuse_taken_port("127.0.0.1", port)
