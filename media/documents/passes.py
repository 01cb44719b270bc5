"""A pass: the right of one person to read one piece of courseware, for as long as a session.

Whoever shows the reader (a lesson, a preview) has looked whether the person may, and signs it.
"""

from itsdangerous import BadSignature, URLSafeTimedSerializer

from lms.errors import NotFound
from lms.people import Actor

SALT = "courseware"
LASTS_SECONDS = 12 * 3600


def issue(secret: str, actor: Actor, asset_id: int) -> str:
    return _signer(secret).dumps([actor.id, asset_id])


def asset_of(secret: str, actor: Actor, token: str) -> int:
    """Return the asset that the actor's own, fresh pass opens, or refuse."""
    try:
        person_id, asset_id = _signer(secret).loads(token, max_age=LASTS_SECONDS)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound("没有找到这份课件，或页面已过期。请刷新后重试。") from error
    if person_id != actor.id:
        raise NotFound("没有找到这份课件，或页面已过期。请刷新后重试。")
    return int(asset_id)


def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt=SALT)
