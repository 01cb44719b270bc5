"""Programs beside the Python packages: what each is for, and what is off without it."""

import os
import shutil
from pathlib import Path
from typing import NamedTuple

FONTS = Path("/usr/share/fonts")
CJK_FONTS = "**/NotoSansCJK-*.tt[cf]"


class Feature(NamedTuple):
    programs: tuple[str, ...]
    packages: tuple[str, ...]  # Debian's
    without: str  # what the school does without it

    def is_present(self) -> bool:
        return all(map(shutil.which, self.programs))

    @property
    def remedy(self) -> str:
        return f"apt-get install -y {' '.join(self.packages)}"


class Glyphs(Feature):
    def is_present(self) -> bool:
        return cjk_fonts() is not None


FILM = Feature(
    ("ffmpeg", "ffprobe"), ("ffmpeg",), "讲座转码程序由后台任务获取，完成前上传的讲座排队等候"
)
GLYPHS = Glyphs((), ("fonts-noto-cjk",), "汉字字体由后台任务获取，完成前不生成示例讲座和证书")
SPEECH = Feature(("espeak-ng",), ("espeak-ng",), "示例讲座没有旁白")
SANDBOX = Feature(
    ("bwrap",), ("bubblewrap",), "转换程序不在隔离环境中运行，只限制时间、内存和文件数"
)
OFFICE = Feature(
    ("soffice",),
    ("libreoffice-writer-nogui", "libreoffice-impress-nogui"),
    "Word、PPT 课件不能转换为网页，只能下载",
)
IN_ORDER_OF_NEED = ((FILM, GLYPHS), (SPEECH, SANDBOX), (OFFICE,))


def missing() -> list[Feature]:
    return [feature for group in IN_ORDER_OF_NEED for feature in group if not feature.is_present()]


def cjk_fonts() -> Path | None:
    """Return the folder of the machine's own CJK font."""
    found = next(FONTS.glob(CJK_FONTS), None)
    return found.parent if found else None


def may_install() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None
