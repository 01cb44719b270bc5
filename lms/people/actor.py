"""Who is asking, and what their posts grant them today."""

from dataclasses import dataclass
from datetime import datetime

from flask_login import UserMixin, current_user

from lms.errors import Unauthenticated
from lms.people.roles import STAFF, Role

__all__ = ["STAFF", "Account", "Actor", "Grant", "Role", "current_actor"]


@dataclass(frozen=True, slots=True)
class Grant:
    """A role over a unit and everything below it; `path` is the unit's."""

    role: Role
    unit_id: int
    path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The person asking, as every service and query sees them."""

    id: int
    login: str
    name: str
    grants: frozenset[Grant] = frozenset()

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def has(self, *roles: Role) -> bool:
        return any(grant.role in roles for grant in self.grants)

    def paths(self, *roles: Role) -> tuple[str, ...]:
        """Return the paths of the subtrees in which the actor holds one of `roles`."""
        return tuple(sorted({grant.path for grant in self.grants if grant.role in roles}))


class Account(UserMixin):
    """A signed-in session, as Flask-Login wants to hold one; its id is the session's token.

    `due` is the page that comes before everything else: a new password, a second factor.
    """

    def __init__(
        self,
        token: str,
        session_id: int,
        actor: Actor,
        *,
        seen_at: datetime,
        due: str | None = None,
    ) -> None:
        self.id = token
        self.session_id = session_id
        self.actor = actor
        self.seen_at = seen_at
        self.due = due


def account_or_none() -> Account | None:
    """Return who is signed in, or nobody: for the shell, which strangers see too."""
    if not current_user.is_authenticated:
        return None
    account: Account = current_user._get_current_object()  # noqa: SLF001
    return account


def current_account() -> Account:
    account = account_or_none()
    if account is None:
        raise Unauthenticated("请先登录。")
    return account


def current_actor() -> Actor:
    """Return the person asking. A @public view may have none: it is refused."""
    return current_account().actor
