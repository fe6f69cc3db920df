"""The rows the list, the shell and the form send to the browser: words, ready to show."""

from dataclasses import dataclass, field


@dataclass
class AgentMark:
    """One agent's status icon with what it says on hover."""

    status: str = "pending"
    words: str = ""


@dataclass
class CampaignLine:
    """One campaign in the list."""

    id: str = ""
    href: str = ""
    title: str = ""
    kind: str = ""
    status: str = ""
    status_words: str = ""
    started: bool = False
    progress: int = 0
    agents: list[AgentMark] = field(default_factory=list)
    agents_words: str = ""
    priority: str = ""
    urgent: bool = False
    owner: str = ""
    initials: str = ""
    time: str = ""
    score: str = ""
    cost: str = ""
    approved: str = ""
    may_edit: bool = False
    own: bool = False


@dataclass
class CampaignGroup:
    """The campaigns of one state, with its heading; all of them where it has no name."""

    name: str = ""
    count: int = 0
    lines: list[CampaignLine] = field(default_factory=list)


@dataclass
class RunningLine:
    """One running campaign in the sidebar."""

    href: str = ""
    title: str = ""
    percent: str = ""


@dataclass
class ModelCard:
    """The model in use, in words; `status` is completed, running or failed."""

    title: str = ""
    about: str = ""
    demo: bool = False
    status: str = "completed"
    status_words: str = ""
    error: str = ""


@dataclass
class SourceLine:
    """One fact or link of the brief. `status` is empty for a fact."""

    kind: str = "text"
    value: str = ""
    status: str = ""
    words: str = ""


@dataclass
class AgentShare:
    """One agent's part of an estimate; `left` and `width` are percents of the whole run."""

    agent: str = ""
    label: str = ""
    seconds: str = ""
    cost: str = ""
    left: float = 0.0
    width: float = 0.0


@dataclass
class EstimateCard:
    """An estimate in words."""

    ready: bool = False
    total: str = ""
    span: str = ""
    cost: str = ""
    basis: str = ""
    shares: list[AgentShare] = field(default_factory=list)
