"""Who may work on a bank: each rule as a predicate and, below it, as SQL over ItemBank.

`bank.co_trainers` has to be loaded for the predicates.
"""

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from lms.people import Actor, Role
from quizzes.bank.models import BankTrainer, ItemBank

AUTHORS = (Role.trainer, Role.admin)


def may_author(actor: Actor) -> bool:
    """Say whether the actor makes banks and quizzes at all."""
    return actor.has(*AUTHORS)


def may_edit(actor: Actor, bank: ItemBank) -> bool:
    if actor.has(Role.admin):
        return True
    helps = actor.id in {one.person_id for one in bank.co_trainers}
    return actor.has(Role.trainer) and (bank.owner_id == actor.id or helps)


def editable_by(actor: Actor) -> ColumnElement[bool]:
    if actor.has(Role.admin):
        return true()
    helps = exists().where(BankTrainer.bank_id == ItemBank.id, BankTrainer.person_id == actor.id)
    mine = or_(ItemBank.owner_id == actor.id, helps)
    return and_(mine, true() if actor.has(Role.trainer) else false())


def may_share(actor: Actor, bank: ItemBank) -> bool:
    """Say whether the actor decides who else works on the bank."""
    is_owner = actor.has(Role.trainer) and bank.owner_id == actor.id
    return actor.has(Role.admin) or is_owner


def shared_by(actor: Actor) -> ColumnElement[bool]:
    if actor.has(Role.admin):
        return true()
    return and_(ItemBank.owner_id == actor.id, true() if actor.has(Role.trainer) else false())
