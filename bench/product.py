"""The product as a person meets it: start-up, the three examples on the demo model, memory, lag."""

import json
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.server import EMAIL, PASSWORD, Server
from tests.model_server import ModelServer

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("*.json"))
ACCOUNT = {"CONTENTFLOW_ADMIN_EMAIL": EMAIL, "CONTENTFLOW_ADMIN_PASSWORD": PASSWORD}


def signed_in(server: Server) -> httpx.Client:
    """A client with a session."""
    client = httpx.Client(base_url=server.url, headers={"Origin": server.url}, timeout=30)
    answer = client.post("/auth/login", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


def until_ended(client: httpx.Client, campaign_id: str, limit: float) -> dict[str, Any]:
    """The campaign when its run has ended."""
    began = time.perf_counter()
    while time.perf_counter() - began < limit:
        campaign: dict[str, Any] = client.get(f"/api/campaigns/{campaign_id}").json()
        if campaign["status"] not in ("queued", "generating"):
            return campaign
        time.sleep(0.25)
    raise AssertionError(f"not ended in {limit} s")


def second_start() -> dict[str, Any]:
    """Seconds from the command to /healthz with nothing to install or build, median of five."""
    seconds = []
    for _ in range(5):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(Path(folder), **ACCOUNT)
            seconds.append(server.start())
            server.stop()
    return {"seconds": round(statistics.median(seconds), 2)}


def examples() -> list[dict[str, Any]]:
    """Each example brief in full on the demo model."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), **ACCOUNT)
        server.start()
        client = signed_in(server)
        for path in EXAMPLES:
            began = time.perf_counter()
            made = client.post("/api/campaigns", json=json.loads(path.read_text())).json()
            ended = until_ended(client, made["id"], 600)
            figures.append(
                {
                    "example": path.stem,
                    "seconds": round(time.perf_counter() - began, 1),
                    "status": ended["status"],
                    "agents": {
                        one["agent_type"]: [one["status"], one["score_before"], one["score_after"]]
                        for one in ended["agents"]
                    },
                    "scores": ended["scores"],
                }
            )
        server.stop()
    return figures


def memory_and_lag() -> dict[str, Any]:
    """Web process memory with 20 finished campaigns opened once each, and answer times in a run."""
    with tempfile.TemporaryDirectory() as folder, ModelServer(latency=0.05) as model:
        server = Server(
            Path(folder),
            OPENAI_BASE_URL=model.url,
            OPENAI_API_KEY=model.key,
            CONTENTFLOW_MODEL="scripted",
            **ACCOUNT,
        )
        server.start()
        client = signed_in(server)
        brief = json.loads(EXAMPLES[0].read_text())
        waits: list[float] = []
        for _ in range(20):
            made = client.post("/api/campaigns", json=brief).json()
            while client.get(f"/api/campaigns/{made['id']}").json()["status"] in (
                "queued",
                "generating",
            ):
                began = time.perf_counter()
                client.get("/healthz")
                waits.append(1000 * (time.perf_counter() - began))
                time.sleep(0.03)
        resident = _resident_mb(server)
        server.stop()
    waits.sort()
    return {
        "web_process_mb": resident,
        "healthz_ms_p50": round(statistics.median(waits), 1),
        "healthz_ms_p99": round(waits[int(len(waits) * 0.99)], 1),
    }


def _resident_mb(server: Server) -> int:
    """The largest process of the server's group: the web process."""
    assert server.pid is not None
    sizes = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(
                line.split(":", 1) for line in status.read_text().splitlines() if ":" in line
            )
            group = int((status.parent / "stat").read_text().rsplit(")", 1)[1].split()[2])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if group == server.pid and "VmRSS" in fields:
            sizes.append(int(fields["VmRSS"].split()[0]) // 1024)
    return max(sizes)


def main() -> None:
    """Print one JSON line a figure."""
    for figure in (second_start, memory_and_lag, examples):
        print(json.dumps({figure.__name__: figure()}), flush=True)


if __name__ == "__main__":
    main()
