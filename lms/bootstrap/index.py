"""One wheel from the user's package index, by name and hash, with the standard library."""

import base64
import hashlib
import re
import ssl
from contextlib import suppress
from html import unescape
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from lms.bootstrap.console import Unable
from lms.bootstrap.pip_settings import PipSettings

SECONDS = 60
LINK = re.compile(r'href="([^"]+)"')


class Pin(NamedTuple):
    project: str
    version: str
    sha256: str

    @classmethod
    def read(cls, file: Path) -> Self:
        name, _, sha256 = file.read_text().partition("--hash=sha256:")
        project, _, version = name.rstrip("\\ \n").partition("==")
        return cls(project, version, sha256.strip())

    @property
    def wheel(self) -> str:
        return f"{self.project}-{self.version}-py3-none-any.whl"


def fetch_wheel(pin: Pin, folder: Path, settings: PipSettings) -> Path:
    """Fetch the pinned wheel; anything else under its name is refused."""
    content = _find(pin, settings)
    if hashlib.sha256(content).hexdigest() != pin.sha256:
        raise Unable(f"软件源给出的 {pin.wheel} 与登记的校验值不符，已拒绝使用。")
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{pin.wheel}.part"
    draft.write_bytes(content)
    return draft.replace(folder / pin.wheel)


def _find(pin: Pin, settings: PipSettings) -> bytes:
    for index in filter(None, (settings.index_url, *settings.extra_index_url)):
        with suppress(OSError, HTTPException, ValueError, StopIteration):
            page = f"{index.rstrip('/')}/{pin.project}/"
            links = map(unescape, LINK.findall(_read(page, settings).decode()))
            link = next(link for link in links if unquote(urlsplit(link).path).endswith(pin.wheel))
            return _read(urljoin(page, link), settings)
    raise Unable(f"在 pip 设置的软件源中没有找到 {pin.wheel}，请检查 pip 设置和网络。")


def _read(address: str, settings: PipSettings) -> bytes:
    parts = urlsplit(address)
    request = Request(parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl())  # noqa: S310 - the address is the user's own setting
    if parts.username:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        request.add_header("Authorization", f"Basic {base64.b64encode(secret.encode()).decode()}")
    context = ssl.create_default_context(cafile=settings.cert or None)
    if parts.hostname in settings.trusted_host:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    proxies = {"http": settings.proxy, "https": settings.proxy} if settings.proxy else None
    opener = build_opener(HTTPSHandler(context=context), ProxyHandler(proxies))
    with opener.open(request, timeout=SECONDS) as answer:
        content: bytes = answer.read()
    return content
