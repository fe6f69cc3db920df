"""The measuring process from within. It loads what measuring needs, and nothing of the engine."""

import multiprocessing
import os
import signal
import threading

from contentflow import proofreading
from contentflow.analysis import analyse
from contentflow.analysis.checks import Report
from contentflow.brief import Brief
from contentflow.document import Document


def begin() -> None:
    """Leave with the parent, even when it was killed, and let it alone hear Ctrl-C; warm up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    measure(Document(title="Warm"), Brief(topic="warm"))
    proofreading.warm()


def measure(document: Document, brief: Brief) -> Report:
    """All four analyses, with the slips of spelling and grammar."""
    return analyse(document, brief, proof=proofreading.proofread(document))


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
    os._exit(0)
