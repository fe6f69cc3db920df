"""What Reflex is told: everything it needs to build and run here without a variable set."""

import os
import sys
from pathlib import Path

import reflex as rx

from contentflow.config import config as deployment

_settings = deployment()
_data = _settings.data_dir.resolve()
_data.mkdir(parents=True, exist_ok=True)
# Reflex keeps here what open pages show, also a new token or link that is shown once. Its own
# choice, a folder beside the code, would be shared by all installations of one checkout.
_pages = _data / "pages"
_pages.mkdir(mode=0o700, exist_ok=True)

# bun comes with the virtual environment, so no Node is needed and nothing is downloaded for it.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

for _name, _value in {
    "REFLEX_USE_SYSTEM_BUN": "1",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_STATES_WORKDIR": str(_pages),
    # A socket that answers nothing is given up after five seconds; presence depends on it.
    "REFLEX_SOCKET_INTERVAL": "2s",
    "REFLEX_SOCKET_TIMEOUT": "3s",
    # A database written inside the project folder would reload the server for ever.
    "REFLEX_HOT_RELOAD_EXCLUDE_PATHS": str(_data),
    # Without our own server in front, one process is enough.
    "GRANIAN_WORKERS": "1",
}.items():
    os.environ.setdefault(_name, _value)

config = rx.Config(
    app_name="contentflow",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    backend_host=_settings.host,
    backend_port=_settings.port,
    cors_allowed_origins=_settings.origins,
    plugins=[
        rx.plugins.RadixThemesPlugin(
            theme=rx.theme(accent_color="iris", gray_color="slate", radius="medium")
        )
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
