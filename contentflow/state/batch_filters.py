"""Which rows of a batch are shown, as its address says: reload and back keep them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from contentflow import routes
from contentflow.batches.members import PAGE, Order, Wanted
from contentflow.campaign_search import LONGEST
from contentflow.state.batch_rows import GROUPS

SORTS = {  # what a column's name sorts by, and whether the most comes first
    "row": (Order.ROW, False),
    "status": (Order.STATUS, False),
    "topic": (Order.TOPIC, False),
    "progress": (Order.PROGRESS, True),
    "score": (Order.SCORE, True),
    "cost": (Order.COST, True),
}
_LAST_PAGE = 999


@dataclass
class BatchFilters:
    """`status` is a group's name, "" for all; `sort` a key of SORTS; `page` counts from 0."""

    q: str = ""
    status: str = ""
    sort: str = "row"
    page: int = 0
    archived: bool = False

    @property
    def narrow(self) -> bool:
        """True when something may be hidden by them."""
        return bool(self.q or self.status or self.archived)


def filters_of(query: Mapping[str, Any]) -> BatchFilters:
    """The filters of an address; what makes no sense in it is left out."""
    named = {name: query.get(name) for name in ("q", "status", "sort", "page")}
    text = {name: value if isinstance(value, str) else "" for name, value in named.items()}
    page = text["page"]
    return BatchFilters(
        q=text["q"][:LONGEST],
        status=text["status"] if text["status"] in GROUPS else "",
        sort=text["sort"] if text["sort"] in SORTS else "row",
        page=min(_LAST_PAGE, int(page) - 1) if page.isdecimal() and int(page[:4]) > 0 else 0,
        archived=query.get("archived") == "1",
    )


def page_address(batch_id: str, filters: BatchFilters) -> str:
    """The address of the batch with these filters."""
    query = {
        "q": filters.q[:LONGEST],
        "status": filters.status,
        "sort": filters.sort if filters.sort != "row" else "",
        "page": str(filters.page + 1) if filters.page else "",
        "archived": "1" if filters.archived else "",
    }
    said = urlencode({name: value for name, value in query.items() if value}, errors="replace")
    return f"{routes.batch(batch_id)}?{said}" if said else routes.batch(batch_id)


def changed(filters: BatchFilters, name: object, value: object) -> BatchFilters:
    """With another value for one filter, from the first page; a group chosen again is let go."""
    text = value if isinstance(value, str) else ""
    match name:
        case "q":
            return replace(filters, q=text, page=0)
        case "status":
            chosen = text if text in GROUPS and text != filters.status else ""
            return replace(filters, status=chosen, page=0)
        case "sort":
            return replace(filters, sort=text if text in SORTS else "row", page=0)
        case "archived":
            return replace(filters, archived=value is True, page=0)
        case "page" if isinstance(value, int) and not isinstance(value, bool):
            return replace(filters, page=max(0, min(_LAST_PAGE, value)))
    return filters


def wanted_of(filters: BatchFilters) -> Wanted:
    """What the service is asked for."""
    order, falls = SORTS[filters.sort]
    return Wanted(
        statuses=GROUPS.get(filters.status, ()),
        text=filters.q,
        order=order,
        falls=falls,
        page=filters.page,
        archived=filters.archived,
    )


def span_of(filters: BatchFilters, total: int) -> str:
    """ "101–200 of 2,000"; "40 campaigns" where there is one page."""
    if total <= PAGE:
        return f"{total:,} campaign{'' if total == 1 else 's'}"
    first = filters.page * PAGE + 1
    return f"{first:,}–{min(total, first + PAGE - 1):,} of {total:,}"
