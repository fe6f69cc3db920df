"""What a proofreader found: the shape in which it is handed to the pure checks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Slip:
    """One likely mistake: characters `start` to `end` of a block's source, and what to write."""

    block_id: str
    start: int
    end: int
    text: str
    spelling: bool  # else grammar
    instead: str = ""


@dataclass(frozen=True)
class Proof:
    """All slips of one document; `unread` says why it was not read, "" when it was."""

    slips: tuple[Slip, ...] = ()
    unread: str = ""
