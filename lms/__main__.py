"""`python3 -m lms <word>`: make the environment ready, then hand over to the word's own code.

Until the environment is ready only the standard library is there: this file and `lms.bootstrap`
need nothing else.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from lms.bootstrap import environment
from lms.bootstrap.console import Unable, say
from lms.bootstrap.places import PYTHON

USAGE = """\
用法：python3 -m lms <命令> [选项]

  run      安装缺少的部分，打开学校（--port --host --data --no-demo --demo-anywhere）
  test     运行测试（--fast | --slow，其余选项交给 pytest）
  check    检查代码：格式、类型、分层、模板、依赖锁
  bench    性能测量（--only NAME --json FILE）
  lock     依赖变动后重写锁文件
  words    收集界面文字，更新译文目录
  pictures 为每个页面的每种状态拍图（DIR --role --only --widths …，--guides 重拍指南的图）

其余命令由应用提供，都可带 --data DIR（默认 instance/）：python3 -m lms commands
"""
NEEDS = {
    "test": environment.TEST,
    "check": environment.TEST,
    "bench": environment.TEST,
    "lock": environment.GROUND_ONLY,
    "words": environment.TEST,
    "pictures": environment.TEST,
}
OWN_MODULES = {"run": "lms.supervision.run"} | {word: f"lms.workshop.{word}" for word in NEEDS}
APP_COMMANDS = "lms.commands"


def main(argv: Sequence[str]) -> int:
    if not argv or argv[0] in {"-h", "--help", "help"}:
        say(USAGE)
        return 0 if argv else 2
    try:
        return _obey(argv[0], argv[1:])
    except Unable as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        return 130


def _obey(word: str, rest: Sequence[str]) -> int:
    environment.prepare(NEEDS.get(word, environment.RUN))
    if not environment.is_inside():
        os.execv(PYTHON, [str(PYTHON), "-m", "lms", word, *rest])  # noqa: S606 - the same words again
    # A second start is quick by what the first compiled, whatever the shell says about bytecode.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # Imported only now: what they need may have been installed a moment ago.
    module = import_module(OWN_MODULES.get(word, APP_COMMANDS))
    return int(module.main(rest if word in OWN_MODULES else [word, *rest]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
