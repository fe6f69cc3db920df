"""What a failed request means: worth another attempt, or what the person has to change."""

import asyncio
import json

import httpx
import openai

from contentflow.errors import ModelError, PermanentModelError, TransientModelError

# What a broken connection, stream or body raises below the SDK's own errors.
BROKEN = (httpx.HTTPError, httpx.StreamError, json.JSONDecodeError, ValueError, TypeError, OSError)


def explain(error: Exception, model: str, url: str) -> ModelError:
    """The error of ours for one raised by the SDK or the transport."""
    if isinstance(error, openai.APIStatusError):
        return _explain_status(error, model, url)
    if isinstance(error, (asyncio.TimeoutError, openai.APITimeoutError, httpx.TimeoutException)):
        return TransientModelError(f"The model at {url} did not answer in time.")
    if isinstance(error, (openai.APIConnectionError, httpx.TransportError, OSError)):
        return TransientModelError(f"The connection to the model at {url} failed or broke off.")
    if isinstance(error, openai.APIError):
        return TransientModelError(f"The model at {url} reported an error: {_short(str(error))}")
    return TransientModelError(f"The answer from {url} could not be read: {_short(str(error))}")


def _explain_status(error: openai.APIStatusError, model: str, url: str) -> ModelError:
    status, said = error.status_code, _short(said_by(error))
    if status in (401, 403):
        return PermanentModelError(
            f"The key in OPENAI_API_KEY was refused by {url} ({status}). Set a valid key"
            " and start again."
        )
    if status == 404:
        return PermanentModelError(
            f"The model '{model}' is not known at {url}; set CONTENTFLOW_MODEL (and"
            " OPENAI_BASE_URL, if the address is wrong)."
        )
    if status == 429 and "insufficient_quota" in said_by(error):
        return PermanentModelError(
            f"The account behind OPENAI_API_KEY has no quota left at {url}. Top it up or set"
            " another key."
        )
    if status == 429:
        said = f"{url} asked to slow down (429)."
        return TransientModelError(said, _retry_after(error), slow_down=True)
    if status in (408, 409, 425) or status >= 500:
        return TransientModelError(f"{url} failed ({status}): {said}", _retry_after(error))
    return PermanentModelError(f"{url} refused the request ({status}): {said}")


def said_by(error: openai.APIStatusError) -> str:
    """What the endpoint said in its error's body."""
    return json.dumps(error.body) if error.body else str(error)


def _retry_after(error: openai.APIStatusError) -> float | None:
    for header, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            return max(0.0, float(error.response.headers[header]) * unit)
        except (KeyError, ValueError):
            continue
    return None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 200 else text[:199] + "…"
