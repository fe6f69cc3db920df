"""Fetching a stranger's address: only public ones, few redirects, little time, little data.

A name is resolved once and the connection goes to that very address, so an answer that changes
between the check and the connection changes nothing.
"""

import asyncio
import codecs
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from contentflow.briefs import link_problem
from contentflow.errors import SourceUnreadable

MOST_REDIRECTS = 3
MOST_BYTES = 2_000_000
MOST_SECONDS = 10.0
MEDIA_TYPES = ("text/html", "text/plain", "application/xhtml+xml")
_HEADERS = {
    "User-Agent": "contentflow/0.1 (reads a page a person named as a source)",
    "Accept": "text/html, text/plain;q=0.9",
    "Accept-Encoding": "identity",  # a small reply cannot unfold into a large one
}
Resolve = Callable[[str, int], Awaitable[list[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host name."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    """Whether anybody on the internet could reach this IP address."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Network:
    """Where fetches may go and how names are looked up; tests give their own."""

    resolve: Resolve = resolve
    allows: Callable[[str], bool] = is_public


@dataclass(frozen=True)
class Fetched:
    """What a server sent. `url` is where it was found in the end."""

    url: str
    media_type: str
    charset: str
    body: bytes


async def fetch(url: str, network: Network) -> Fetched:
    """The document at `url`.

    Raises:
        SourceUnreadable: says why in words.
    """
    try:
        async with asyncio.timeout(MOST_SECONDS):
            return await _follow(url, network)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise SourceUnreadable(f"No answer within {MOST_SECONDS:.0f} seconds.") from error
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        raise SourceUnreadable("The site did not answer, or not as a web server does.") from error


async def _follow(url: str, network: Network) -> Fetched:
    # A proxy of the environment would resolve the name itself, so it is not used.
    async with httpx.AsyncClient(
        timeout=MOST_SECONDS, trust_env=False, follow_redirects=False
    ) as client:
        for _ in range(MOST_REDIRECTS + 1):
            request = await _request(client, url, network)
            response = await client.send(request, stream=True)
            try:
                target = response.headers.get("location")
                if not (response.is_redirect and target):
                    return await _receive(url, response)
                url = urljoin(url, target)
            finally:
                await response.aclose()
            if link_problem(url):
                raise SourceUnreadable("The link leads to something that is not a web page.")
    raise SourceUnreadable(f"The link was redirected more than {MOST_REDIRECTS} times.")


async def _request(client: httpx.AsyncClient, url: str, network: Network) -> httpx.Request:
    place = await pin(url, network)
    return client.build_request(
        "GET",
        place.url,
        headers={**_HEADERS, "Host": place.host},
        extensions={"sni_hostname": place.name},
    )


@dataclass(frozen=True)
class Place:
    """Where a request goes: `url` names the checked IP address, `host` and `name` whom it asks."""

    url: httpx.URL
    host: str
    name: str


async def pin(url: str, network: Network) -> Place:
    """The very place to connect to for a stranger's address.

    Raises:
        SourceUnreadable: it has no address, or one that `network` does not allow.
    """
    named = httpx.URL(url)
    name = named.raw_host.decode("ascii")
    port = named.port or (443 if named.scheme == "https" else 80)
    address = await _address(name, port, network)
    pinned = named.copy_with(host=address, username="", password="", fragment=None)
    return Place(pinned, named.netloc.decode("ascii").rpartition("@")[2], name)


async def _address(host: str, port: int, network: Network) -> str:
    try:
        addresses = await network.resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise SourceUnreadable(f"There is no site named {host}.") from error
    if not addresses:
        raise SourceUnreadable(f"There is no site named {host}.")
    if not all(network.allows(address) for address in addresses):
        raise SourceUnreadable(
            f"{host} is not on the public internet, and contentflow reads public pages only."
        )
    return addresses[0]


async def _receive(url: str, response: httpx.Response) -> Fetched:
    if response.status_code != httpx.codes.OK:
        raise SourceUnreadable(_REASONS.get(response.status_code, _other(response.status_code)))
    media_type = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type not in MEDIA_TYPES:
        raise SourceUnreadable(f"It is {media_type or 'of no stated type'}, not a page of text.")
    body = bytearray()
    async for part in response.aiter_bytes():
        body += part
        if len(body) > MOST_BYTES:
            raise SourceUnreadable(f"The page is larger than {MOST_BYTES // 1_000_000} MB.")
    return Fetched(url, media_type, _charset(response), bytes(body))


_REASONS = {
    401: "The page asks for a log-in.",
    403: "The site does not let programs read this page.",
    404: "Page not found.",
    410: "The page is gone.",
    429: "The site says that it is asked too often.",
}


def _other(status: int) -> str:
    return f"The site answered with status {status}."


def _charset(response: httpx.Response) -> str:
    named = response.charset_encoding or "utf-8"
    try:
        return codecs.lookup(named).name
    except LookupError:
        return "utf-8"
