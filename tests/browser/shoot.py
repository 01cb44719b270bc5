"""Pictures of pages, to look at beside the mock-ups.

    python tests/browser/shoot.py --base http://127.0.0.1:8000 --login member --password … \
        --out shots /courses /library …

Each page is taken whole at 1280 and 390 px. `--text xl` takes 特大, `--dark` dark, `--print` paper,
`--no-js` without JavaScript. What does not fit the width, is too small to touch, or is said by
the console is printed beside the name.
"""

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
SIZES = {1280: 900, 390: 844}
PHONE = 600

# what sticks out on the right, and what is under 24 px, as WCAG 2.5.8 counts
MEASURE = """() => {
  const width = document.documentElement.clientWidth;
  const name = (e) => e.tagName.toLowerCase() + '.' + (e.className.baseVal ?? e.className);
  const box = (e) => e.getBoundingClientRect();
  const wide = [...document.querySelectorAll('body *')].filter((e) => box(e).width
    && box(e).right > width + 1 && !e.closest('.tabs,.sr,.skip')
    && getComputedStyle(e).position !== 'fixed');
  const small = [...document.querySelectorAll('a,button,input,select,summary,textarea')]
    .filter((e) => box(e).width && !e.closest('.sr,.skip')
      && getComputedStyle(e).display !== 'inline' && (box(e).width < 24 || box(e).height < 24));
  return [...wide.slice(0, 4).map((e) => 'wide ' + name(e)),
          ...small.slice(0, 4).map((e) => 'small ' + name(e) + ' ' + e.textContent.trim())];
}"""


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def sign_in(page: Page, base: str, login: str, password: str) -> None:
    page.goto(f"{base}/sign-in")
    page.fill("[name=login]", login)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    if page.url.endswith("/sign-in"):
        sys.exit(f"sign-in refused for {login}")


def shoot(context: BrowserContext, url: str, file: Path, width: int) -> list[str]:
    """Take one picture, bars in their place at its ends; return what is wrong with the page."""
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda words: said.append(words.text) if words.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    answer = page.goto(url, wait_until="networkidle")
    if answer and answer.status >= 400:
        said.append(f"status {answer.status}")
    found: list[str] = page.evaluate(MEASURE)
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(SIZES[width], height)})
    page.screenshot(path=file)
    page.close()
    return said + found


def _context(browser: Browser, options: argparse.Namespace, width: int) -> BrowserContext:
    settings: dict[str, Any] = {
        "java_script_enabled": not options.no_js,
        "color_scheme": "dark" if options.dark else "light",
        "device_scale_factor": 2 if width < PHONE else 1,
        "is_mobile": width < PHONE,
        "has_touch": width < PHONE,
        "reduced_motion": "reduce",
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
    }
    context = browser.new_context(**settings)
    if options.text:
        context.add_cookies([{"name": "text", "value": options.text, "url": options.base}])
    return context


def _name(path: str, options: argparse.Namespace, width: int) -> str:
    words = re.sub(r"\W+", "-", path).strip("-") or "home"
    marks = [options.text, "dark" if options.dark else "", "print" if options.print else ""]
    return "-".join([words, str(width), *filter(None, marks)]) + ".png"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("--base", default="http://127.0.0.1:8000")
    parser.add_argument("--login")
    parser.add_argument("--password")
    parser.add_argument("--out", type=Path, default=Path("shots"))
    parser.add_argument("--width", type=int, choices=SIZES, action="append")
    parser.add_argument("--text", choices=["l", "xl"])
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--print", action="store_true")
    parser.add_argument("--no-js", action="store_true")
    return parser.parse_args()


def main() -> None:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        for width in options.width or SIZES:
            context = _context(browser, options, width)
            if options.login:
                sign_in(context.new_page(), options.base, options.login, options.password)
            if options.print:
                context.on("page", lambda page: page.emulate_media(media="print"))
            for path in options.paths:
                file = options.out / _name(path, options, width)
                wrong = shoot(context, options.base + path, file, width)
                print(file, *wrong, sep="\n   ")  # noqa: T201  a command speaks on the console
            context.close()


if __name__ == "__main__":
    main()
