"""Settings: one frozen record, read once from the environment and `<data>/lms.toml`.

The environment wins over the file. Every wrong value is named at once, with its remedy.
"""

import os
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import make_url

from lms import values

Value = TypeVar("Value")

FILE = "lms.toml"
KEY_FILE = "secret.key"
ZONE = ZoneInfo("Asia/Shanghai")
BOUNDS = {
    "answer_grace_seconds": (0, 3600),
    "idle_minutes": (5, 720),
    "session_hours": (1, 72),
    "link_days": (1, 90),
    "digest_hour": (0, 23),
    "reminder_days": (1, 30),
    "file_days": (1, 90),
}
BACKUPS = {"backup_daily": (1, 60), "backup_weekly": (0, 60), "backup_monthly": (0, 120)}
TEXTS = {"school_name": 40, "organisation": 40, "contact": 80}  # characters at most


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
    largest_material_bytes: int = 200 * 1024**2
    site_url: str | None = None
    mail_url: str | None = field(default=None, repr=False)
    mail_from: str | None = None
    mail_ca: Path | None = None
    mail_returns: str | None = field(default=None, repr=False)
    mail_returns_to: str | None = None
    digest_hour: int = 7
    reminder_days: int = 3
    file_days: int = 7
    backup_dir: Path | None = None
    backup_at: time | None = time(2, 30)
    backup_daily: int = 7
    backup_weekly: int = 4
    backup_monthly: int = 6
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
        defaults: dict[str, Any] = {item.name: item.default for item in fields(cls)}
        rules = {
            name: take(f"LMS_{name.upper()}", read, defaults[name]) for name, read in RULES.items()
        }
        config = cls(
            **rules,
            data_dir=data_dir,
            secret_key=take("LMS_SECRET_KEY", values.key, _stored_key(data_dir)),
            database_url=take("LMS_DATABASE_URL", values.url, f"sqlite:///{data_dir}/school.db"),
            redis_url=take("LMS_REDIS_URL", values.redis, None),
            https=take("LMS_HTTPS", values.switch, default=False),
            trusted_proxies=take("LMS_TRUSTED_PROXIES", values.number(0, 9), 0),
            access_log=take("LMS_ACCESS_LOG", values.switch, default=True),
            metrics_token=take("LMS_METRICS_TOKEN", values.token, None),
            zone=take("LMS_ZONE", values.zone, ZONE),
            backup_dir=take("LMS_BACKUP_DIR", values.folder, None),
            largest_upload_bytes=take(
                "LMS_LARGEST_UPLOAD_BYTES", values.number(1, 1024**4), 8 * 1024**3
            ),
            largest_material_bytes=take(
                "LMS_LARGEST_MATERIAL_BYTES", values.number(1, 8 * 1024**3), 200 * 1024**2
            ),
            site_url=take("LMS_SITE_URL", values.site, None),
            mail_url=take("LMS_MAIL_URL", values.mail_server, None),
            mail_from=take("LMS_MAIL_FROM", values.mail_address, None),
            mail_ca=take("LMS_MAIL_CA", values.file, None),
            mail_returns=take("LMS_MAIL_RETURNS", values.return_box, None),
            mail_returns_to=take("LMS_MAIL_RETURNS_TO", values.mail_address, None),
            fixed=frozenset(settings.given),  # the last: all are taken by now
        )
        if config.mail_url and not config.mail_from:
            settings.wrong.append("LMS_MAIL_FROM：启用邮件时请写明发件地址。")
        settings.refuse_if_wrong()
        return config

    @property
    def backups(self) -> Path:
        """Where the school keeps its backups; another disk is better than its own."""
        return self.backup_dir or self.data_dir / "backups"

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


# What the school itself may decide while it is open (see lms.decisions), and how it is read.
FACTS: dict[str, Callable[[str], Any]] = {  # those that no document has to be behind
    **{name: values.words(longest) for name, longest in TEXTS.items()},
    "backup_at": values.clock,
    **{name: values.number(*bounds) for name, bounds in BACKUPS.items()},
}
RULES: dict[str, Callable[[str], Any]] = {
    **FACTS,
    "watched_share": values.share,
    **{name: values.number(*bounds) for name, bounds in BOUNDS.items()},
    "second_factor_roles": values.roles,
}
