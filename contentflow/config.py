"""Deployment settings, read from the environment once and refused by name when wrong."""

import os
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from contentflow.errors import ConfigurationError
from contentflow.names import AgentName

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, never chosen
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1", "[::1]"})
DEMO_MODEL = "smollm2-135m"


def _named(variable: str) -> AliasChoices:
    return AliasChoices(variable, variable.lower())


class Config(BaseSettings):
    """One process's deployment settings. Every field is one environment variable."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    data_dir: Path = Field(default=Path("data"), validation_alias=_named("CONTENTFLOW_DATA_DIR"))
    database_url: str = Field(default="", validation_alias=_named("CONTENTFLOW_DATABASE_URL"))
    engine_url: str = Field(default="", validation_alias=_named("CONTENTFLOW_ENGINE_URL"))
    database_pool: int = Field(
        default=10, ge=2, le=100, validation_alias=_named("CONTENTFLOW_DATABASE_POOL")
    )
    drain_seconds: float = Field(
        default=25.0, ge=0, le=3600, validation_alias=_named("CONTENTFLOW_DRAIN_SECONDS")
    )
    role: Literal["all", "web", "worker"] = Field(
        default="all", validation_alias=_named("CONTENTFLOW_ROLE")
    )
    redis_url: SecretStr = Field(default=SecretStr(""), validation_alias=_named("REDIS_URL"))
    web_workers: int = Field(
        default=0, ge=0, le=64, validation_alias=_named("CONTENTFLOW_WEB_WORKERS")
    )
    host: str = Field(default="127.0.0.1", validation_alias=_named("HOST"))
    port: int = Field(default=8000, ge=1, le=65535, validation_alias=_named("PORT"))
    public_url: str = Field(default="", validation_alias=_named("CONTENTFLOW_PUBLIC_URL"))
    admin_email: str = Field(default="", validation_alias=_named("CONTENTFLOW_ADMIN_EMAIL"))
    admin_password: SecretStr = Field(
        default=SecretStr(""), validation_alias=_named("CONTENTFLOW_ADMIN_PASSWORD")
    )
    openai_api_key: SecretStr = Field(
        default=SecretStr(""), validation_alias=_named("OPENAI_API_KEY")
    )
    openai_base_url: str = Field(default="", validation_alias=_named("OPENAI_BASE_URL"))
    model: str = Field(default="", validation_alias=_named("CONTENTFLOW_MODEL"))
    model_writer: str = Field(default="", validation_alias=_named("CONTENTFLOW_MODEL_WRITER"))
    model_seo: str = Field(default="", validation_alias=_named("CONTENTFLOW_MODEL_SEO"))
    model_brand: str = Field(default="", validation_alias=_named("CONTENTFLOW_MODEL_BRAND"))
    model_quality: str = Field(default="", validation_alias=_named("CONTENTFLOW_MODEL_QUALITY"))
    model_geo: str = Field(default="", validation_alias=_named("CONTENTFLOW_MODEL_GEO"))

    @field_validator("public_url", "openai_base_url")
    @classmethod
    def _http_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must be an address like https://host/path")
        if value and parts.port == 0:  # reading it refuses what is no port at all
            raise ValueError("must have a port from 1 to 65535")
        return value.rstrip("/")

    @field_validator("database_url", "engine_url")
    @classmethod
    def _database_address(cls, value: str) -> str:
        if value and not value.startswith(("postgresql://", "postgresql+psycopg://", "sqlite")):
            raise ValueError("must be an address like postgresql://user@host:5432/contentflow")
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_address(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        if address and urlsplit(address).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("must be an address like redis://host:6379/0")
        return value

    @property
    def redis(self) -> str:
        """Address of the Redis that several processes share; "" when there is only this one."""
        return self.redis_url.get_secret_value()

    @property
    def workers(self) -> int:
        """How many processes serve pages: one alone, with Redis one per core, 2 to 4."""
        return self.web_workers or (min(max(os.cpu_count() or 2, 2), 4) if self.redis else 1)

    @property
    def uses_demo_model(self) -> bool:
        """True when neither a key nor an address is set: the embedded model serves."""
        return not self.openai_base_url and not self.openai_api_key.get_secret_value()

    def model_for(self, agent: AgentName) -> str:
        """The model's name for one agent."""
        own: str = getattr(self, f"model_{agent.value}")
        return own or self.model or (DEMO_MODEL if self.uses_demo_model else "")

    @property
    def database(self) -> str:
        """SQLAlchemy address of the application's tables (async driver)."""
        if self.database_url:
            return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)
        return f"sqlite+aiosqlite:///{self.data_dir.resolve() / 'contentflow.db'}"

    @property
    def is_distributed(self) -> bool:
        """True when any number of processes may run campaigns: the engine is on PostgreSQL."""
        return self.engine_url.startswith("postgresql")

    @property
    def engine(self) -> str:
        """Address of the durable engine's own tables."""
        return self.engine_url or f"sqlite:///{self.data_dir.resolve() / 'engine.db'}"

    @property
    def is_loopback(self) -> bool:
        """True when only this machine can reach the server, itself or through a proxy."""
        return self.host in LOOPBACK and (urlsplit(self.public_url).hostname or "::1") in LOOPBACK

    @property
    def address(self) -> str:
        """Where people open the app."""
        if self.public_url:
            return self.public_url
        host = "localhost" if self.host in LOOPBACK | EVERYWHERE else self.host
        return f"http://{host}:{self.port}"

    @property
    def origins(self) -> list[str]:
        """Origins whose pages may call us over HTTP and websocket."""
        hosts = {"localhost", "127.0.0.1", "[::1]"}
        if self.host not in EVERYWHERE:
            hosts.add(f"[{self.host}]" if ":" in self.host.strip("[]") else self.host)
        own = {f"http://{host}:{self.port}" for host in hosts}
        if self.public_url:
            own.add(_origin(self.public_url))
        return sorted(own)


def _origin(address: str) -> str:
    """An address's origin as browsers send it: no path, no user, no usual port."""
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    usual = parts.port in (None, {"http": 80, "https": 443}[parts.scheme])
    return f"{parts.scheme}://{host}" if usual else f"{parts.scheme}://{host}:{parts.port}"


@cache
def config() -> Config:
    """The process's settings.

    Raises:
        ConfigurationError: a variable is wrong, or one it needs is missing; names it.
    """
    try:
        loaded = Config()
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(f"{first['loc'][0]}: {first['msg']}") from error
    _refuse_half_a_model(loaded)
    _refuse_half_a_fleet(loaded)
    _refuse_many_without_redis(loaded)
    return loaded


def _refuse_half_a_fleet(loaded: Config) -> None:
    if loaded.is_distributed and not loaded.database.startswith("postgresql"):
        raise ConfigurationError(
            "CONTENTFLOW_ENGINE_URL is on PostgreSQL, so CONTENTFLOW_DATABASE_URL must be too:"
            " several processes cannot share a SQLite file."
        )
    if loaded.role == "worker" and not loaded.is_distributed:
        raise ConfigurationError(
            "CONTENTFLOW_ROLE=worker needs CONTENTFLOW_ENGINE_URL on PostgreSQL: on SQLite the"
            " engine runs inside the one process that serves the pages."
        )


def _refuse_many_without_redis(loaded: Config) -> None:
    if loaded.redis:
        return
    several = {
        f"CONTENTFLOW_ROLE={loaded.role}": loaded.role != "all",
        "CONTENTFLOW_ENGINE_URL on PostgreSQL": loaded.is_distributed,
        f"CONTENTFLOW_WEB_WORKERS={loaded.workers}": loaded.workers > 1,
    }
    for said in (name for name, wanted in several.items() if wanted):
        raise ConfigurationError(
            f"{said} needs REDIS_URL: without it one process cannot see what another one does."
        )


def _refuse_half_a_model(loaded: Config) -> None:
    if loaded.uses_demo_model:
        return
    missing = [name for name in AgentName if not loaded.model_for(name)]
    if missing:
        raise ConfigurationError(
            "CONTENTFLOW_MODEL is not set. With OPENAI_API_KEY or OPENAI_BASE_URL set, name the"
            " model to use, for example CONTENTFLOW_MODEL=gpt-4.1-mini"
        )
