from sqlalchemy.orm import Session

from lms.backup.ordering import order as order_backup
from lms.errors import demand
from lms.people.actor import Actor
from lms.people.policy import may_administer


def order(session: Session, actor: Actor) -> None:
    demand(may_administer(actor))
    order_backup(session, by=actor.id)
