"""The list's filters, as they stand in its address: reload and back keep them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from contentflow import routes
from contentflow.campaign_search import GROUPS, LONGEST, Search, Sort
from contentflow.names import ContentType

_LIST_ORDER = Sort.STATUS
SORTS = {
    Sort.STATUS: "By status",
    Sort.NEWEST: "Newest first",
    Sort.NAME: "By name",
    Sort.SCORE: "Best score first",
}


@dataclass
class Filters:
    """What is listed and how. `status` holds names of groups; "" and [] are everything."""

    q: str = ""
    status: list[str] = field(default_factory=list)
    owner: str = ""
    type: str = ""
    archived: bool = False
    sort: str = _LIST_ORDER.value
    board: bool = False

    @property
    def narrow(self) -> bool:
        """True when something may be hidden by them."""
        return bool(self.q or self.status or self.owner or self.type or self.archived)


def filters_of(query: Mapping[str, Any]) -> Filters:
    """The filters of an address; what makes no sense in it is left out."""
    named = {name: query.get(name) for name in ("q", "status", "owner", "type", "sort", "view")}
    text = {name: value if isinstance(value, str) else "" for name, value in named.items()}
    return Filters(
        q=text["q"][:LONGEST],
        status=[name for name in GROUPS if name in text["status"].split(",")],
        owner=text["owner"][:LONGEST],
        type=text["type"] if text["type"] in list(ContentType) else "",
        archived=query.get("archived") == "1",
        sort=text["sort"] if text["sort"] in list(Sort) else _LIST_ORDER.value,
        board=text["view"] == "board",
    )


def address_of(filters: Filters) -> str:
    """The address of the list with these filters."""
    query = {
        "q": filters.q[:LONGEST],
        "status": ",".join(filters.status),
        "owner": filters.owner,
        "type": filters.type,
        "archived": "1" if filters.archived else "",
        "sort": filters.sort if filters.sort != _LIST_ORDER else "",
        "view": "board" if filters.board else "",
    }
    said = urlencode({name: value for name, value in query.items() if value}, errors="replace")
    return f"{routes.HOME}?{said}" if said else routes.HOME


def changed(filters: Filters, name: object, value: object) -> Filters:
    """With another value for one filter; a group is added or taken out, a flag is turned."""
    before: dict[str, Any] = dict(vars(filters))
    if not isinstance(name, str) or name not in before:
        return filters
    if name == "status":
        rest = [group for group in filters.status if group != value]
        before["status"] = rest if value in filters.status else [*rest, str(value)]
    elif name in ("archived", "board"):
        before[name] = bool(value)
    else:
        before[name] = value if isinstance(value, str) else ""
    return Filters(**before)


def search_of(filters: Filters) -> Search:
    """What the service is asked for."""
    return Search(
        text=filters.q,
        statuses=tuple(status for name in filters.status for status in GROUPS[name]),
        owner_id=filters.owner,
        content_type=ContentType(filters.type) if filters.type else None,
        archived=filters.archived,
        sort=Sort(filters.sort),
    )
