"""Settings: one frozen record, read once from the environment and `<data>/lms.toml`.

The environment wins over the file. Every wrong value is named at once, with its remedy.
"""

import os
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

Value = TypeVar("Value")

SHORTEST_KEY = 32
SHORTEST_TOKEN = 16
DATABASES = {"sqlite", "postgresql"}
MAIL_TLS = {"starttls", "on", "none"}
ROLES = frozenset({"member", "trainer", "organizer", "admin", "auditor"})
SWITCH = {"on": True, "off": False}
FILE = "lms.toml"
KEY_FILE = "secret.key"
ZONE = ZoneInfo("Asia/Shanghai")
BOUNDS = {
    "answer_grace_seconds": (0, 3600),
    "idle_minutes": (5, 720),
    "session_hours": (1, 72),
    "link_days": (1, 90),
    "digest_hour": (0, 23),
}


class ConfigError(Exception):
    """Settings we cannot start with: one line for each wrong value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings. Those in `fixed` were given explicitly, the others are our defaults."""

    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    data_dir: Path
    redis_url: str | None = field(default=None, repr=False)
    https: bool = False
    trusted_proxies: int = 0
    testing: bool = False
    access_log: bool = True
    metrics_token: str | None = field(default=None, repr=False)
    zone: ZoneInfo = ZONE
    school_name: str = "企业网上党校"
    organisation: str = "示例企业党委"
    contact: str = "本单位党委组织部"
    idle_minutes: int = 30
    session_hours: int = 12
    link_days: int = 14
    second_factor_roles: frozenset[str] = frozenset()
    watched_share: Decimal = Decimal("0.90")
    answer_grace_seconds: int = 120
    largest_upload_bytes: int = 8 * 1024**3
    site_url: str | None = None
    mail_url: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    digest_hour: int = 7
    fixed: frozenset[str] = frozenset()

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """Read every setting, then refuse all the wrong ones together (ConfigError).

        Without LMS_SECRET_KEY the key file of the data directory is used; where there is none
        yet (an import without a start) the key lives as long as the process.
        """
        data_dir = Path(environ.get("LMS_DATA_DIR", "").strip() or "instance").absolute()
        settings = _Settings(environ, data_dir / FILE)
        take = settings.take
        config = cls(
            data_dir=data_dir,
            secret_key=take("LMS_SECRET_KEY", _key, _stored_key(data_dir)),
            database_url=take("LMS_DATABASE_URL", _url, f"sqlite:///{data_dir}/school.db"),
            redis_url=take("LMS_REDIS_URL", _redis, None),
            https=take("LMS_HTTPS", _switch, default=False),
            trusted_proxies=take("LMS_TRUSTED_PROXIES", _number(0, 9), 0),
            access_log=take("LMS_ACCESS_LOG", _switch, default=True),
            metrics_token=take("LMS_METRICS_TOKEN", _token, None),
            zone=take("LMS_ZONE", _zone, ZONE),
            school_name=take("LMS_SCHOOL_NAME", _words, "企业网上党校"),
            organisation=take("LMS_ORGANISATION", _words, "示例企业党委"),
            contact=take("LMS_CONTACT", _words, "本单位党委组织部"),
            idle_minutes=take("LMS_IDLE_MINUTES", RULES["idle_minutes"], 30),
            session_hours=take("LMS_SESSION_HOURS", RULES["session_hours"], 12),
            link_days=take("LMS_LINK_DAYS", RULES["link_days"], 14),
            second_factor_roles=take("LMS_SECOND_FACTOR_ROLES", _roles, frozenset()),
            watched_share=take("LMS_WATCHED_SHARE", _share, Decimal("0.90")),
            answer_grace_seconds=take(
                "LMS_ANSWER_GRACE_SECONDS", RULES["answer_grace_seconds"], 120
            ),
            largest_upload_bytes=take("LMS_LARGEST_UPLOAD_BYTES", _number(1, 1024**4), 8 * 1024**3),
            site_url=take("LMS_SITE_URL", _site, None),
            mail_url=take("LMS_MAIL_URL", _mail_server, None),
            mail_from=take("LMS_MAIL_FROM", _mail_address, None),
            digest_hour=take("LMS_DIGEST_HOUR", RULES["digest_hour"], 7),
            fixed=frozenset(settings.given),  # the last: all are taken by now
        )
        if config.mail_url and not config.mail_from:
            settings.wrong.append("LMS_MAIL_FROM：启用邮件时请写明发件地址。")
        settings.refuse_if_wrong()
        return config

    def shown(self) -> list[tuple[str, str]]:
        """Return every setting with its effective value; secrets are hidden."""
        return [
            (item.name, str(getattr(self, item.name)) if item.repr else self._hidden(item.name))
            for item in fields(self)
            if item.name != "fixed"
        ]

    def _hidden(self, name: str) -> str:
        value = getattr(self, name)
        if not value or name in {"secret_key", "metrics_token"}:
            return "******" if value else ""
        return str(make_url(value).render_as_string(hide_password=True))


def make_key_file(data_dir: Path) -> None:
    """Make the secret key of this school unless it exists; readable by its owner only.

    The key is written aside and linked into place, so a kill in between leaves no empty key.
    """
    key = data_dir / KEY_FILE
    if key.exists():
        return
    data_dir.mkdir(parents=True, exist_ok=True)
    draft = data_dir / f"{KEY_FILE}.{os.getpid()}"
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        os.link(draft, key)
    except FileExistsError:
        pass  # another process was first: its key holds
    finally:
        draft.unlink()


def _stored_key(data_dir: Path) -> str:
    key = data_dir / KEY_FILE
    return key.read_text().strip() if key.exists() else secrets.token_urlsafe(48)


class _Settings:
    def __init__(self, environ: Mapping[str, str], file: Path) -> None:
        self.wrong: list[str] = []
        self.given: set[str] = set()
        self.file = self._read(file)
        self.environ = environ

    def _read(self, file: Path) -> dict[str, object]:
        try:
            return tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.wrong.append(f"{file}：文件不是有效的 TOML（{error}）。请改正后重试。")
            return {}

    def take(self, name: str, parse: Callable[[str], Value], default: Value) -> Value:
        text = self.environ.get(name, "").strip() or self._from_file(name)
        if text:
            self.given.add(name.removeprefix("LMS_").lower())
        try:
            return parse(text) if text else default
        except ValueError as error:
            self.wrong.append(f"{name}：{error}")
            return default

    def _from_file(self, name: str) -> str:
        """Look `LMS_HTTPS` up as `https` in the file; TOML's true and false are our on and off."""
        value = self.file.get(name.removeprefix("LMS_").lower(), "")
        if isinstance(value, bool):
            return "on" if value else "off"
        return str(value).strip()

    def refuse_if_wrong(self) -> None:
        if self.wrong:
            raise ConfigError("\n".join(self.wrong))


def _key(text: str) -> str:
    if len(text) < SHORTEST_KEY:
        raise ValueError(f"至少需要 {SHORTEST_KEY} 个字符。")
    return text


def _token(text: str) -> str:
    if len(text) < SHORTEST_TOKEN:
        raise ValueError(f"至少需要 {SHORTEST_TOKEN} 个字符。")
    return text


def _url(text: str) -> str:
    try:
        known = make_url(text).get_backend_name() in DATABASES
    except ArgumentError:
        known = False
    if not known:
        raise ValueError("应以 sqlite:/// 或 postgresql+psycopg:// 开头。")
    return text


def _redis(text: str) -> str:
    if not text.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("应以 redis:// 开头，例如 redis://127.0.0.1:6379/0。")
    return text


def _site(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("应为学员访问的网址，例如 https://school.example。")
    return text.rstrip("/")


def _mail_server(text: str) -> str:
    parts = urlsplit(text)
    tls = dict(parse_qsl(parts.query)).get("tls", "starttls")
    if parts.scheme != "smtp" or not parts.hostname or tls not in MAIL_TLS:
        raise ValueError(
            "应为 smtp://用户:密码@主机:端口?tls=starttls，tls 为 starttls、on 或 none。"
        )
    return text


def _mail_address(text: str) -> str:
    local, _at, host = text.rpartition("@")
    if not (local and host and text.isascii() and text.isprintable() and " " not in text):
        raise ValueError("应为邮箱地址，例如 school@example.com。")
    return text


def _switch(text: str) -> bool:
    if text not in SWITCH:
        raise ValueError("应为 on 或 off。")
    return SWITCH[text]


def _number(least: int, most: int) -> Callable[[str], int]:
    def _parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ValueError(f"应为 {least} 到 {most} 之间的整数。")
        return int(text)

    return _parse


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("不是已知的时区，例如 Asia/Shanghai。") from error


def _roles(text: str) -> frozenset[str]:
    roles = frozenset(part.strip() for part in text.split(",") if part.strip())
    if not roles <= ROLES:
        raise ValueError(f"应为 {', '.join(sorted(ROLES))} 中的一个或几个，用逗号分隔。")
    return roles


def _share(text: str) -> Decimal:
    try:
        share = Decimal(text)
    except InvalidOperation:
        share = Decimal(0)
    if not 0 < share <= 1:
        raise ValueError("应为大于 0、不超过 1 的小数，例如 0.90。")
    return share


def _words(text: str) -> str:
    longest = 40
    if len(text) > longest:
        raise ValueError(f"最多 {longest} 个字。")
    return text


# What the school itself may decide while it is open (see lms.decisions), and how it is read.
RULES: dict[str, Callable[[str], Any]] = {
    "watched_share": _share,
    **{name: _number(*bounds) for name, bounds in BOUNDS.items()},
    "second_factor_roles": _roles,
}
