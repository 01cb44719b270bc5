"""Programs beside the Python packages: what each is for, and what is off without it."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple


class Feature(NamedTuple):
    """`signs` are programs on the PATH, or patterns of files; `packages` are Debian's.

    `fetched` are the files of the data directory that do as well, once a job has brought them.
    """

    signs: tuple[str, ...]
    packages: tuple[str, ...]
    without: str  # what the school, or the test suite, does without it
    fetched: tuple[str, ...] = ()

    def is_present(self) -> bool:
        return all(map(_find, self.signs))

    def is_fetched(self, data: Path) -> bool:
        return bool(self.fetched) and all((data / name).exists() for name in self.fetched)

    @property
    def remedy(self) -> str:
        return f"apt-get install -y {' '.join(self.packages)}"


FILM = Feature(
    ("ffmpeg", "ffprobe"),
    ("ffmpeg",),
    "讲座转码程序由后台任务获取，完成前上传的讲座排队等候",
    ("tools/ffmpeg", "tools/ffprobe"),
)
GLYPHS = Feature(
    ("/usr/share/fonts/**/NotoSansCJK-*.tt[cf]",),
    ("fonts-noto-cjk",),
    "汉字字体由后台任务获取，完成前不生成示例讲座和证书",
    ("fonts",),
)
SPEECH = Feature(("espeak-ng",), ("espeak-ng",), "示例讲座没有旁白")
SANDBOX = Feature(
    ("bwrap",), ("bubblewrap",), "转换程序不在隔离环境中运行，只限制时间、内存和文件数"
)
OFFICE = Feature(
    ("soffice",),
    ("libreoffice-writer-nogui", "libreoffice-impress-nogui"),
    "PPT、Word 课件不能转换，只接收 PDF 课件",
)
IN_ORDER_OF_NEED = ((FILM, GLYPHS), (SPEECH, SANDBOX), (OFFICE,))

# without windows: of the same source as the whole browser, and its pages are there sooner
CHROMIUM = Feature(
    ("/usr/bin/chromium-headless-shell",), ("chromium-headless-shell",), "不运行浏览器测试"
)
POSTGRESQL = Feature(
    ("/usr/lib/postgresql/*/bin/postgres",), ("postgresql",), "不在 PostgreSQL 上运行测试"
)
REDIS = Feature(("redis-server",), ("redis-server",), "不在 Redis 上运行测试")
FOR_TESTS = (FILM, GLYPHS, SANDBOX, OFFICE, CHROMIUM, POSTGRESQL, REDIS)


def missing(data: Path) -> list[Feature]:
    """Return what the school on this data directory does without, the most needed first."""
    everything = [feature for group in IN_ORDER_OF_NEED for feature in group]
    return [one for one in everything if not (one.is_present() or one.is_fetched(data))]


def cjk_fonts() -> Path | None:
    """Return the folder of the machine's own CJK font."""
    font = _find(GLYPHS.signs[0])
    return Path(font).parent if font else None


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def _find(sign: str) -> str | None:
    if not sign.startswith("/"):
        return shutil.which(sign)
    found = next(Path("/").glob(sign.removeprefix("/")), None)
    return str(found) if found else None
