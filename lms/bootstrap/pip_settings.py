"""The package index as the user set it up for pip, in files and environment; none is named here.

pip reads these settings itself; they are read here for urllib and uv, which do not.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from configparser import RawConfigParser
from pathlib import Path
from typing import NamedTuple, Self

SECTIONS = ("global", "install")  # pip lets the later one win


class PipSettings(NamedTuple):
    index_url: str = ""
    extra_index_url: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    trusted_host: tuple[str, ...] = ()
    no_index: bool = False
    cert: str = ""
    proxy: str = ""

    @classmethod
    def read(cls, environ: Mapping[str, str] = os.environ, files: Iterable[Path] = ()) -> Self:
        options = dict(_from_files(files or config_files(environ)))
        options |= {
            name.removeprefix("PIP_").lower().replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("PIP_") and value
        }
        return cls(
            index_url=options.get("index-url", ""),
            extra_index_url=_present(options.get("extra-index-url", "")),
            find_links=_present(options.get("find-links", "")),
            trusted_host=tuple(options.get("trusted-host", "").split()),
            no_index=options.get("no-index", "").lower() in {"1", "true", "yes", "on"},
            cert=options.get("cert", ""),
            proxy=options.get("proxy", ""),
        )

    def without_additions(self) -> Self:
        """Return the index alone: what happens to lie on this machine must not shape a lock."""
        return self._replace(extra_index_url=(), find_links=())

    def uv_options(self) -> list[str]:
        options = ["--no-index"] if self.no_index else []
        options += ["--default-index", self.index_url] if self.index_url else []
        for name, values in (
            ("--index", self.extra_index_url),
            ("--find-links", self.find_links),
            ("--allow-insecure-host", self.trusted_host),
        ):
            options += [word for value in values for word in (name, value)]
        # pip weighs all indexes alike; the hashes say which file is meant
        return [*options, "--index-strategy", "unsafe-best-match"]

    def environ(self) -> dict[str, str]:
        settings = {"UV_SYSTEM_CERTS": "1", "UV_NO_PROGRESS": "1"}
        if self.cert:
            settings["SSL_CERT_FILE"] = self.cert
        if self.proxy:
            settings |= {"HTTPS_PROXY": self.proxy, "HTTP_PROXY": self.proxy}
        return settings


def config_files(environ: Mapping[str, str]) -> list[Path]:
    """Return pip's configuration files, the strongest last."""
    named = environ.get("PIP_CONFIG_FILE", "")
    if named == os.devnull:
        return []
    home = Path(environ.get("HOME", "/"))
    system = environ.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    return [
        *(Path(folder) / "pip/pip.conf" for folder in system.split(":")),
        Path("/etc/pip.conf"),
        home / ".pip/pip.conf",
        Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pip/pip.conf",
        *([Path(named)] if named else []),
    ]


def _from_files(files: Iterable[Path]) -> Iterator[tuple[str, str]]:
    for file in files:
        parser = RawConfigParser()
        parser.read(file, encoding="utf-8")
        for section in SECTIONS:
            if parser.has_section(section):
                for name, value in parser.items(section):
                    yield name.replace("_", "-"), value


def _present(places: str) -> tuple[str, ...]:
    """Leave out local folders that are not there: pip passes them over, uv refuses."""
    return tuple(place for place in places.split() if _is_remote(place) or _path(place).exists())


def _is_remote(place: str) -> bool:
    return "://" in place and not place.startswith("file://")


def _path(place: str) -> Path:
    return Path(place.removeprefix("file://"))
