"""Walks over the pages as everybody: links followed, forms sent with what does not belong there.

Every walk is undone when it ends. The same seed walks the same way.
"""

from random import Random
from urllib.parse import urlsplit

import pytest

from lms.people.roles import STAFF
from tests.house.doors import door_of
from tests.house.fuzzing import build_world, what_is_wrong
from tests.house.hostile import Page, Sent, guessed, next_request, spoilt_path

LONGEST_WALK = 6
NO_PAGES = ("/api/", "/play/", "/uploads", "/assets/")


@pytest.mark.parametrize(
    ("seed", "requests"),
    [(2026, 1_000), *[pytest.param(n, 10_000, marks=pytest.mark.slow) for n in range(5)]],
)
def test_nothing_that_is_sent_to_a_page_breaks_it(app, session, seed, requests):
    world, chance = build_world(app, session), Random(seed)  # noqa: S311  to be repeated
    everybody = [*world.clients, *STAFF]  # who has more to do comes oftener
    wrong, sent = [], 0
    while sent < requests:
        who = chance.choice(everybody)
        walk, fault = _walk(world, who, chance)
        sent += len(walk)
        if fault:
            steps = "\n  ".join(map(str, walk))
            wrong.append(f"{who}: {fault}\n  {steps}")
    assert not wrong, f"seed {seed}\n" + "\n\n".join(wrong)


def _walk(world, who, chance):
    """Go from an address on, until there is nothing more to do; return the way and what broke."""
    step, walk = _start(world, who, chance), []
    with world.undone(who):
        while step and len(walk) < LONGEST_WALK:
            walk.append(step)
            answer = world.clients[who].open(**step.how())
            if fault := what_is_wrong(who, answer):
                return walk, fault
            step = _next(world, step, answer, chance)
    return walk, None


def _next(world, step, answer, chance):
    if answer.location and chance.random() < 0.9:
        whole = urlsplit(answer.location)
        return Sent("GET", whole.path + (f"?{whole.query}" if whole.query else ""))
    if answer.mimetype != "text/html":
        return None
    ids = [*world.there.values(), *world.foreign.values()]
    return next_request(Page.of(step.path, answer.text), ids, chance)


def _start(world, who, chance):
    """Return a page to begin at, or a deed that no page led to: mostly for this person."""
    method = chance.choices(["GET", "POST"], weights=(4, 1))[0]
    urls = world.app.url_map.bind("localhost")
    rules = [rule for rule in world.app.url_map.iter_rules() if _is_page(rule, method)]
    own = [rule for rule in rules if who in door_of(rule.endpoint).roles]
    rule = chance.choice(own if own and chance.random() < 0.9 else rules)
    values = {name: world.value_of(name, chance) for name in sorted(rule.arguments)}
    path = urls.build(rule.endpoint, values, method=method)
    return Sent(method, spoilt_path(path, chance), guessed(chance) if method == "POST" else ())


def _is_page(rule, method):
    is_page = not rule.rule.startswith(NO_PAGES) and door_of(rule.endpoint)
    return is_page and method in rule.methods
