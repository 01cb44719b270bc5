"""How many cases are generated: the profile says it (see conftest.py), and what a case costs."""

from hypothesis import settings

# each case fills a database: a quarter as many
worlds = settings(max_examples=settings.default.max_examples // 4)
# each case fills it with everything there is
whole_schools = settings(max_examples=settings.default.max_examples // 8)
