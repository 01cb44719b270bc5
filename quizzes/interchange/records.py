"""Candidates as JSON, to keep between reading a file and confirming it."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from quizzes.interchange.candidates import Candidate
from quizzes.interchange.drafts import ItemDraft, Option, Remark
from quizzes.marking import Kind


def packed(candidate: Candidate) -> dict[str, Any]:
    return {
        "n": candidate.n,
        "place": _packed_remark(candidate.place),
        "kind": str(candidate.kind),
        "stem": candidate.stem,
        "draft": _packed_draft(candidate.draft) if candidate.draft else None,
        "remarks": [_packed_remark(remark) for remark in candidate.remarks],
        "is_question": candidate.is_question,
    }


def unpacked(record: dict[str, Any]) -> Candidate:
    return Candidate(
        n=record["n"],
        place=Remark(**record["place"]),
        kind=record["kind"],
        stem=record["stem"],
        draft=_unpacked_draft(record["draft"]) if record["draft"] else None,
        remarks=tuple(Remark(**remark) for remark in record["remarks"]),
        is_question=record["is_question"],
    )


def _packed_remark(remark: Remark) -> dict[str, Any]:
    values = {name: str(value) for name, value in remark.values.items()}
    return {"message": remark.message, "values": values}


def _packed_draft(draft: ItemDraft) -> dict[str, Any]:
    return {**asdict(draft), "kind": str(draft.kind), "max_mark": str(draft.max_mark)}


def _unpacked_draft(record: dict[str, Any]) -> ItemDraft:
    return ItemDraft(
        **{
            **record,
            "kind": Kind(record["kind"]),
            "options": tuple(Option(**option) for option in record["options"]),
            "wordings": tuple(record["wordings"]),
            "max_mark": Decimal(record["max_mark"]),
        }
    )
