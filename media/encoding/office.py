"""Slides and texts of office programs, turned into PDF by LibreOffice in narrow bounds.

Every conversion has a profile, a home and fonts of its own, and nothing of them is left behind.
"""

import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lms.bootstrap import apt
from lms.errors import Refusal
from lms.sandbox import MIB, Bounds, Broke, Order, TooSlow, Walls, capture, run
from media.encoding import typefaces

RECOGNISE = Path(__file__).with_name("recognise.py")
RECOGNISE_SECONDS = 30
CONVERT_SECONDS = 300
CPU_SECONDS = CONVERT_SECONDS  # of each process
USUAL_SECONDS = 20  # half of the work is thought to be done by then
LOOK_SECONDS = 1.0
LARGEST_PDF = 512 * MIB
MOST_PROCESSES = 64  # threads count; a large presentation takes about a dozen

SHEET = "sheet"
BROKEN = "文件无法打开，可能已损坏或不完整。请重新导出后上传。"
REASONS = {
    "password": "文件设有打开密码。请去掉密码后重新上传。",
    "macros": "文件里有宏，为了安全不能接收。请另存为不含宏的文件，或导出为 PDF 后上传。",
    "archive": "这是压缩包，或不支持的文件。请上传视频，或 PDF、PPT、Word、ODF 课件。",
    "huge": "文件解开后过大，不能转换。请压缩其中的图片，或分成几份上传。",
}
MISSING = "服务器没有安装 LibreOffice，不能转换。请导出为 PDF 后上传，或联系管理员安装后重试。"
TOO_SLOW = "转换超过 %(minutes)s 分钟，已停止。请分成几份，或导出为 PDF 后上传。"
UNCONVERTED = "文件无法转换，可能已损坏。请用办公软件打开检查，或导出为 PDF 后上传。"

# Macros never run, links to other places are never followed.
PROFILE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"
           xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
  <prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
  <prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
  <prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
  <prop oor:name="Link" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""


def recognise(walls: Walls, folder: Path) -> str:
    """Return the suffix of what an office program wrote, by its content. Raises Refusal.

    A spreadsheet is a SHEET: it has no pages to read, but can be taken along.
    """
    argv = [sys.executable, "-I", str(RECOGNISE), str(walls.source)]
    bounds = Bounds(cpu=RECOGNISE_SECONDS, memory=2048 * MIB, file=MIB)
    try:
        told = capture(Order(argv, folder, RECOGNISE_SECONDS, bounds, walls), at_most=MIB)
    except Broke as broke:
        raise Refusal(REASONS.get(broke.words.rsplit("\n", 1)[-1], BROKEN)) from broke
    return told.decode().strip()


def convert(walls: Walls, folder: Path, fonts: Path, hear: Callable[[float], None]) -> Path:
    """Turn the walls' source into a PDF in the folder and return it. Raises Refusal."""
    program = _obtained(hear)
    source = folder / f"paper.{recognise(walls, folder)}"
    source.symlink_to(walls.source)
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, "utf-8")
    argv = [
        program, "--headless", "--norestore", "--nologo", "--nolockcheck", "--nodefault",
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to", "pdf", "--outdir", str(folder), str(source),
    ]  # fmt: skip
    bounds = Bounds(cpu=CPU_SECONDS, file=LARGEST_PDF, processes=MOST_PROCESSES)
    environ = {"FONTCONFIG_FILE": str(typefaces.write(folder / "fonts.conf", fonts))}
    _run(Order(argv, folder, CONVERT_SECONDS, bounds, walls, environ), hear)
    made = source.with_suffix(".pdf")
    if not made.exists():
        raise Refusal(UNCONVERTED)
    return made


def _run(order: Order, hear: Callable[[float], None]) -> None:
    began = time.monotonic()

    def _beat() -> None:
        passed = time.monotonic() - began
        hear(passed / (passed + USUAL_SECONDS))

    try:
        run(order, beat=_beat)
    except TooSlow as late:
        raise Refusal(TOO_SLOW, minutes=CONVERT_SECONDS // 60) from late
    except Broke as broke:
        if broke.is_ended_by_us:
            raise
        raise Refusal(UNCONVERTED) from broke


def _obtained(hear: Callable[[float], None]) -> str:
    """Return LibreOffice; what the system's installer is about to bring is waited for."""
    while (program := shutil.which("soffice")) is None:
        if not apt.is_running():
            raise Refusal(MISSING)
        hear(0.0)
        time.sleep(LOOK_SECONDS)
    return program
