"""`python3 -m lms run`: open the school, and keep it open until told to stop."""

import gc
import os
import subprocess
import sys
from argparse import SUPPRESS, ArgumentParser, BooleanOptionalAction, Namespace
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from sqlalchemy.orm import configure_mappers

from lms import commands, frontend
from lms.bootstrap import apt, features
from lms.bootstrap.console import Unable, say
from lms.bootstrap.kernel import fill_gaps, spare_memory
from lms.bootstrap.places import MODULES, PYTHON, ROOT
from lms.config import ConfigError
from lms.db import utcnow
from lms.supervision.child import Child, do_in_fork
from lms.supervision.data_lock import hold
from lms.supervision.door import Door, demand_free
from lms.supervision.rehearsal import rehearse
from lms.supervision.supervisor import Supervisor
from lms.supervision.web import serve

STATIC = ROOT / "lms" / "static"
DEMO_PASSWORD = "LMS_DEMO_PASSWORD"  # noqa: S105 - its name


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    data = options.data.absolute()
    os.environ["LMS_DATA_DIR"] = str(data)
    if DEMO_PASSWORD in os.environ:
        _use_password(options, argv)
    _lock = hold(data)  # ours and every fork's, until the last one ends
    demand_free(options.host, options.port)
    frontend.build(STATIC, MODULES, STATIC / "dist")
    _load_app()
    if not options.opened and do_in_fork(partial(commands.main, _opening(options)), "lms-open"):
        raise Unable("学校未能打开，原因见上面的输出。")
    _share_what_is_loaded()
    return _keep_open(options)


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
    parser.add_argument("--opened", action="store_true", help=SUPPRESS)  # we have started over
    return parser.parse_args(argv)


def _opening(options: Namespace) -> list[str]:
    words = ["open", "--host", options.host]
    words += [] if options.demo else ["--no-demo"]
    words += ["--demo-anywhere"] if options.demo_anywhere else []
    return words


def _use_password(options: Namespace, argv: Sequence[str]) -> None:
    """Open the school with the demo password, then start over without: nobody else needs it."""
    opened = subprocess.run([PYTHON, "-m", "lms", *_opening(options)], cwd=ROOT, check=False)
    if opened.returncode:
        raise Unable("学校未能打开，原因见上面的输出。")
    environ = {name: value for name, value in os.environ.items() if name != DEMO_PASSWORD}
    os.execve(PYTHON, [sys.executable, "-m", "lms", "run", "--opened", *argv], environ)  # noqa: S606


def _load_app() -> None:
    """Import the app where every fork shares it."""
    spare_memory()
    try:
        import_module("wsgi")
    except ConfigError as error:
        raise Unable(str(error)) from error
    import_module("lms.search").preload()
    import_module("lms.web.filters").weekday(utcnow().date())  # loads the calendar's words
    configure_mappers()


def _share_what_is_loaded() -> None:
    """Leave the memory as every fork finds it, with little that it would have to copy."""
    rehearse(import_module("wsgi").app)
    gc.collect()
    gc.freeze()  # a collection in a fork would copy what it touches
    fill_gaps()


def _keep_open(options: Namespace) -> int:
    """Keep the server and, once it answers, the worker; as root, fetch what is missing."""
    web = Child("lms-web", partial(serve, options.host, options.port))
    worker = Child("lms-worker", partial(commands.main, ["worker"]))
    children = [web]
    if options.apt and features.may_install() and features.missing(options.data):
        children.append(Child("lms-apt", apt.main, is_ours=False))

    def _greet() -> None:
        say(_greeting(options, installs=len(children) > 1))
        children.append(worker)

    door = Door(options.host, options.port, web, _greet)
    Supervisor(children, door.watch).run()
    say("学校已关闭。")
    return 0 if door.is_open else 1


def _greeting(options: Namespace, *, installs: bool) -> str:
    host = f"[{options.host}]" if ":" in options.host else options.host
    lines = ["", f"学校已打开：http://{host}:{options.port}/"]
    missing = features.missing(options.data)
    if missing and installs:
        lines.append("正在后台安装系统软件，完成前：")
    elif missing:
        lines.append("以下功能暂未启用：")
    remedies = ["" if installs else f"以 root 运行：{off.remedy}" for off in missing]
    lines += [f"  · {off.without}。{remedy}" for off, remedy in zip(missing, remedies, strict=True)]
    return "\n".join([*lines, "按 Ctrl-C 停止。"])
