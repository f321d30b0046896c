"""Settings of this installation, read from the environment: `VOCAPP_…`, each also as `…_FILE`."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

Span = tuple[float, float]
PORTS: Span = (0, 65535)
MANY = 1e9


class SettingError(Exception):
    """A variable has an invalid value; the message names the variable, the value and the remedy."""


def setting(
    default: Any, meaning: str, *, secret: bool = False, among: tuple[str, ...] = (), span: Span | None = None
) -> Any:
    """A field with its `meaning`, which docs/settings.md and `vocapp doctor` show.

    Its value is one of `among`, in any case, or a number within `span`, ends included.
    """
    return field(default=default, metadata={"meaning": meaning, "secret": secret, "among": among, "span": span})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting. A field `database_url` is read from `VOCAPP_DATABASE_URL`."""

    home: Path = setting(Path("var"), "folder for the embedded database, the secret key and backups")
    database_url: str = setting("", "PostgreSQL 15+ to use; empty: an embedded one in the home folder", secret=True)
    pg_bin: str = setting("", "folder with the PostgreSQL programs for the embedded database; empty: found by itself")
    pool_size: int = setting(16, "database connections a process may open", span=(1, 1000))
    host: str = setting("127.0.0.1", "address to listen on")
    port: int = setting(8000, "port to listen on", span=PORTS)
    public_url: str = setting("", "the only origin of links in mails and pages; empty: http://host:port")
    trusted_proxies: tuple[str, ...] = setting((), "networks whose X-Forwarded-* are believed, e.g. 10.0.0.0/8")
    rate_factor: float = setting(
        1.0, "multiplies every rate limit; 0: none, where a proxy in front limits", span=(0, MANY)
    )
    secret_file: str = setting("", "file with the secret keys; required with VOCAPP_DATABASE_URL")
    log_level: str = setting("INFO", "DEBUG, INFO, WARNING or ERROR", among=("DEBUG", "INFO", "WARNING", "ERROR"))
    email_gateway: str = setting(
        "outbox", "how e-mail leaves: smtp, or outbox (kept and shown on a page)", among=("smtp", "outbox")
    )
    smtp_host: str = setting("127.0.0.1", "mail server to hand e-mail to")
    smtp_port: int = setting(25, "its port", span=PORTS)
    smtp_user: str = setting("", "user name at the mail server")
    smtp_password: str = setting("", "password at the mail server", secret=True)
    smtp_security: str = setting(
        "auto", "starttls, tls, none or auto (starttls where offered)", among=("starttls", "tls", "none", "auto")
    )
    smtp_connections: int = setting(4, "connections kept to the mail server", span=(1, 1000))
    smtp_timeout: float = setting(
        60.0, "seconds to wait for the mail server: once before a mail's text, once after it", span=(0.1, 3600)
    )
    smtp_domain_rate: float = setting(10.0, "e-mails a second to one recipient domain; 0: no limit", span=(0, MANY))
    smtp_ramp: int = setting(0, "e-mails on a gateway's first day, doubling each day; 0: no ramp", span=(0, MANY))
    mail_domain: str = setting("", "domain of bounce and reply addresses; empty: the sender's own")
    dkim_key: str = setting("", "private DKIM key in PEM", secret=True)
    dkim_selector: str = setting("vocapp", "DKIM selector")
    dkim_domain: str = setting("", "DKIM domain; empty: the sender's")
    inbound_host: str = setting("127.0.0.1", "address where bounces, complaints and replies come in")
    inbound_port: int = setting(0, "port for them; 0: do not listen", span=PORTS)
    inbound_protocol: str = setting("lmtp", "lmtp or smtp", among=("lmtp", "smtp"))
    mailbox_secret: str = setting("", "secret of the mailbox hook /in/mailbox/…; empty: no hook", secret=True)
    embeddings: str = setting(
        "off", "on: models are learned from sentence embeddings, too (extra vocapp[embeddings])", among=("on", "off")
    )
    metrics_token: str = setting("", "bearer token for /metrics; empty: only this machine may ask", secret=True)
    now: str = setting("", "ISO time to start the business clock at; demo and test databases only")

    @property
    def origin(self) -> str:
        """The origin of every link, without a trailing slash."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of `environ`; SettingError for an unknown or unusable variable."""
    found: dict[str, Any] = {}
    known = {f"VOCAPP_{f.name.upper()}": f for f in fields(Settings)}
    for name, value in environ.items():
        if not name.startswith("VOCAPP_") or name.startswith("VOCAPP_TEST_"):
            continue
        base = name.removesuffix("_FILE") if name not in known else name
        if base not in known:
            near = difflib.get_close_matches(name, known, n=1)
            meant = f"Is {near[0]} meant? Correct or remove it" if near else "Remove it"
            raise SettingError(f"{name} is not a setting of vocapp. {meant}; docs/settings.md lists all.")
        if known[base].name in found:
            raise SettingError(
                f"{base} and {base}_FILE are both set, and only one of them can apply: remove the other."
            )
        text = value if base == name else _read_file(name, value)
        found[known[base].name] = _convert(base, known[base], text)
    return Settings(**found)


def sources(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variable that set each setting that is not at its default, by the setting's name."""
    names = {f"VOCAPP_{f.name.upper()}": f.name for f in fields(Settings)}
    given = ((name if name in names else name.removesuffix("_FILE"), name) for name in environ)
    return {names[base]: name for base, name in given if base in names}


def put_into_environment(variables: Mapping[str, str]) -> None:
    """Makes `variables` those of this process and its children; they count before what was given otherwise."""
    os.environ.update(variables)


def variables_of_place(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The variables that lead to this installation. Empty with VOCAPP_DATABASE_URL: it may hold a password."""
    if "VOCAPP_DATABASE_URL" in environ:
        return {}
    if "VOCAPP_DATABASE_URL_FILE" in environ:
        names = ("VOCAPP_DATABASE_URL_FILE", "VOCAPP_SECRET_FILE")
        return {name: str(Path(environ[name]).absolute()) for name in names if name in environ}
    return {"VOCAPP_HOME": str(Path(environ.get("VOCAPP_HOME", Settings.home)).absolute())}


def password_of_shell() -> str:
    """PGPASSWORD, which PostgreSQL's clients take where a URL has no password."""
    return os.environ.get("PGPASSWORD", "")


def environment_of_programs() -> dict[str, str]:
    """The environment for PostgreSQL's programs: without PGPASSWORD, which they take before a password file."""
    return {name: value for name, value in os.environ.items() if name != "PGPASSWORD"}


def _read_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as failure:
        raise SettingError(f"{name}={path}: the file cannot be read ({failure.strerror}).") from failure
    except UnicodeDecodeError as failure:
        raise SettingError(f"{name}={path}: the file is not UTF-8. Save it as UTF-8.") from failure


def _convert(name: str, wanted: Field[Any], text: str) -> Any:
    """The value of `text`. An unknown word never counts as another one: it may be the one that turns encryption on."""
    default: Any = wanted.default
    among, span = wanted.metadata["among"], wanted.metadata["span"]
    if isinstance(default, tuple):
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if among:
        if meant := next((word for word in among if word.casefold() == text.strip().casefold()), None):
            return meant
        raise SettingError(f"{name}={text!r} is not {', '.join(among[:-1])} or {among[-1]}.")
    try:
        value = type(default)(text)
    except ValueError as failure:
        raise SettingError(f"{name}={text!r} is not {_kind(default)}.") from failure
    if span and not span[0] <= value <= span[1]:
        raise SettingError(f"{name}={text!r} is not a number from {span[0]:g} to {span[1]:.10g}.")
    return value


def _kind(default: Any) -> str:
    return {int: "a whole number", float: "a number"}.get(type(default), "usable")


def moment(name: str, text: str) -> datetime:
    """`text` as a moment with its zone; SettingError names the variable."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as failure:
        raise SettingError(f"{name}={text!r} is not an ISO time like 2026-05-03T10:00:00+00:00.") from failure
    if found.tzinfo is None:
        raise SettingError(f"{name}={text!r} has no time zone: add +00:00, or the offset that is meant.")
    return found
