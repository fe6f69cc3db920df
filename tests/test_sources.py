import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from sqlmodel import col, select

from contentflow import campaigns, db, fetching, sources
from contentflow.briefs import NewCampaign, NewSource
from contentflow.errors import SourceUnreadable
from contentflow.fetching import Network, is_public
from contentflow.models import SourceRow
from contentflow.names import SourceKind, SourceStatus
from contentflow.pagetext import page_text
from contentflow.person import Person

HTML = (
    "<html><head><title> Standing &amp; sitting </title><style>p{}</style></head><body>"
    "<nav>Home</nav><p>Desks are<br>flat.</p><script>alert(1)</script></body></html>"
)


@dataclass
class Site:
    """A web server on loopback that answers by path and remembers what it was asked."""

    answers: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    port: int = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head)
        answer = self.answers.get(head.split(" ")[1], page("", status="404 Not Found"))
        try:
            if answer == b"never":
                await asyncio.sleep(30)
            writer.write(answer)
            await writer.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def url(self, path: str, host: str = "desks.example") -> str:
        return f"http://{host}:{self.port}{path}"


def page(
    body: str | bytes,
    kind: str = "text/html; charset=utf-8",
    status: str = "200 OK",
    more: str = "",
) -> bytes:
    data = body.encode() if isinstance(body, str) else body
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n{more}\r\n"
    return head.encode() + data


def redirect(target: str) -> bytes:
    return page("", status="302 Found", more=f"Location: {target}\r\n")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    server = await asyncio.start_server(made.answer, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    async with server:
        yield made


def names(**addresses: str) -> Callable[[str, int], Awaitable[list[str]]]:
    async def resolve(host: str, _port: int) -> list[str]:
        found = addresses.get(host.replace(".", "_"))
        if found is None:
            raise OSError("no such name")
        return [found]

    return resolve


LOCAL = Network(names(desks_example="127.0.0.1"), allows=lambda address: address == "127.0.0.1")


async def refused(url: str, network: Network = LOCAL) -> str:
    with pytest.raises(SourceUnreadable) as caught:
        await sources.read(url, network)
    return str(caught.value)


async def test_a_page_is_read_with_what_it_was(site: Site) -> None:
    site.answers["/a?b=1"] = page(HTML)
    read = await sources.read(site.url("/a?b=1#part"), LOCAL)
    assert (read.title, read.text) == ("Standing & sitting", "Desks are\nflat.")
    assert read.sha256 == hashlib.sha256(HTML.encode()).hexdigest()
    assert f"Host: desks.example:{site.port}\r\n" in site.asked[0]
    assert "authorization" not in site.asked[0].lower()


async def test_plain_text_and_other_charsets(site: Site) -> None:
    site.answers["/plain"] = page(" Fünf Tische ".encode("latin-1"), "text/plain; charset=latin-1")
    site.answers["/odd"] = page("<p>Tea</p>", "text/html; charset=nonsense")
    assert (await sources.read(site.url("/plain"), LOCAL)).text == "Fünf Tische"
    assert (await sources.read(site.url("/odd"), LOCAL)).text == "Tea"


async def test_long_pages_are_cut(site: Site) -> None:
    site.answers["/long"] = page("<p>" + "word " * 50_000)
    assert len((await sources.read(site.url("/long"), LOCAL)).text) == sources.LONGEST


async def test_redirects_are_followed_a_few_times(site: Site) -> None:
    site.answers |= {f"/{n}": redirect(f"/{n + 1}") for n in range(4)} | {"/4": page(HTML)}
    read = await sources.read(site.url("/1"), LOCAL)
    assert read.url == site.url("/4")
    assert "more than 3 times" in await refused(site.url("/0"))


@pytest.mark.parametrize(
    "target",
    [
        "http://10.0.0.8/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://internal.example/",
        "//internal.example/x",
        "http://2130706433/",
    ],
)
async def test_a_redirect_to_a_private_place_is_refused(site: Site, target: str) -> None:
    site.answers["/"] = redirect(target)

    async def resolve(host: str, port: int) -> list[str]:
        if host in ("desks.example", "internal.example"):
            return ["127.0.0.1" if host == "desks.example" else "10.0.0.8"]
        return await fetching.resolve(host, port)

    network = Network(resolve, lambda address: address == "127.0.0.1" and len(site.asked) == 0)
    assert "public" in await refused(site.url("/"), network)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://desks.example/", "gopher://desks.example/"]
)
async def test_a_redirect_to_no_web_page_is_refused(site: Site, target: str) -> None:
    site.answers["/"] = redirect(target)
    assert await refused(site.url("/")) == "The link leads to something that is not a web page."


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433"]
)
async def test_this_machine_is_not_read(site: Site, host: str) -> None:
    site.answers["/"] = page(HTML)
    assert "public" in await refused(site.url("/", host), Network())
    assert site.asked == []


async def test_a_name_that_leads_inside_is_not_read(site: Site) -> None:
    for address in ("127.0.0.1", "10.1.2.3", "fd00::1", "not an address"):
        network = Network(names(desks_example=address))
        assert "public" in await refused(site.url("/"), network)
    assert site.asked == []


async def test_one_private_address_of_many_is_enough(site: Site) -> None:
    async def resolve(_host: str, _port: int) -> list[str]:
        return ["93.184.216.34", "127.0.0.1"]

    assert "public" in await refused(site.url("/"), Network(resolve))


async def test_a_name_is_looked_up_once_and_the_connection_goes_there(site: Site) -> None:
    site.answers["/"] = page(HTML)
    asked = []

    async def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["10.0.0.1"]

    network = Network(rebinding, lambda address: address == "127.0.0.1")
    assert (await sources.read(site.url("/"), network)).text
    assert asked == ["desks.example"]


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:4700::1111", True),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("240.0.0.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:db8::1", False),
        ("", False),
        ("example.com", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (page("", status="404 Not Found"), "Page not found."),
        (page("", status="403 Forbidden"), "does not let programs"),
        (page("", status="500 Oops"), "status 500"),
        (page("", status="302 Found"), "status 302"),
        (page(b"%PDF", "application/pdf"), "application/pdf"),
        (page("x", ""), "no stated type"),
        (page("<script>1</script>"), "no text"),
        (page("x" * 2_000_001), "larger than 2 MB"),
        (b"nonsense\r\n\r\n", "not as a web server"),
        (b"", "did not answer"),
        (page(HTML)[:-20], "did not answer"),
    ],
)
async def test_what_cannot_be_read_is_explained(site: Site, answer: bytes, said: str) -> None:
    site.answers["/"] = answer
    assert said in await refused(site.url("/"))


async def test_a_site_that_never_answers(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_SECONDS", 0.2)
    site.answers["/"] = b"never"
    assert "No answer within" in await refused(site.url("/"))


@pytest.mark.parametrize(
    "url",
    ["https://", "ftp://x.y", "no address", "http://desks.example:99999/", "http://ex ample/"],
)
async def test_what_is_no_link(url: str) -> None:
    assert await refused(url)


async def test_a_name_nobody_has() -> None:
    assert await refused("http://nobody.example/") == "There is no site named nobody.example."
    assert await refused("http://" + "a" * 300 + ".example/")


async def test_links_are_read_once_and_failures_are_warnings(site: Site, person: Person) -> None:
    site.answers["/good"] = page(HTML)
    links = [site.url("/good"), site.url("/gone"), "http://10.0.0.8/"]
    new = NewCampaign(
        topic="How to choose a desk",
        sources=(
            NewSource(SourceKind.TEXT, "A fact."),
            *(NewSource(SourceKind.URL, link) for link in links),
        ),
    )
    created = await campaigns.create(person, new)
    network = Network(names(desks_example="127.0.0.1", **{"10_0_0_8": "10.0.0.8"}), LOCAL.allows)
    warnings = await sources.read_pending(created.id, network)
    assert [warning.split(": ")[0] for warning in warnings] == links[1:]
    async with db.reading() as session:
        rows = (await session.exec(select(SourceRow).order_by(col(SourceRow.position)))).all()
    assert [row.status for row in rows] == [SourceStatus.READ] * 2 + [SourceStatus.FAILED] * 2
    assert (rows[1].title, rows[1].text) == ("Standing & sitting", "Desks are\nflat.")
    assert rows[1].sha256
    assert rows[1].fetched_at is not None
    assert rows[2].error == "Page not found."
    assert await sources.read_pending(created.id, network) == []
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("<p>a <b>bold</b>\n  word</p>", "a bold word"),
        ("a&nbsp;&lt;b&gt;&#x41;", "a <b>A"),
        ("<header>x<nav>y</header>after", "after"),
        ("<nav>never closed <p>x", ""),
        ("text <svg><path/></svg> on", "text on"),
        ("<ul><li>a<li>b</ul>", "a\nb"),
        ("<!-- no --><![CDATA[no]]>yes", "yes"),
        ("</p></main></nav>still", "still"),
        ("<", "<"),
        ("", ""),
    ],
)
def test_the_words_of_a_page(html: str, text: str) -> None:
    assert page_text(html)[1] == text


def test_the_main_part_is_taken_when_it_says_enough() -> None:
    main = "<main>" + "<p>Desks are flat and useful.</p>" * 20 + "</main>"
    assert "Teaser" not in page_text(f"<div>Teaser</div>{main}")[1]
    assert "Teaser" in page_text("<div>Teaser</div><main>short</main>")[1]
