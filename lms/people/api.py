from typing import Any

from flask import request

from lms import audit
from lms.errors import Forbidden, Unauthenticated
from lms.people import services, sessions, throttle
from lms.people.actor import current_account, current_actor
from lms.people.factors.services import demand_code
from lms.people.schemas import Credentials, MeSchema, TokenSchema
from lms.web import current_database, current_settings, public, untransacted
from lms.web.api import ApiBlueprint
from lms.web.flask import current_session

bp = ApiBlueprint("people", __name__, description="Who is asking")


@bp.post("/tokens")
@public
@untransacted
@bp.arguments(Credentials)
@bp.doc(security=[])
@bp.response(201, TokenSchema)
def create_token(credentials: dict[str, str]) -> dict[str, Any]:
    """Sign a program in. Refused while a change of password is due.

    Where the person has a second factor, `otp` is its code: without one 401.
    """
    address = request.remote_addr or ""
    attempt = services.Attempt(credentials["login"].strip(), credentials["password"], address)
    person = services.authenticate(current_database(), attempt)
    if person is None:
        raise Unauthenticated("登录名、工号或密码不正确。")
    if person.must_change_password:
        raise Forbidden("请先在网页上修改初始密码。")
    code, key = credentials.get("otp", ""), current_settings().secret_key
    demand_code(current_database(), person, code, key)
    with current_database().session(write=True) as session:
        token, expires_at = sessions.open_session(session, person.id, is_api=True)
        throttle.forgive(session, person.id, address=address)
        audit.record(session, person.id, "token.create")
        session.commit()
    return {"token": token, "expires_at": expires_at}


@bp.delete("/tokens/current")
@bp.response(204)
def end_token() -> None:
    """End the session or token that is asking."""
    account = current_account()
    sessions.revoke(current_session(), account.actor, account.session_id)


@bp.get("/me")
@bp.response(200, MeSchema)
def me() -> dict[str, Any]:
    actor = current_actor()
    roles = [{"role": grant.role, "unit": grant.unit_id} for grant in actor.grants]
    return {
        "id": actor.id,
        "login": actor.login,
        "name": actor.name,
        "roles": sorted(roles, key=lambda item: (item["role"], item["unit"])),
    }
