"""The errors of contentflow. A user's mistake names its field; everything else says what to do."""


class ContentflowError(Exception):
    """The root of everything we raise ourselves."""


class ConfigurationError(ContentflowError):
    """A deployment setting is missing or wrong; the message names it and says what to set."""


class NotFound(ContentflowError):
    """It does not exist, or not for this person; the two are not told apart."""


class Forbidden(ContentflowError):
    """The person may see it but not do this."""


class NotSignedIn(ContentflowError):
    """No valid session or token came with the request."""


class Invalid(ContentflowError):
    """Input a person can correct. `fields` maps each field's name to one sentence."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {message}" for name, message in fields.items()))
        self.fields = fields


class Conflict(ContentflowError):
    """Somebody else did it first, or the thing is no longer in the state this needs."""


class AsksFirst(Conflict):
    """It may be done once the person has read what it does; the message says that."""


class Outdated(Conflict):
    """Somebody changed it since the person looked; the message says who and what."""


class TooManyRequests(ContentflowError):
    """The person or address is over a rate limit. `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class EditRefused(ContentflowError):
    """An edit cannot be applied: its block has gone, or it would leave no valid block."""


class ModelError(ContentflowError):
    """A model call did not give a usable reply. The message is for people."""


class TransientModelError(ModelError):
    """Worth another attempt: 429, 5xx, time-out, cut, empty or unparsable reply.

    `slow_down`: the endpoint has too much to do (429), there is nothing wrong with the request.
    """

    def __init__(
        self, message: str, retry_after: float | None = None, *, slow_down: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.slow_down = slow_down


class PermanentModelError(ModelError):
    """Will fail again: bad key, unknown model, no such address. The message says what to do."""


class ModelExhausted(ModelError):
    """Every attempt of one call failed transiently."""


class AgentFailed(ContentflowError):
    """An agent could not do its work; the message is its cause, shown to people."""


class RunStopped(ContentflowError):
    """Somebody paused or cancelled the run; an agent ends with what it has kept so far."""


class RunSuperseded(Exception):
    """Others have taken the run over: this process has nothing more to say of it.

    No failure of an agent or a run, so it is not of our family.
    """


class SourceUnreadable(ContentflowError):
    """A source link could not be read; the message says why."""
