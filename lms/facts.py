"""Who wants to know when a fact has come about.

Lower floors tell, upper floors listen: a lesson's completion is awarded by `courses` in the very
transaction in which `media` or `quizzes` stored the fact. Nothing is asynchronous and nothing is
hidden: listeners run in the order in which the composition root subscribed them, in the teller's
session, and what they raise reaches the teller.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a person has done with a subject (an asset, a quiz, a work) at a moment."""

    kind: str
    person_id: int
    subject_id: int
    at: datetime


class Listener(Protocol):
    def __call__(self, session: Session, fact: Fact) -> None: ...


class Facts:
    """The listeners of one app, by the kind of fact."""

    def __init__(self) -> None:
        self._listeners: defaultdict[str, list[Listener]] = defaultdict(list)

    def subscribe(self, kind: str, listener: Listener) -> None:
        self._listeners[kind].append(listener)

    def tell(self, session: Session, fact: Fact) -> None:
        for listener in self._listeners[fact.kind]:
            listener(session, fact)
