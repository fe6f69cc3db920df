"""The way from one text to a later one, change by change: whose words are whose. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from contentflow.document import Block, Document
from contentflow.document_diff import BlockChange, ChangeKind, block_changes
from contentflow.document_merge import FRONT
from contentflow.document_trace import Step, Traced, trace


@dataclass(frozen=True)
class Named:
    """One change on the way. `place` is a block's id or a line of the front."""

    key: str
    place: str
    before: str
    after: str


@dataclass(frozen=True)
class Stage:
    """A text on the way, and what made it of the one before.

    What is in no `named` change is one by itself, "{key}:{place}", or, with `inherits`, belongs to
    the change before it: an edit may bring several blocks and names the first.
    """

    document: Document
    key: str
    named: tuple[Named, ...] = ()
    inherits: bool = False


@dataclass(frozen=True)
class Part:
    """A line of the front or a block, and how it came to be as it is.

    `block` is how it stands in the new text, None when it has gone; `old` how it stood before.
    """

    place: str
    fate: ChangeKind
    moved: bool
    old: Block | None
    block: Block | None
    pieces: tuple[Traced, ...]


@dataclass
class Way:
    """All parts of both texts, in the order of the new one, and every change on the way."""

    parts: list[Part] = field(default_factory=list)
    changes: list[Named] = field(default_factory=list)


def way(old: Document, stages: Sequence[Stage]) -> Way:
    """The way from `old` over the stages to the last one's text."""
    found = Way()
    steps: dict[str, list[Step]] = {}
    at = old
    for stage in stages:
        for change in _changes(at, stage):
            found.changes.append(change)
            steps.setdefault(change.place, []).append(Step(change.key, change.after))
        at = stage.document
    blocks = (_part(change, steps) for change in block_changes(old, at))
    found.parts = [*_front(old, at, steps), *blocks]
    return found


def _changes(before: Document, stage: Stage) -> Iterator[Named]:
    """What the stage changed, in the order of its text."""
    was, now = _standing(before), _standing(stage.document)
    named: dict[str, list[Named]] = {}
    for change in stage.named:
        named.setdefault(change.place, []).append(change)
    last = ""
    for place in [*now, *(place for place in was if place not in now)]:
        old, new = was.get(place), now.get(place)
        own = named.pop(place, [])
        if old == new:
            yield from own  # came and went within the stage
            last = own[-1].key if own else ""
            continue
        if not own:
            key = last if stage.inherits and last else f"{stage.key}:{place}"
            own = [Named(key, place, old.text if old else "", "")]
        last = own[-1].key
        yield from own[:-1]
        yield Named(last, place, own[-1].before, new.text if new else "")
    yield from (change for rest in named.values() for change in rest)


def _standing(document: Document) -> dict[str, Block]:
    front = {name: Block(name, "paragraph", getattr(document, name)) for name in FRONT}
    return front | {block.id: block for block in document.blocks}


def _front(old: Document, new: Document, steps: dict[str, list[Step]]) -> Iterator[Part]:
    was, now = _standing(old), _standing(new)
    for name in FRONT:
        before, after = was[name], now[name]
        pieces = trace(before.text, steps.get(name, ()))
        yield Part(name, "same" if before == after else "changed", False, before, after, pieces)


def _part(change: BlockChange, steps: dict[str, list[Step]]) -> Part:
    pieces = trace(change.old.text if change.old else "", steps.get(change.block_id, ()))
    return Part(change.block_id, change.kind, change.moved, change.old, change.new, pieces)
