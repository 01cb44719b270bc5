"""What holds for the forms of every page: words that were typed are not lost by a wrong step."""

import re

from lms.app import TEMPLATES

FORM = re.compile(r"<form\b[^>]*?method=\"post\".*?</form>", re.DOTALL)
TYPED = re.compile(r"\{\{ field\(|<textarea")
KEPT = ("data-guard", "data-autosave", "hx-post")
# filled in at one go and left by sending, or with nothing in them that would be missed
SHORT = {
    "courses/certificates/enter.html",
    "courses/certificates/verify.html",
    "library/works/upload.html",
    "lms/notices/choices.html",
    "lms/people/activation/enter.html",
    "lms/people/activation/forgotten.html",
    "lms/people/activation/use.html",
    "lms/people/factors/ask.html",
    "lms/people/factors/set_up.html",
    "lms/people/imports/upload.html",
    "lms/people/password.html",
    "lms/people/sign_in.html",
    "media/assets/index.html",
    "media/assets/show.html",
    "quizzes/bank/upload.html",
    "quizzes/papers/choose.html",
}


def test_a_form_asks_before_it_is_left_or_saves_itself():
    losing = {
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        for form in FORM.findall(re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL))
        if TYPED.search(form) and not any(mark in form.split(">")[0] for mark in KEPT)
    }
    assert losing - SHORT == set()
