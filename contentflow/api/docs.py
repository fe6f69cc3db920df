"""/docs, with its scripts and styles served by us: it works without the internet."""

from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import FileResponse, HTMLResponse, Response

from contentflow import routes

_FILES = {"swagger-ui.css": "text/css", "swagger-ui-bundle.js": "text/javascript"}
_START = f"{routes.DOCS}/start.js"
_A_DAY = {"Cache-Control": "public, max-age=86400"}


def add_docs(app: FastAPI) -> None:
    """Add the page and its two files."""
    folder = _folder()

    page, script = _parts(app)

    @app.get(routes.DOCS, include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(page)

    @app.get(_START, include_in_schema=False)
    async def start() -> Response:
        return Response(script, media_type="text/javascript", headers=_A_DAY)

    for name, media_type in _FILES.items():
        _add_file(app, folder / name, media_type)


def _parts(app: FastAPI) -> tuple[str, str]:
    """The page and the script that fills it: the policy of every page allows none in the page."""
    whole = get_swagger_ui_html(
        openapi_url=app.openapi_url or "",
        title=f"{app.title} API",
        swagger_js_url=f"{routes.DOCS}/swagger-ui-bundle.js",
        swagger_css_url=f"{routes.DOCS}/swagger-ui.css",
        swagger_favicon_url="/favicon.svg",
    )
    before, _, rest = bytes(whole.body).decode().partition("<script>")
    script, _, after = rest.partition("</script>")
    return f'{before}<script src="{_START}"></script>{after}', script


def _add_file(app: FastAPI, file: Path, media_type: str) -> None:
    @app.get(f"{routes.DOCS}/{file.name}", include_in_schema=False)
    async def asset() -> FileResponse:
        return FileResponse(file, media_type=media_type, headers=_A_DAY)


def _folder() -> Path:
    # The package carries the files; importing it would do nothing for us.
    found = find_spec("fastapi_offline")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("fastapi_offline is not installed; run: make install")
    return Path(found.origin).parent / "static"
