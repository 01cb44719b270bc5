"""What is filled into the administrators' forms, rightly and wrongly."""

NAUGHTY = [
    "",
    " ",
    "x" * 5000,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "9" * 400,
    "½",
    "{{7*7}}",
]


def new_person(school, **values):
    given = {"name": "张同志", "login": "zhang", "staff_number": "２０００１", "status": "full"}
    return {**given, "unit": school.branch_b.id, "since": "2026-06-01", **values}
