"""A scripted model behind a real OpenAI-compatible HTTP endpoint.

In a test:      with ModelServer() as server:            server.url, server.key
                    server.script(Fault.TOO_MANY, Fault.CUT)   the next two requests fail like this
By hand:        python -m tests.model_server --port 9000 [--latency 0.2] [--fault-rate 0.2 --seed 1]

It answers the app's own prompts sensibly and always alike: an outline for a schema with sections,
prose for a section, the passage itself, shortened, for a rewrite. `requests` counts and `bodies`
keeps every request, `faults` what each met. With `rough` its first drafts have the faults of a
tired writer and its rewrites are those of a good editor. `latency` is waited before each answer.
With `fault_rate`, that share of requests fails with one of TRANSIENT, drawn from `seed`.
With `chunks_per_second` replies take their time, a `slow_share` of them three times as long;
`spoken` adds up the seconds, and GET /spoken tells them and when each request came.
With `stamped` every piece of prose says when it was sent, in a word that `stamps` reads.
"""

import argparse
import json
import random
import re
import threading
import time
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

KEY = "test-key"
_FIRST_CHUNK = 0.4  # seconds, of a server that takes its time
MODEL = "scripted-1"


class Fault(StrEnum):
    """What can go wrong with one request."""

    NONE = "none"
    TOO_MANY = "429"
    SERVER_ERROR = "500"
    UNAUTHORISED = "401"
    NOT_FOUND = "404"
    REFUSES_BOUNDS = "400 bounds"  # answers 400 to a schema with maxLength
    REFUSES_SCHEMA = "400 schema"  # answers 400 to any schema
    DROPPED = "dropped"  # the connection closes before an answer
    CUT = "cut"  # the stream ends properly, without finish_reason
    BROKEN = "broken"  # the stream's connection breaks mid-word
    ERROR_IN_STREAM = "error in stream"
    ENDLESS = "endless"  # goes on until the client hangs up
    SILENT = "silent"  # sends headers, then nothing
    BAD_JSON = "bad json"
    EMPTY = "empty"
    ECHO = "echo"  # the prompt again
    OTHER_SCRIPT = "other script"
    TOO_LONG = "length"  # finish_reason "length", mid-sentence


TRANSIENT = (
    Fault.TOO_MANY,
    Fault.SERVER_ERROR,
    Fault.DROPPED,
    Fault.CUT,
    Fault.BROKEN,
    Fault.ERROR_IN_STREAM,
    Fault.EMPTY,
    Fault.ECHO,
    Fault.OTHER_SCRIPT,
)


class ModelServer:
    """The endpoint in a thread of its own, on 127.0.0.1."""

    def __init__(
        self,
        port: int = 0,
        *,
        latency: float = 0.0,
        fault_rate: float = 0.0,
        seed: int = 0,
        retry_after: float = 0.05,
        rough: bool = False,
        chunks_per_second: float = 0.0,
        slow_share: float = 0.0,
        stamped: bool = False,
    ) -> None:
        self.stamped = stamped
        self.chunks_per_second = chunks_per_second
        self.slow_share = slow_share
        self.spoken = 0.0
        self.arrivals: list[float] = []
        self.latency = latency
        self.fault_rate = fault_rate
        self.retry_after = retry_after
        self.rough = rough
        self.default = Fault.NONE
        self.replies: deque[str] = deque()  # taken instead of the script's own
        self.mended = ""  # when set, what is said whenever a passage is to be mended or added
        self.bodies: list[dict[str, Any]] = []
        self.faults: list[Fault] = []
        self._answering = 0
        self.stopping = threading.Event()
        self._scripted: deque[Fault] = deque()
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    @property
    def url(self) -> str:
        """What goes into OPENAI_BASE_URL."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def key(self) -> str:
        """What goes into OPENAI_API_KEY."""
        return KEY

    @property
    def requests(self) -> int:
        """How many requests came so far."""
        return len(self.bodies)

    @property
    def answering(self) -> int:
        """How many requests are being answered at this moment."""
        return self._answering

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While the block runs, one request more is being answered."""
        with self._lock:
            self._answering += 1
        try:
            yield
        finally:
            with self._lock:
                self._answering -= 1

    def script(self, *faults: Fault) -> None:
        """What the next requests meet, one each; after them `default` again."""
        self._scripted.extend(faults)

    def take(self, body: dict[str, Any]) -> Fault:
        """Record a request and say what it meets."""
        with self._lock:
            fault = self._next()
            self.bodies.append(body)
            self.faults.append(fault)
            self.arrivals.append(time.time())
            return fault

    def slowness(self) -> float:
        """How many times as long as usual the next reply takes."""
        with self._lock:
            return 3.0 if self.slow_share and self._random.random() < self.slow_share else 1.0

    def speak(self, seconds: float, since: float) -> float:
        """Take so long from `since` (time.monotonic) on, and remember it; returns until when.

        Told from until to until, a reply keeps its pace: a sleep that took too long is made up.
        """
        with self._lock:
            self.spoken += seconds
        until = since + seconds
        time.sleep(max(0.0, until - time.monotonic()))
        return until

    def _next(self) -> Fault:
        if self._scripted:
            return self._scripted.popleft()
        if self.fault_rate and self._random.random() < self.fault_rate:
            return self._random.choice(TRANSIENT)
        return self.default

    def reply(self, body: dict[str, Any]) -> str:
        """The scripted answer to a request."""
        with self._lock:
            if self.replies:
                return self.replies.popleft()
        if self.mended and _wants_a_passage(body):
            return self.mended
        return answer(body, rough=self.rough)

    def reset(self) -> None:
        """Be as at the start again, for another test; what was asked is forgotten too."""
        self.latency, self.fault_rate, self.retry_after = 0.0, 0.0, 0.05
        self.rough, self.mended, self.default = False, "", Fault.NONE
        for kept in (self.replies, self._scripted, self.bodies, self.faults):
            kept.clear()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    """One request to a model server."""

    protocol_version = "HTTP/1.1"

    def __init__(self, model: ModelServer, *request: Any) -> None:
        self._model = model
        super().__init__(*request)  # answers it

    def do_GET(self) -> None:
        if self.path.endswith("/spoken"):
            told = {"seconds": self._model.spoken, "arrivals": self._model.arrivals}
            self._json(200, told)
            return
        self._json(200, {"object": "list", "data": [{"id": MODEL, "object": "model"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        fault = self._model.take(body)
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            fault = Fault.UNAUTHORISED
        if self._model.latency:
            time.sleep(self._model.latency)
        self.close_connection = True
        try:
            with self._model.at_work():
                self._meet(fault, body)
        except (BrokenPipeError, ConnectionResetError):
            return  # the client hung up

    def _meet(self, fault: Fault, body: dict[str, Any]) -> None:
        refused = _refusal(fault, body)
        if refused:
            busy = refused[0] in (429, 500)
            headers = {"Retry-After": str(self._model.retry_after)} if busy else {}
            self._json(*refused, headers)
        elif fault is not Fault.DROPPED:
            self._stream(fault, body)

    def _json(self, status: int, data: Any, headers: dict[str, str] | None = None) -> None:
        sent = json.dumps(data).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(sent)

    def _stream(self, fault: Fault, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        text = _spoiled(fault, body, self._model)
        for event in _events(fault, text, body, self._model):
            data = f"data: {event}\n\n".encode()
            self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            self.wfile.flush()
        if fault is not Fault.BROKEN:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *_: Any) -> None:
        """Tests read `bodies`, not a log."""


def _refusal(fault: Fault, body: dict[str, Any]) -> tuple[int, Any] | None:
    form = json.dumps(body.get("response_format", {}))
    match fault:
        case Fault.TOO_MANY:
            return 429, _error("Rate limit reached", "rate_limit_exceeded")
        case Fault.SERVER_ERROR:
            return 500, _error("The server had an error", "server_error")
        case Fault.UNAUTHORISED:
            return 401, _error("Incorrect API key provided", "invalid_api_key")
        case Fault.NOT_FOUND:
            return 404, _error("The model does not exist", "model_not_found")
        case Fault.REFUSES_BOUNDS if "maxLength" in form:
            return 400, _error("maxLength is not permitted in a schema", "invalid_schema")
        case Fault.REFUSES_SCHEMA if "json_schema" in form:
            return 400, _error("response_format json_schema is not supported", "invalid_schema")
    return None


def _error(message: str, code: str) -> dict[str, Any]:
    return {"error": {"message": message, "code": code, "type": "invalid_request_error"}}


def _spoiled(fault: Fault, body: dict[str, Any], server: ModelServer) -> str:
    match fault:
        case Fault.EMPTY:
            return ""
        case Fault.BAD_JSON:
            return '{"title": "Half an object", "sections": ['
        case Fault.ECHO:
            return re.sub(r"<<<.*?>>>", "", _said(body, "user"), flags=re.DOTALL)
        case Fault.OTHER_SCRIPT:
            return "Это предложение написано не тем алфавитом, который был нужен."
        case Fault.TOO_LONG:
            return f"{server.reply(body)} And here the bound was reached in the mid"
    return server.reply(body)


def _events(fault: Fault, text: str, body: dict[str, Any], server: ModelServer) -> Iterator[str]:
    pieces = re.findall(r"\S+\s*|\s+", text) or [""]
    if fault in (Fault.CUT, Fault.BROKEN, Fault.ERROR_IN_STREAM):
        pieces = pieces[: max(1, len(pieces) // 2)]
        pieces[-1] = pieces[-1][: max(1, len(pieces[-1]) // 2)]  # mid-word
    if fault is Fault.SILENT:
        server.stopping.wait(30)
        return
    slowness, now = server.slowness(), time.monotonic()
    if server.chunks_per_second:
        now = server.speak(_FIRST_CHUNK * slowness, now)
    for at in range(0, len(pieces), 4):
        if server.chunks_per_second:
            now = server.speak(slowness / server.chunks_per_second, now)
        told = "".join(pieces[at : at + 4])
        if server.stamped and "response_format" not in body:
            told += f"{stamp()} "
        yield _chunk({"content": told})
    while fault is Fault.ENDLESS and not server.stopping.wait(0.01):
        yield _chunk({"content": "and on and on "})
    if fault is Fault.ERROR_IN_STREAM:
        yield json.dumps(_error("The engine went away", "server_error"))
    if fault in (Fault.BROKEN, Fault.ERROR_IN_STREAM):
        return
    if fault is not Fault.CUT:
        yield _chunk({}, "length" if fault is Fault.TOO_LONG else "stop")
        yield _usage(body, text)
    yield "[DONE]"


def _chunk(delta: dict[str, str], finish: str | None = None) -> str:
    choice = {"index": 0, "delta": {"role": "assistant", **delta}, "finish_reason": finish}
    return json.dumps({**_HEAD, "choices": [choice]})


_HEAD = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}


def _usage(body: dict[str, Any], text: str) -> str:
    asked = len(json.dumps(body["messages"])) // 4
    said = max(1, len(text) // 4)
    usage = {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}
    return json.dumps({**_HEAD, "choices": [], "usage": usage})


_LETTERS = str.maketrans("0123456789", "abcdefghij")
_DIGITS = str.maketrans("abcdefghij", "0123456789")


def stamp() -> str:
    """This moment as a word: a figure would be taken for an invention of the model's."""
    return "stamp" + str(round(1000 * time.time())).translate(_LETTERS)


def stamps(text: str) -> list[float]:
    """The moments a text carries, in seconds since the epoch."""
    found = re.findall(r"stamp([a-j]{13})", text)
    return [int(word.translate(_DIGITS)) / 1000 for word in found]


# What the script says ------------------------------------------------------------------------


def answer(body: dict[str, Any], *, rough: bool = False) -> str:
    """A sensible reply to one of the app's prompts, the same each time."""
    asked = _said(body, "user")
    subject = _fenced(asked, "Keyphrase") or _fenced(asked, "Topic") or "this subject"
    if "exactly" in asked and "sections" in asked:
        return json.dumps(_outline(asked, subject))
    passage = _fenced(asked, "Passage")
    if passage and (wanted := re.search(r"Use the words “(.+?)” once", asked)):
        told = _NAMING[zlib.crc32(passage.encode()) % len(_NAMING)].format(wanted[1])
        return f"{passage} {told}"
    if passage:
        return _edited(passage)
    if "begins with “" in asked:
        return f"{subject[:1].upper()}{subject[1:]} is a way to reach a clear goal with less work."
    if "one plain sentence" in asked:
        return f"{subject[:1].upper()}{subject[1:]} helps you reach your goal with fewer steps."
    if "speaks to the reader" in asked:
        return "You can take the first step today and see how it feels."
    return _section(asked, subject, rough=rough)


def _wants_a_passage(body: dict[str, Any]) -> bool:
    asked = _said(body, "user")
    return bool(_fenced(asked, "Passage") or _fenced(asked, "Article so far"))


def _said(body: dict[str, Any], role: str) -> str:
    return "\n".join(m["content"] for m in body["messages"] if m["role"] == role)


def _fenced(asked: str, label: str) -> str:
    found = re.search(rf"^{label}: <<<(.*?)>>>", asked, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


_HEADINGS = (
    "What {s} does for you",
    "How to prepare without stress",
    "The first steps that count",
    "Habits that keep the work light",
    "Mistakes you can avoid",
    "How to check your progress",
    "When to ask for help",
    "What to do after that",
)


def _outline(asked: str, subject: str) -> dict[str, Any]:
    count = int(re.search(r"exactly (\d+) sections", asked)[1])  # type: ignore[index]
    headings = [_HEADINGS[at % 8].format(s=subject) for at in range(count)]
    headings = [h if at < 8 else f"{h}, in more depth {at}" for at, h in enumerate(headings)]
    sections = [{"heading": h, "covers": "The main points, with a clear order."} for h in headings]
    named = f"{subject[:1].upper()}{subject[1:]}"
    described = f"{named} in plain words: what it does for you, how to prepare, which steps count"
    return {
        "title": f"{named}: a clear guide",
        "description": f"{described} and which mistakes you can avoid with ease."[:155],
        "sections": sections,
    }


_FRAMES = (
    "{S} works best when {a} and {b} have one clear goal.",
    "Write down what {a} should do, so you can check {b} later.",
    "For example, ask your team how {a} slows down {b}.",
    "You will hear about {a} again when {b} gets busy.",
    "Pick {a} first, because {b} can wait for a week.",
    "Then show {a} to a friend and ask about {b}.",
    "Small wins with {a} build trust in {b}.",
    "Plan a short break after {a}, so {b} stays fun.",
    "However, do not change {a} and {b} on the same day.",
    "Keep a simple note on {a} next to {b}.",
    "Good habits around {a} make {b} feel light.",
    "Look at {a} once a week and strike what {b} no longer needs.",
    "If {a} takes too long, see what {b} is waiting for.",
    "As a result, {a} gets calmer and {b} gets better.",
    "Try {a} on a small job before you trust it with {b}.",
    "Next, decide where {a} should live and who looks after {b}.",
    "Share {a} early, since others learn from {b} too.",
    "Thank the people behind {a} and tell them how {b} went.",
    "Use plain words for {a}, and keep {b} short.",
    # With faults on purpose, so that the optimisers have something to mend.
    "You can utilize {a} once {b} is ready, and you will see that the whole team moves on with far"
    " less effort than it needed in the past!",
    "Therefore, end each talk on {a} with a choice about {b}.",
)
_NOUNS = (
    "the plan", "your list", "the first call", "the budget", "a good tool", "the weekly review",
    "your calendar", "the welcome note", "the test run", "the old routine", "a fresh idea",
    "the next step", "your best guess", "the shared folder", "a quiet hour", "the final check",
    "the open question", "your main contact", "the short guide", "a clear rule", "the early result",
    "the long meeting", "your own notes", "the daily work",
)  # fmt: skip


_NAMING = (
    "None of this is hard with {}.",
    "Your friends may ask how you came to {} so fast.",
    "That alone makes {} worth a second look.",
    "Many teams learn about {} this way.",
    "Keep this page open while you work on {}.",
    "Without it, {} feels like guessing in the dark.",
    "Ask yourself what {} should change for your day.",
)
# What a tired writer says.
_ROUGH = (
    "It should be noted that {a} is very often forgotten by people who actually have no time"
    " for {b}, and that is basically why the whole undertaking is delayed again and again.",
    "The utilization of {a} is facilitated by {b}, which was introduced for precisely this"
    " purpose, although its functionality is not understood by everybody who is involved!",
    "The optimization of {a} can be achieved, and the implementation of {b} should be"
    " considered immediately in order to leverage the considerable opportunities available.",
    "The responsibility for {a} was transferred to another organization, and consequently"
    " the documentation of {b} is generally considered unsatisfactory by practically everyone!",
)
# What a good editor makes of it, also after other agents were at work in it.
_PLAIN = (
    (
        r"(?:It should be noted that )?([Tt]he|[Yy]our|[Aa])( [\w ]+?) is (?:very )?often forgotten"
        r" by people who (?:actually )?have no time for",
        r"People often forget \1\2 when they have no time for",
    ),
    (r"why the whole undertaking is delayed again and again", "why the work takes longer"),
    (
        r"The (?:utilization|use) of ([\w ]+?) is facilitated by ([\w ]+?),"
        r" which was introduced for precisely this purpose",
        r"Use \2 to help with \1",
    ),
    (
        r"although its (?:functionality|features) is not understood by everybody who is involved",
        "and tell everyone how it works",
    ),
    (r"The optimization of ([\w ]+?) can be achieved", r"You can make \1 better"),
    (
        r"the implementation of ([\w ]+?) should be considered immediately (?:in order )?to"
        r" (?:leverage|use) the considerable opportunities available",
        r"you should start with \1 today",
    ),
    (
        r"The responsibility for ([\w ]+?) was transferred to another organization",
        r"Someone else looks after \1",
    ),
    (
        r"consequently the documentation of ([\w ]+?) is generally considered unsatisfactory by"
        r" practically everyone",
        r"so you should write down \1 again",
    ),
)
_WEAK = 4 * _ROUGH + tuple(f for f in _FRAMES if "{s}" not in f.lower())


def _edited(passage: str) -> str:
    """The passage as a good editor leaves it: rough sentences made plain, long ones parted."""
    for rough, plain in _PLAIN:
        passage = re.sub(rough, plain, passage)
    return _shorter(passage)


def _section(asked: str, subject: str, *, rough: bool = False) -> str:
    """Prose that differs with the heading and with what stands there already."""
    words = int((re.search(r"[Aa]bout (\d+)(?: more)? words", asked) or ["", "60"])[1])
    topic = _fenced(asked, "Section heading") + _fenced(asked, "Text so far")
    turn = zlib.crc32((topic + _fenced(asked, "Article so far")).encode())
    said: list[str] = []
    while sum(len(one.split()) for one in said) < words and len(said) < 60:
        said.append(_sentence(turn + 7 * len(said), subject, rough=rough))
    if "list of" in asked:
        mark = "1. " if "numbered" in asked else "- "
        return said[0] + "\n\n" + "\n".join(mark + sentence for sentence in said[1:])
    half = (len(said) + 1) // 2
    return f"{' '.join(said[:half])}\n\n{' '.join(said[half:])}".strip()


def _sentence(turn: int, subject: str, *, rough: bool = False) -> str:
    first, second = turn // 3 % len(_NOUNS), turn // 5 % len(_NOUNS)
    second = (second + 1) % len(_NOUNS) if first == second else second
    named = {"s": subject, "S": subject[:1].upper() + subject[1:]}
    frames = _WEAK if rough else _FRAMES
    return frames[turn % len(frames)].format(a=_NOUNS[first], b=_NOUNS[second], **named)


def _shorter(passage: str) -> str:
    """The passage with its long sentences parted at commas, as a good editor might."""
    return re.sub(r", (and|but|so) (\w)", lambda m: f". {m[1].capitalize()} {m[2]}", passage)


def main() -> None:
    """Serve until interrupted; prints the address first."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--fault-rate", type=float, default=0.0)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with ModelServer(
        given.port, latency=given.latency, fault_rate=given.fault_rate, seed=given.seed
    ) as server:
        print(server.url, flush=True)  # noqa: T201 - whoever started it reads the address
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main()
