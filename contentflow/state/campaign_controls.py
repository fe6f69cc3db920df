"""What people can do with a campaign's run now: pause, resume, cancel, run agents again. Pure."""

from dataclasses import dataclass

from contentflow.names import AgentName, RunStatus
from contentflow.state.campaign_rows import can_run
from contentflow.view import CampaignView

_PAUSABLE = (RunStatus.QUEUED, RunStatus.RUNNING)
_RESUMABLE = (RunStatus.PAUSED, RunStatus.PAUSING)


@dataclass(frozen=True)
class Controls:
    """The controls that work now. `truth` changes with the run's status: what was tried is over."""

    run_id: str = ""
    truth: str = ""
    pause: bool = False
    resume: bool = False
    cancel: bool = False
    rerun: bool = False
    writer: bool = False  # the Writer alone: there is no text yet


def controls_of(view: CampaignView) -> Controls:
    """The controls of a campaign's page."""
    status = view.run_status
    return Controls(
        run_id=view.run_id,
        truth=f"{view.run_id}:{status.value if status else ''}",
        pause=status in _PAUSABLE,
        resume=status in _RESUMABLE,
        cancel=status in (*_PAUSABLE, *_RESUMABLE),
        rerun=can_run(view, AgentName.WRITER),
        writer=view.version == 0,
    )
