"""`python3 -m lms bench`: what the house costs, beside a bare reference in the same run.

Modules in `tests/bench/` add rows with `@row`. Compare ratios and CPU time, never absolute times
between runs: the machine is shared and noisy.
"""

import json
import math
import os
import pkgutil
import statistics
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from lms.bootstrap.console import say
from lms.bootstrap.places import ROOT

RUNS = 5


class Pair(NamedTuple):
    """What ours and the reference cost; no reference where there is nothing to compare with."""

    ours: float
    reference: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.reference if self.reference else None


@dataclass(frozen=True, slots=True)
class Goal:
    """At most so much, or at most so many times the reference."""

    limit: float
    is_ratio: bool = False

    def __str__(self) -> str:
        return f"<= {self.limit:g}{' x' if self.is_ratio else ''}"

    def is_held_by(self, pair: Pair) -> bool:
        cost = pair.ratio if self.is_ratio else pair.ours
        return cost is not None and cost <= self.limit


def at_most(limit: float) -> Goal:
    return Goal(limit)


def times_reference(limit: float) -> Goal:
    return Goal(limit, is_ratio=True)


@dataclass(frozen=True, slots=True)
class Bench:
    """What a row is given: how often to run, and its sizes (`--size people=1000`)."""

    runs: int = RUNS
    sizes: dict[str, int] = field(default_factory=dict)

    def size(self, name: str, default: int) -> int:
        return self.sizes.get(name, default)

    def alternate(
        self, ours: Callable[[], float], reference: Callable[[], float] | None = None
    ) -> Pair:
        """Run both in turn after one warm-up each; return the medians of what they report."""
        both = [work for work in (ours, reference) if work]
        for work in both:
            work()
        reports = [[work() for work in both] for _ in range(self.runs)]
        return Pair(*(statistics.median(column) for column in zip(*reports, strict=True)))


def cpu_ms(work: Callable[[], object], times: int = 1) -> float:
    """Return the CPU milliseconds of this process that one call takes."""
    begun = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - begun) * 1000 / times


class Row(NamedTuple):
    name: str
    unit: str
    goal: Goal
    measure: Callable[[Bench], Pair]


ROWS: list[Row] = []


def row(name: str, *, unit: str, goal: Goal) -> Callable[[Callable[[Bench], Pair]], Row]:
    """Add a row. The function sets up its work, outside the measure, and returns the pair."""

    def _add(measure: Callable[[Bench], Pair]) -> Row:
        added = Row(name, unit, goal, measure)
        ROWS.append(added)
        return added

    return _add


def main(argv: Sequence[str]) -> int:
    options = _options(argv)
    os.environ["LMS_TEST_DATABASE"] = options.database
    say(f"数据库：{options.database}")
    sizes = {
        name: int(number) for name, _, number in (size.partition("=") for size in options.size)
    }
    for module in pkgutil.iter_modules([str(ROOT / "tests" / "bench")]):
        import_module(f"tests.bench.{module.name}")
    wanted = [*options.names, *options.only]
    chosen = [row for row in ROWS if not wanted or any(name in row.name for name in wanted)]
    results = [_report(row, row.measure(Bench(options.runs, sizes))) for row in chosen]
    if options.json:
        options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n")
    return 0 if chosen else 2


def _options(argv: Sequence[str]) -> Namespace:
    parser = ArgumentParser(prog="python3 -m lms bench", description="性能测量。")
    parser.add_argument("names", metavar="NAME", nargs="*", help="只测名称中含有 NAME 的行")
    parser.add_argument("--only", metavar="NAME", action="append", default=[], help="同上")
    parser.add_argument(
        "--database",
        choices=("sqlite", "postgresql"),
        default=os.environ.get("LMS_TEST_DATABASE", "sqlite"),
        help="在哪种数据库上测（默认 sqlite；postgresql 自行启动一个）",
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="把结果写入文件")
    parser.add_argument("--runs", type=int, default=RUNS, help="每行交替运行的次数")
    parser.add_argument("--size", metavar="NAME=N", action="append", default=[], help="规模")
    return parser.parse_args(argv)


def _figure(number: float | None) -> str:
    """Write three significant digits: 0.00161, 1.82, 34.6, 1286."""
    if number is None:
        return "-"
    before_point = math.floor(math.log10(abs(number) or 1)) + 1
    return f"{number:.{max(0, 3 - before_point)}f}"


def _report(row: Row, pair: Pair) -> dict[str, object]:
    """Print a row as soon as it is there, and return it as it goes into the file."""
    held = row.goal.is_held_by(pair)
    say(
        f"{row.name:34} {_figure(pair.ours):>10} {_figure(pair.reference):>10} {row.unit:8} "
        f"{_figure(pair.ratio):>7}  {row.goal!s:10} {'达到' if held else '未达到'}"
    )
    return {
        "name": row.name,
        "ours": pair.ours,
        "reference": pair.reference,
        "unit": row.unit,
        "ratio": pair.ratio,
        "goal": str(row.goal),
        "held": held,
    }
