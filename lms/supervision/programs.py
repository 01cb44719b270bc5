"""How the web server and the worker are started."""

from collections.abc import Sequence

from lms.bootstrap.places import PYTHON

# Measured: see docs/decisions, "The web server".
GRANIAN = {
    "--interface": "wsgi",
    "--http": "1",
    "--workers": "2",
    "--blocking-threads": "256",
    "--backlog": "2048",
    "--backpressure": "2048",
    "--http1-header-read-timeout": "35000",
    "--http1-buffer-size": "65536",
    "--respawn-interval": "0.5",
    "--workers-kill-timeout": "20",
    "--log-level": "error",  # it warns of 256 threads, which are meant
}
SWITCHES = ("--no-ws", "--respawn-failed-workers")


def web(
    host: str, port: int, *, opening: Sequence[str] = (), target: str = "wsgi:app"
) -> list[str]:
    options = [word for option in GRANIAN.items() for word in option]
    return [
        *(str(PYTHON), "-m", "lms.supervision.web", *opening, "--"),
        *(*options, *SWITCHES, "--host", host, "--port", str(port), target),
    ]


def app_command(*words: str) -> list[str]:
    return [str(PYTHON), "-m", "lms", *words]
