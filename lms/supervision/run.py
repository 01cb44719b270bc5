"""`python3 -m lms run`: open the school, and keep it open until told to stop."""

import os
import subprocess
from argparse import ArgumentParser, BooleanOptionalAction, Namespace
from collections.abc import Mapping, Sequence
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
FOR_THE_OPENING_ALONE = {"LMS_DEMO_PASSWORD"}  # no later process needs to know it


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    data = options.data.absolute()
    environ = {**os.environ, "LMS_DATA_DIR": str(data)}
    lock = hold(data)
    demand_free(options.host, options.port)
    frontend.build(STATIC, MODULES, STATIC / "dist")
    logins = _make_ready(options, environ)
    later = {name: value for name, value in environ.items() if name not in FOR_THE_OPENING_ALONE}
    return _keep_open(options, later, lock, logins)


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


def _make_ready(options: Namespace, environ: Mapping[str, str]) -> str:
    """Let the app bring its data up to date; return what it says of the logins."""
    switches = [
        *([] if options.demo else ["--no-demo"]),
        *(["--demo-anywhere"] if options.demo_anywhere else []),
    ]
    done = subprocess.run(
        programs.app_command("open", "--host", options.host, *switches),
        cwd=ROOT,
        env=environ,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=partial(follow_parent, os.getpid()),
    )
    if done.returncode != 0:
        raise Unable("学校未能打开，原因见上面的输出。")
    return done.stdout.strip()


def _keep_open(options: Namespace, environ: Mapping[str, str], lock: int, logins: str) -> int:
    web = Child(programs.web(options.host, options.port), environ, (lock,))
    worker = Child(programs.app_command("worker"), environ, (lock,))
    children = [web, worker]
    installs = options.apt and features.may_install()

    def _greet() -> None:
        say(_greeting(options, logins, installs=installs))
        if installs and features.missing():
            children.append(Child([PYTHON, "-m", "lms.bootstrap.apt"], environ, is_ours=False))

    door = Door(options.host, options.port, web, _greet)
    Supervisor(children, door.watch).run()
    say("学校已关闭。")
    return 0 if door.is_open else 1


def _greeting(options: Namespace, logins: str, *, installs: bool) -> str:
    host = f"[{options.host}]" if ":" in options.host else options.host
    lines = ["", f"学校已打开：http://{host}:{options.port}/", *([logins] if logins else [])]
    missing = features.missing()
    if missing and installs:
        lines.append("正在后台安装系统软件，完成后下列功能自动启用：")
    elif missing:
        lines.append("以下功能暂未启用：")
    lines += [f"  · {off.without}。以 root 运行：{off.remedy}" for off in missing]
    return "\n".join([*lines, "按 Ctrl-C 停止。"])
