"""The school in English: longer words in the same layout, nothing cut and nothing sideways."""

import pytest

pytestmark = pytest.mark.browser

PAGES = {
    "member": ["/", "/courses", "/quizzes", "/library", "/notices", "/me", "/me/sessions", "/help"],
    "organizer": ["/branch", "/branch/people", "/branch/plans", "/branch/exports"],
    "trainer": [
        "/teach/courses",
        "/teach/media",
        "/teach/bank",
        "/teach/quizzes",
        "/teach/library",
    ],
    "admin": [
        "/admin",
        "/admin/people",
        "/admin/orgs",
        "/admin/settings",
        "/admin/settings/contact",
        "/admin/audit",
        "/admin/jobs",
        "/admin/backups",
        "/admin/status",
        "/admin/maintenance",
    ],
}
# what sticks out of the window, is cut at its edge, or is broken over lines though it is one word
FAULTS = """() => {
  const wide = document.documentElement.scrollWidth > document.documentElement.clientWidth;
  const name = document.querySelector('.top .id b');
  const lines = name.getBoundingClientRect().height / parseFloat(getComputedStyle(name).lineHeight);
  const cut = [...document.querySelectorAll('.btn, .nav a, .tabbar a, th')].filter((e) =>
    e.clientWidth && !e.querySelector('.sr, .wide-text') && e.scrollWidth > e.clientWidth + 1);
  return [...(wide ? ['wide'] : []), ...(lines > 1.5 ? ['name over lines'] : []),
          ...cut.map((e) => 'cut ' + e.textContent.trim())];
}"""


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("login", list(PAGES))
def test_pages_hold_english_words(visit_demo, login, width):
    page = visit_demo(login, viewport={"width": width, "height": 900})
    page.goto("/lang/en")
    faults = []
    for path in PAGES[login]:
        assert page.goto(path).status == 200, path
        faults += [f"{path} {words}" for words in page.evaluate(FAULTS)]
    assert faults == []
