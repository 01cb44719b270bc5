"""The flattened style sheet looks as the layered one: old browsers see the same school."""

import pytest

from lms.frontend import LAYERS
from lms.web.assets import SOURCE

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)

# every computed value of every visible element, pseudo-elements too; the second call compares
LOOK = """() => {
  const seen = [...document.body.querySelectorAll('*')].map((e) =>
    [null, '::before', '::after'].map((part) => {
      const style = getComputedStyle(e, part);
      return [...style].filter((name) => !name.startsWith('--'))
        .map((name) => name + ': ' + style.getPropertyValue(name));
    }).flat());
  const before = window.looked ?? seen;
  window.looked = seen;
  return seen.flatMap((values, n) => values.filter((v, k) => v !== before[n][k])
    .map((v) => document.body.querySelectorAll('*')[n].outerHTML.slice(0, 60) + ' ' + v));
}"""


@pytest.mark.parametrize("path", ["/sign-in", "/help", "/password", "/absent"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "medium", [{"color_scheme": "dark"}, {"media": "print"}, {"contrast": "more"}]
)
def test_flattened_styles_compute_to_the_same(visit, path, width, medium):
    page = visit(
        None if path == "/sign-in" else "member",
        viewport={"width": width, "height": 900},
        bypass_csp=True,
    )
    page.emulate_media(**medium)
    page.goto(path)
    page.evaluate(LOOK)
    _layer(page)
    assert page.evaluate(LOOK) == []


def _layer(page) -> None:
    """Put the layered sources in the place of the built files."""
    css = [(SOURCE / "css" / f"{layer}.css").read_text("utf-8") for layer in LAYERS]
    dark = (SOURCE / "css" / "dark.css").read_text("utf-8")
    page.evaluate(
        """([css, dark]) => {
          for (const link of document.querySelectorAll('link[rel=stylesheet]')) {
            const style = document.createElement('style');
            style.textContent = link.id === 'dark' ? dark : css;
            style.media = link.media;
            link.replaceWith(style);
          }
        }""",
        ["\n".join(css), dark],
    )
