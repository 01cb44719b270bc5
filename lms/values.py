"""How a setting is read from its text. A wrong one raises ValueError with the remedy."""

from collections.abc import Callable
from datetime import time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

SHORTEST_KEY = 32
SHORTEST_TOKEN = 16
DATABASES = {"sqlite", "postgresql"}
MAIL_TLS = {"starttls", "on", "none"}
ROLES = frozenset({"member", "trainer", "organizer", "admin", "auditor"})
SWITCH = {"on": True, "off": False}


def key(text: str) -> str:
    if len(text) < SHORTEST_KEY:
        raise ValueError(f"至少需要 {SHORTEST_KEY} 个字符。")
    return text


def token(text: str) -> str:
    if len(text) < SHORTEST_TOKEN:
        raise ValueError(f"至少需要 {SHORTEST_TOKEN} 个字符。")
    return text


def url(text: str) -> str:
    try:
        known = make_url(text).get_backend_name() in DATABASES
    except ArgumentError:
        known = False
    if not known:
        raise ValueError("应以 sqlite:/// 或 postgresql+psycopg:// 开头。")
    return text


def redis(text: str) -> str:
    if not text.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("应以 redis:// 开头，例如 redis://127.0.0.1:6379/0。")
    return text


def site(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("应为学员访问的网址，例如 https://school.example。")
    return text.rstrip("/")


def mail_server(text: str) -> str:
    parts = urlsplit(text)
    tls = dict(parse_qsl(parts.query)).get("tls", "starttls")
    if parts.scheme != "smtp" or not parts.hostname or tls not in MAIL_TLS:
        raise ValueError(
            "应为 smtp://用户:密码@主机:端口?tls=starttls，tls 为 starttls、on 或 none。"
        )
    return text


def return_box(text: str) -> str:
    parts = urlsplit(text)
    is_asked_for = parts.scheme == "pop3" and parts.hostname and parts.username
    is_folder = text.startswith("maildir:///")
    tls = dict(parse_qsl(parts.query)).get("tls", "on")
    if not (is_asked_for or is_folder) or tls not in MAIL_TLS:
        raise ValueError("应为 pop3://用户:密码@主机:端口?tls=on，或 maildir:///绝对路径。")
    return text


def file(text: str) -> Path:
    found = Path(text)
    if not found.is_file():
        raise ValueError("找不到这个文件，请写明完整路径。")
    return found


def folder(text: str) -> Path:
    """Read where a folder is or may be made later: a disk that is away now comes back."""
    found = Path(text)
    if not found.is_absolute():
        raise ValueError("请写明完整路径，以 / 开头。")
    return found


def clock(text: str) -> time | None:
    """Read a time of day such as 02:30; off is never."""
    try:
        return None if text == "off" else time.fromisoformat(text).replace(second=0, tzinfo=None)
    except ValueError as error:
        raise ValueError("应为一天中的时间，例如 02:30；off 表示不做。") from error


def mail_address(text: str) -> str:
    local, _at, host = text.rpartition("@")
    if not (local and host and text.isascii() and text.isprintable() and " " not in text):
        raise ValueError("应为邮箱地址，例如 school@example.com。")
    return text


def switch(text: str) -> bool:
    if text not in SWITCH:
        raise ValueError("应为 on 或 off。")
    return SWITCH[text]


def number(least: int, most: int) -> Callable[[str], int]:
    def _parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and least <= int(text) <= most):
            raise ValueError(f"应为 {least} 到 {most} 之间的整数。")
        return int(text)

    return _parse


def zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("不是已知的时区，例如 Asia/Shanghai。") from error


def roles(text: str) -> frozenset[str]:
    named = frozenset(part.strip() for part in text.split(",") if part.strip())
    if not named <= ROLES:
        raise ValueError(f"应为 {', '.join(sorted(ROLES))} 中的一个或几个，用逗号分隔。")
    return named


def share(text: str) -> Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal(0)
    if not 0 < value <= 1:
        raise ValueError("应为大于 0、不超过 1 的小数，例如 0.90。")
    return value


def words(longest: int) -> Callable[[str], str]:
    def _parse(text: str) -> str:
        if not text or len(text) > longest:
            raise ValueError(f"应为 1 到 {longest} 个字。")
        return text

    return _parse
