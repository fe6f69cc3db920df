"""Mends of what stands around a text: its byline and its structured data. No model."""

from collections.abc import Iterator

from contentflow.agents.optimiser import Task
from contentflow.analysis import byline, structured_data
from contentflow.analysis.text import prepare
from contentflow.document import Edit


def name_author(task: Task) -> Iterator[Edit]:
    """Name the brief's author and date under the top."""
    line = byline.write(task.brief)
    if not line:
        return
    reason = (
        f"Naming author and date: “{line}”" if task.brief.author else f"Dating the text: “{line}”"
    )
    old = byline.read(prepare(task.document))
    if old:
        yield task.edit("replace", old.passage.id, line, reason)
        return
    first = next(iter(task.document.blocks), None)
    top = first.id if first and first.kind == "heading" and first.level == 1 else ""
    yield task.edit("insert_after", top, line, reason)


def describe(task: Task) -> Iterator[Edit]:
    """Write the structured data from the text as it stands, always as the last block."""
    data = structured_data.build(task.document, task.brief)
    old = [block for block in task.document.blocks if structured_data.is_data(block)]
    if old:
        yield task.edit("replace", old[0].id, data, "Writing the structured data anew")
    elif task.document.blocks:
        last = task.document.blocks[-1].id
        yield task.edit("insert_after", last, data, "Adding structured data")
