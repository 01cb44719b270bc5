"""When a page was handed out, told by the page itself: signed, so nothing is stored at a GET."""

from datetime import datetime

from itsdangerous import BadSignature, URLSafeTimedSerializer

from lms.errors import Refusal
from lms.people import Actor

SALT = "chapter opened"
ONE_DAY = 24 * 3600


class Opened:
    """Seals and reads the moments at which pages were opened, with the school's key."""

    def __init__(self, secret_key: str) -> None:
        self._sealer = URLSafeTimedSerializer(secret_key, salt=SALT)

    def seal(self, actor: Actor, chapter_id: int) -> str:
        return str(self._sealer.dumps([actor.id, chapter_id]))

    def moment(self, token: str, actor: Actor, chapter_id: int) -> datetime:
        """Return when this chapter was handed to this person. Raises Refusal."""
        try:
            told, at = self._sealer.loads(token, max_age=ONE_DAY, return_timestamp=True)
        except BadSignature:
            told, at = None, None
        if told != [actor.id, chapter_id] or at is None:
            raise Refusal("页面已过期，请刷新后重试。")
        moment: datetime = at
        return moment
