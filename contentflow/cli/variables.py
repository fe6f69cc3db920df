"""Every environment variable the app reads: what it is for, and what it is now."""

import os
from dataclasses import dataclass

from pydantic import AliasChoices, SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from contentflow.config import Config

PURPOSES = {
    "CONTENTFLOW_DATA_DIR": "the folder for everything the app keeps",
    "CONTENTFLOW_DATABASE_URL": "postgresql://… instead of a file in the data folder",
    "CONTENTFLOW_ENGINE_URL": "the same for the durable engine",
    "CONTENTFLOW_DATABASE_POOL": "connections to PostgreSQL that each process keeps",
    "CONTENTFLOW_ROLE": "all, web or worker",
    "CONTENTFLOW_DRAIN_SECONDS": "how long a worker that ends lets its agents come to an end",
    "REDIS_URL": "redis://…, which lets several processes serve together",
    "CONTENTFLOW_WEB_WORKERS": "how many processes serve pages; 0: one, with Redis one per core",
    "HOST": "the address to listen on; 0.0.0.0 lets others reach the server",
    "PORT": "the port to listen on",
    "CONTENTFLOW_PUBLIC_URL": "where people open the app, when it stands behind a proxy",
    "CONTENTFLOW_ADMIN_EMAIL": "the first account, made at start; unset: made on the first visit",
    "CONTENTFLOW_ADMIN_PASSWORD": "its password, 12 characters or more",
    "OPENAI_API_KEY": "the key of a hosted model; unset, with no address either: the demo model",
    "OPENAI_BASE_URL": "the address of an OpenAI-compatible model; unset: OpenAI's",
    "CONTENTFLOW_MODEL": "the model's name; needed with a key or an address",
    "CONTENTFLOW_MODEL_WRITER": "another model for the Writer",
    "CONTENTFLOW_MODEL_SEO": "another model for SEO",
    "CONTENTFLOW_MODEL_BRAND": "another model for Brand",
    "CONTENTFLOW_MODEL_QUALITY": "another model for Content Quality",
    "CONTENTFLOW_MODEL_GEO": "another model for GEO",
}


@dataclass(frozen=True)
class Variable:
    """One variable: its value as it may be shown, or its default when it is not set."""

    name: str
    is_set: bool
    shown: str
    purpose: str


def variables() -> list[Variable]:
    """All of them, in the order the settings have."""
    fields = Config.model_fields.values()
    return [_variable(_name(field.validation_alias), field.default) for field in fields]


def _name(alias: object) -> str:
    chosen = alias.choices[0] if isinstance(alias, AliasChoices) else alias
    return str(chosen)


def _variable(name: str, default: object) -> Variable:
    value = os.environ.get(name) or os.environ.get(name.lower()) or ""
    if isinstance(default, SecretStr):
        shown = "(set, not shown)" if value else ""
    else:
        shown = _without_password(name, value) if value else str(default)
    return Variable(name, bool(value), shown, PURPOSES.get(name, ""))


def _without_password(name: str, value: str) -> str:
    if not name.endswith("_URL"):
        return value
    try:
        return make_url(value).render_as_string(hide_password=True)
    except ArgumentError:
        return "(set, not an address)"
