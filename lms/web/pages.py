"""Pages that belong to no subject: help, and what we promise about accessibility."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.web.guard import public

bp = Blueprint("pages", __name__)


@bp.get("/help")
@public
def help() -> ResponseReturnValue:  # noqa: A001  the name of the page
    return render_template("lms/web/help.html")


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    return render_template("lms/web/accessibility.html")


@bp.get("/offline")
@public
def offline() -> ResponseReturnValue:
    """What a browser keeps for when there is no network: the same for everybody."""
    return render_template("lms/web/offline.html", actor=None)
