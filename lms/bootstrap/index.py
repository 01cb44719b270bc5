"""One file from the user's package index, by name and hash, with the standard library."""

import base64
import hashlib
import json
import ssl
from contextlib import suppress
from html.parser import HTMLParser
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit
from urllib.request import HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

from lms.bootstrap.console import Unable
from lms.bootstrap.pip_settings import PipSettings

JSON = "application/vnd.pypi.simple.v1+json"
ACCEPT = f"{JSON}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
SECONDS = 60


class Pin(NamedTuple):
    project: str
    version: str
    sha256: str

    @classmethod
    def read(cls, file: Path) -> "Pin":
        name, sha256 = file.read_text().split("--hash=sha256:")
        project, _, version = name.rstrip(" \\\n").partition("==")
        return cls(project, version, sha256.strip())

    @property
    def wheel(self) -> str:
        return f"{self.project}-{self.version}-py3-none-any.whl"


def fetch_wheel(pin: Pin, folder: Path, settings: PipSettings) -> Path:
    """Fetch the pinned wheel; anything else under its name is refused."""
    content = _look_up(pin, settings)
    if hashlib.sha256(content).hexdigest() != pin.sha256:
        raise Unable(f"软件源给出的 {pin.wheel} 与登记的校验值不符，已拒绝使用。")
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{pin.wheel}.part"
    draft.write_bytes(content)
    return draft.replace(folder / pin.wheel)


def _look_up(pin: Pin, settings: PipSettings) -> bytes:
    for index in (settings.index_url, *settings.extra_index_url):
        with suppress(URLError, HTTPException, LookupError, ValueError):
            return _from_index(pin, index, settings)
    raise Unable(f"在 pip 设置的软件源中没有找到 {pin.wheel}，请检查 pip 设置和网络。")


def _from_index(pin: Pin, index: str, settings: PipSettings) -> bytes:
    address, headers = _without_credentials(f"{index.rstrip('/')}/{pin.project}/")
    opener = _opener(settings)
    with opener.open(Request(address, headers=headers | {"Accept": ACCEPT}), timeout=SECONDS) as page:
        links = _links(page.read().decode(), page.headers.get_content_type())
        link = next(link for link in links if _file_name(link) == pin.wheel)
        wheel = urljoin(page.url, link)
    kept = headers if urlsplit(wheel).netloc == urlsplit(address).netloc else {}
    with opener.open(Request(wheel, headers=kept), timeout=SECONDS) as answer:
        content: bytes = answer.read()
    return content
