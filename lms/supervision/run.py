"""`python3 -m lms run`: open the school, and keep it open until told to stop."""

import os
import subprocess
from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from lms import frontend
from lms.bootstrap import features
from lms.bootstrap.console import Unable, say
from lms.bootstrap.kernel import follow_parent
from lms.bootstrap.places import MODULES, PYTHON, ROOT
from lms.supervision import programs
from lms.supervision.child import Child
from lms.supervision.data_lock import hold
from lms.supervision.door import Door, demand_free
from lms.supervision.supervisor import Supervisor

STATIC = ROOT / "lms" / "static"
DEMO_PASSWORD = "LMS_DEMO_PASSWORD"  # noqa: S105 - its name


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    data = options.data.absolute()
    os.environ["LMS_DATA_DIR"] = str(data)
    lock = hold(data)
    demand_free(options.host, options.port)
    frontend.build(STATIC, MODULES, STATIC / "dist")
    opening = _opening(options)
    if DEMO_PASSWORD in os.environ or not any(data.glob("*.key")):
        _open_first(opening)
    os.environ.pop(DEMO_PASSWORD, None)  # no later process needs to know it
    return _keep_open(options, opening, lock)


def _options(argv: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python3 -m lms run", description="打开学校。")
    parser.add_argument("--host", default="127.0.0.1", help="监听地址（默认 127.0.0.1）")
    parser.add_argument("--port", type=int, default=8000, help="端口（默认 8000）")
    parser.add_argument("--data", type=Path, default=Path("instance"), help="数据目录")
    parser.add_argument(
        "--demo", action=BooleanOptionalAction, default=True, help="首次启动时装入示例学校"
    )
    parser.add_argument(
        "--demo-anywhere", action="store_true", help="有示例账号时也允许从其他机器访问"
    )
    parser.add_argument(
        "--apt", action=BooleanOptionalAction, default=True, help="以 root 运行时安装缺少的系统软件"
    )
    return parser.parse_args(argv)


def _opening(options: Namespace) -> list[str]:
    words = ["open", "--host", options.host]
    words += [] if options.demo else ["--no-demo"]
    words += ["--demo-anywhere"] if options.demo_anywhere else []
    return words


def _open_first(opening: Sequence[str]) -> None:
    """Found the school in a process of its own, which takes its memory and the password along."""
    done = subprocess.run(
        programs.app_command(*opening),
        cwd=ROOT,
        check=False,
        preexec_fn=partial(follow_parent, os.getpid()),
    )
    if done.returncode != 0:
        raise Unable("学校未能打开，原因见上面的输出。")


def _keep_open(options: Namespace, opening: Sequence[str], lock: int) -> int:
    """Keep the server and, once it answers, the worker; as root, fetch what is missing."""
    installs = options.apt and features.may_install() and bool(features.missing())
    web = Child(programs.web(options.host, options.port, opening=opening), handles=(lock,))
    worker = Child(programs.app_command("worker"), handles=(lock,))
    apt = Child([PYTHON, "-m", "lms.bootstrap.apt"], is_ours=False)
    children = [web, apt] if installs else [web]

    def _greet() -> None:
        say(_greeting(options, installs=installs))
        children.append(worker)

    door = Door(options.host, options.port, web, _greet)
    Supervisor(children, door.watch).run()
    say("学校已关闭。")
    return 0 if door.is_open else 1


def _greeting(options: Namespace, *, installs: bool) -> str:
    host = f"[{options.host}]" if ":" in options.host else options.host
    lines = ["", f"学校已打开：http://{host}:{options.port}/"]
    missing = features.missing()
    if missing and installs:
        lines.append("正在后台安装系统软件，完成前：")
    elif missing:
        lines.append("以下功能暂未启用：")
    lines += [f"  · {off.without}。以 root 运行：{off.remedy}" for off in missing]
    return "\n".join([*lines, "按 Ctrl-C 停止。"])
