"""What every answer carries: a strict content policy, a request id, no guessing of types."""

import secrets
from typing import Any

from flask import Flask, Response, g

POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
STEADY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
LONG = 63_072_000  # two years, as browsers' preload lists ask


def install(app: Flask, *, https: bool) -> None:
    app.before_request(_number)
    app.jinja_env.globals["csp_nonce"] = csp_nonce

    @app.after_request
    def _dress(response: Response) -> Response:
        return _with_headers(response, https=https)


def _number() -> None:
    g.request_id = secrets.token_hex(4).upper()


def csp_nonce() -> str:
    """Return this answer's nonce: only scripts that carry it run."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    nonce: Any = g.nonce
    return str(nonce)


def _with_headers(response: Response, *, https: bool) -> Response:
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=csp_nonce())
    response.headers["X-Request-Id"] = g.get("request_id", "")
    for name, value in STEADY.items():
        response.headers.setdefault(name, value)
    if https:
        response.headers["Strict-Transport-Security"] = f"max-age={LONG}; includeSubDomains"
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response
