"""The one list of pages and states, and the school that they are looked at in.

`python3 -m lms pictures` takes their pictures; the tests in `tests/browser/` examine each of them.
"""
