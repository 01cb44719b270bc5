"""What became of one question of a file."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from quizzes.interchange.drafts import ItemDraft, Remark, faults


class Verdict(StrEnum):
    ok = "ok"
    warn = "warn"
    error = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A question of a file: where it stood, what it is, and what there is to say about it.

    `kind` is one of ours or the name of one that the school does not have. Without a draft there
    is nothing to take over; that is no error where the file says something else than a question.
    """

    n: int
    place: Remark
    kind: str
    stem: str
    draft: ItemDraft | None = None
    remarks: tuple[Remark, ...] = ()
    is_question: bool = True

    @property
    def verdict(self) -> Verdict:
        if self.draft is None and self.is_question:
            return Verdict.error
        return Verdict.warn if self.remarks else Verdict.ok

    def with_remark(self, remark: Remark) -> "Candidate":
        return replace(self, remarks=(*self.remarks, remark))


def judged(candidate: Candidate, remarks: Iterable[Remark] = ()) -> Candidate:
    """Add the remarks; drop a draft that the bank could not take, saying why."""
    wrong = tuple(remark for _field, remark in faults(candidate.draft)) if candidate.draft else ()
    draft = None if wrong else candidate.draft
    return replace(candidate, draft=draft, remarks=(*candidate.remarks, *remarks, *wrong))
