"""Names of Chinese typefaces that office files ask for, told to fontconfig as faces we have.

Song and what is near to it (imitation Song, regular script, the small-title Song of official
documents) become Noto's serif, black and round faces its sans.
"""

from pathlib import Path
from xml.sax.saxutils import escape

SERIF = (
    "宋体", "新宋体", "SimSun", "NSimSun", "华文宋体", "STSong", "华文中宋", "STZhongsong",
    "方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05S",
    "方正书宋简体", "方正书宋_GBK", "FZShuSong-Z01", "思源宋体", "Source Han Serif SC",
    "仿宋", "仿宋_GB2312", "FangSong", "FangSong_GB2312", "华文仿宋", "STFangsong",
    "方正仿宋简体", "方正仿宋_GBK", "FZFangSong-Z02",
    "楷体", "楷体_GB2312", "KaiTi", "KaiTi_GB2312", "华文楷体", "STKaiti",
    "方正楷体简体", "方正楷体_GBK", "FZKai-Z03",
)  # fmt: skip
SANS = (
    "黑体", "SimHei", "微软雅黑", "Microsoft YaHei", "Microsoft YaHei UI", "等线", "等线 Light",
    "DengXian", "华文黑体", "STHeiti", "华文细黑", "STXihei", "方正黑体简体", "方正黑体_GBK",
    "FZHei-B01", "幼圆", "YouYuan", "苹方-简", "PingFang SC", "思源黑体", "Source Han Sans SC",
)  # fmt: skip
HAVE_SERIF = ("Noto Serif CJK SC", "Noto Serif SC")
HAVE_SANS = ("Noto Sans CJK SC", "Noto Sans SC")


def write(target: Path, fonts: Path) -> Path:
    """Write a fontconfig file that knows the machine's fonts, those in `fonts`, and the names."""
    aliases = [
        *(_alias(name, (*HAVE_SERIF, *HAVE_SANS)) for name in SERIF),
        *(_alias(name, HAVE_SANS) for name in SANS),
    ]
    lines = [
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
        "<fontconfig>",
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
        f"<dir>{escape(str(fonts))}</dir>",
        *aliases,
        "</fontconfig>",
    ]
    target.write_text("\n".join(lines), "utf-8")
    return target


def _alias(name: str, have: tuple[str, ...]) -> str:
    families = "".join(f"<family>{family}</family>" for family in have)
    return (
        f'<alias binding="same"><family>{escape(name)}</family><prefer>{families}</prefer></alias>'
    )
