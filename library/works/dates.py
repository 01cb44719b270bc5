"""When a work was written, as far as it can be put in order."""

import re

DIGITS = str.maketrans("〇零一二三四五六七八九０１２３４５６７８９", "001234567890123456789")
YEAR = re.compile(r"(?<!\d)(\d{3,4})(?!\d)")

# The year in which an era began, to put works in order whose year nobody knows.
ERAS = {
    "先秦": -1046,
    "西周": -1046,
    "春秋": -770,
    "战国": -475,
    "秦": -221,
    "西汉": -202,
    "汉": -202,
    "东汉": 25,
    "三国": 220,
    "魏": 220,
    "晋": 266,
    "西晋": 266,
    "东晋": 317,
    "南北朝": 420,
    "南朝宋": 420,
    "北魏": 386,
    "南朝齐": 479,
    "南朝梁": 502,
    "南朝陈": 557,
    "隋": 581,
    "唐": 618,
    "五代": 907,
    "北宋": 960,
    "宋": 960,
    "辽": 916,
    "金": 1115,
    "南宋": 1127,
    "元": 1271,
    "明": 1368,
    "清": 1636,
    "近代": 1840,
    "民国": 1912,
    "现代": 1919,
    "当代": 1949,
}


def year_of(dated: str, era: str) -> int | None:
    """Return the year that a date names, else the one in which the era began, if known."""
    named = YEAR.search(dated.translate(DIGITS))
    if named:
        return int(named[1])
    plain = era.strip().removesuffix("代").removesuffix("朝")
    return ERAS.get(era.strip(), ERAS.get(plain))
