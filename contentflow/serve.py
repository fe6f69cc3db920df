"""Serve the app at one address: build the front end when it changed, then start the server.

The one place that knows Reflex's internal names: how its build is started, where it lies, which
address is baked into it, and how to serve it without compiling again.
"""

import fcntl
import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path

from contentflow.config import Config, config
from contentflow.errors import ConfigurationError, ContentflowError
from contentflow.lock import single_process
from contentflow.process import say

ROOT = Path(__file__).resolve().parent.parent
WEB = ROOT / ".web"
BUILT = WEB / "build" / "client"
STAMP = BUILT / "contentflow.stamp"  # goes with the files when anything else builds over them
APP = "contentflow.contentflow:app"

# What the built pages are made of; a change elsewhere needs no new build.
SOURCES = (
    "rxconfig.py",
    "requirements.txt",
    "assets/**/*",
    "contentflow/contentflow.py",
    "contentflow/names.py",
    "contentflow/routes.py",
    "contentflow/view.py",
    "contentflow/pages/**/*.py",
    "contentflow/state/**/*.py",
)
SERVE_PREBUILT = {
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    "REFLEX_ENV_MODE": "prod",
}
# The address the build bakes in is replaced by the page's own: another port, host or proxy then
# needs no new build, and two servers on two ports can serve the same files.
BAKED_HOST = "contentflow-build.invalid"
BAKED_PORT = 1
_QUOTES = ('"', "'", "`")


def main() -> int:
    """Build if needed and serve until stopped; the process's exit status."""
    try:
        settings = config()
        refuse_taken_port(settings.host, settings.port)
        if settings.role != "web":
            with single_process(settings.data_dir):
                pass  # said now in one line; the server itself takes it and keeps it
        build_if_changed()
        return serve(settings)
    except ContentflowError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 0


def refuse_taken_port(host: str, port: int) -> None:
    """Fail early when the address cannot be used.

    Raises:
        ConfigurationError: the port is taken, or HOST is not an address of this machine.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise ConfigurationError(
            f"Cannot listen on {host}:{port} ({error.strerror}). Stop what uses it, or choose"
            f" another address, for example: PORT={min(port + 1, 65535)} make run"
        ) from error


def fingerprint() -> str:
    """A hash of everything the built front end depends on."""
    digest = hashlib.sha256(f"{version('reflex')} {BAKED_HOST}:{BAKED_PORT}".encode())
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and not path.is_symlink():
                digest.update(str(path.relative_to(ROOT)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def build_if_changed() -> bool:
    """Build the front end unless the last build had the same sources. True when it built."""
    WEB.mkdir(exist_ok=True)
    with (WEB / "contentflow.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two servers started at once build once
        wanted = fingerprint()
        if STAMP.exists() and STAMP.read_text() == wanted and (BUILT / "index.html").exists():
            return False
        STAMP.unlink(missing_ok=True)
        build()
        use_page_origin(BUILT)
        STAMP.write_text(wanted)
    return True


def build() -> None:
    """Let Reflex build the pages.

    Raises:
        ConfigurationError: it failed; its last lines are in the message.
    """
    say("Building the pages (about 20 seconds) ...")
    command = (sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip")
    baked = {
        "REFLEX_API_URL": f"http://{BAKED_HOST}:{BAKED_PORT}",
        "REFLEX_TELEMETRY_ENABLED": "false",
    }
    done = subprocess.run(  # noqa: S603 -- our own interpreter and fixed arguments
        command, cwd=ROOT, env=os.environ | baked, text=True, capture_output=True, check=False
    )
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).strip().splitlines()[-30:])
        raise ConfigurationError(f"The pages could not be built:\n{tail}")


def use_page_origin(built: Path) -> None:
    """Replace the baked address in a finished build by the address the page was opened at.

    Raises:
        ConfigurationError: the build does not look as expected, so its websocket would go nowhere.
    """
    found = [path for path in built.rglob("*.js") if _BAKED in path.read_text()]
    if not found:
        raise ConfigurationError("The build names no server address; this Reflex is not supported.")
    for path in found:
        path.write_text(with_page_origin(path.read_text()))
        for packed in built.rglob(f"{path.name}.*"):
            packed.unlink()  # a compressed copy still says the old address


_BAKED = f"{BAKED_HOST}:{BAKED_PORT}"


def with_page_origin(script: str) -> str:
    """The script with every baked address computed from `location`, in the browser."""
    for scheme, origin in (
        ("http", "location.origin"),
        ("ws", "location.origin.replace(/^http/,`ws`)"),
    ):
        for quote in _QUOTES:
            start = f"{quote}{scheme}://{_BAKED}"
            script = script.replace(start, f"{origin}+{quote}")
    return script


def serve(settings: Config) -> int:
    """Run the server until it is told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ.update(SERVE_PREBUILT)
    os.environ["GRANIAN_WORKERS"] = str(settings.workers)
    os.chdir(ROOT)
    server = Granian(
        APP,
        address=settings.host.strip("[]"),
        port=settings.port,
        interface=Interfaces.ASGI,
        factory=True,
        workers=settings.workers,
        log_level=LogLevels.error,
        workers_kill_timeout=10,
    )
    state = _Readiness(server, settings)
    threading.Thread(target=state.wait, daemon=True).start()
    say("Starting ...")
    server.serve()
    return 0 if state.ready else 1


class _Readiness:
    """Waits for the first answer, says the address, then lets a dead worker come back."""

    def __init__(self, server: object, settings: Config) -> None:
        self._server = server
        self._settings = settings
        self.ready = False

    def wait(self) -> None:
        while not is_healthy(self._settings):
            time.sleep(0.1)
        self.ready = True
        # Not before: what cannot start once would be started again for ever.
        vars(self._server)["respawn_failed_workers"] = True
        say(f"contentflow is ready at {self._settings.address}")


def is_healthy(settings: Config) -> bool:
    """True when the server of these settings answers /healthz."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.port}/healthz", timeout=2) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


if __name__ == "__main__":
    sys.exit(main())
