from typing import Any

from lms.mail import composing
from lms.mail.jobs import collect_returns, deliver


def install(app: Any) -> None:
    app.extensions[composing.NAME] = {}
    app.jobs.add(deliver, collect_returns)
