"""Where two texts differ, word by word: fast also for long texts and for hostile ones. Pure."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
_SMALL = 4_096  # tokens of one side times those of the other: compared thoroughly
_DEEPEST = 8  # levels of looking for rare words between rare words


@dataclass(frozen=True)
class Hunk:
    """Tokens `start` to `end` of the old text give way to `new`."""

    start: int
    end: int
    new: tuple[str, ...]


@dataclass(frozen=True)
class _Stretch:
    """A part of both texts: `a` to `a_end` of the old, `b` to `b_end` of the new."""

    a: int
    a_end: int
    b: int
    b_end: int


def tokens(text: str) -> list[str]:
    """Words, spaces and signs; joined they are the text."""
    return _TOKENS.findall(text)


def hunks(old: list[str], new: list[str]) -> list[Hunk]:
    """What has to change in `old` to make it `new`, in order; no two of them touch.

    Words that are rare in both texts are lined up first, then what stands between them.
    """
    found: list[Hunk] = []
    at = at_new = 0
    for a, b, size in [*_matches(old, new), (len(old), len(new), 0)]:
        if a > at or b > at_new:
            _add(found, old, Hunk(at, a, tuple(new[at_new:b])))
        at, at_new = a + size, b + size
    return found


def _add(found: list[Hunk], old: list[str], hunk: Hunk) -> None:
    """Changes with only a space between them are one: "red chair" to "blue desk"."""
    last = found[-1] if found else None
    between = old[last.end : hunk.start] if last else []
    if last is None or any(not token.isspace() for token in between):
        found.append(hunk)
    else:
        found[-1] = Hunk(last.start, hunk.end, (*last.new, *between, *hunk.new))


def _matches(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int]]:
    """Runs of equal tokens: place in the old, place in the new, length; in order."""
    todo = [(_Stretch(0, len(old), 0, len(new)), 0)]
    while todo:
        whole, depth = todo.pop()
        before, rest, after = _trimmed(old, new, whole)
        if before:
            yield whole.a, whole.b, before
        if rest is None:
            continue
        if after:
            todo.append((_Stretch(rest.a_end, rest.a_end + after, rest.b_end, whole.b_end), depth))
        if (rest.a_end - rest.a) * (rest.b_end - rest.b) <= _SMALL:
            yield from _thorough(old, new, rest)
        elif depth < _DEEPEST:
            parts = _between(rest, _anchors(old, new, rest))
            todo += [(part, depth + 1) for part in reversed(parts)]


def _trimmed(old: list[str], new: list[str], whole: _Stretch) -> tuple[int, _Stretch | None, int]:
    """How much is equal at the start, what is left, how much is equal at the end."""
    before, after = 0, 0
    most = min(whole.a_end - whole.a, whole.b_end - whole.b)
    while before < most and old[whole.a + before] == new[whole.b + before]:
        before += 1
    while after < most - before and old[whole.a_end - 1 - after] == new[whole.b_end - 1 - after]:
        after += 1
    rest = _Stretch(whole.a + before, whole.a_end - after, whole.b + before, whole.b_end - after)
    over = rest.a == rest.a_end and rest.b == rest.b_end
    return before, None if over else rest, after


def _thorough(old: list[str], new: list[str], part: _Stretch) -> Iterator[tuple[int, int, int]]:
    matcher = SequenceMatcher(
        None, old[part.a : part.a_end], new[part.b : part.b_end], autojunk=False
    )
    for match in matcher.get_matching_blocks():
        if match.size:
            yield part.a + match.a, part.b + match.b, match.size


def _anchors(old: list[str], new: list[str], part: _Stretch) -> list[tuple[int, int]]:
    """Places of tokens that stand once in both, as many as keep their order."""
    once = Counter(old[part.a : part.a_end]), Counter(new[part.b : part.b_end])
    places = {new[at]: at for at in range(part.b, part.b_end) if once[1][new[at]] == 1}
    pairs = [
        (at, places[old[at]])
        for at in range(part.a, part.a_end)
        if once[0][old[at]] == 1 and old[at] in places
    ]
    return _rising(pairs)


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part of the pairs whose second places rise as the first do."""
    ends: list[int] = []  # second place of the smallest end of a run of each length
    last: list[int] = []  # which pair that is
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        if length == len(ends):
            ends.append(place)
            last.append(number)
        else:
            ends[length], last[length] = place, number
    run: list[tuple[int, int]] = []
    number = last[-1] if last else -1
    while number >= 0:
        run.append(pairs[number])
        number = before[number]
    return run[::-1]


def _between(part: _Stretch, anchors: list[tuple[int, int]]) -> list[_Stretch]:
    """The stretches that begin at each anchor, and the one before the first."""
    if not anchors:
        return []
    starts = [(part.a, part.b), *anchors]
    ends = [*anchors, (part.a_end, part.b_end)]
    return [
        _Stretch(a, a_end, b, b_end) for (a, b), (a_end, b_end) in zip(starts, ends, strict=True)
    ]
