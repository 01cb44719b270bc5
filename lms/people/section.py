"""Sections of the site for which not every role has a use."""

from flask import Blueprint

from lms.errors import Forbidden
from lms.people.actor import current_actor
from lms.people.labels import ROLES
from lms.people.roles import Role
from lms.web.i18n import gettext


def open_to(bp: Blueprint, *roles: Role) -> None:
    """Let only people with one of `roles` into the blueprint's pages; tell others whom it is for.

    What somebody inside may not see stays a 404: see the queries of the room.
    """

    @bp.before_request
    def _check() -> None:
        if not current_actor().has(*roles):
            names = gettext("、").join(str(ROLES[role]) for role in roles)
            raise Forbidden("这个栏目供%(names)s使用。", names=names)
