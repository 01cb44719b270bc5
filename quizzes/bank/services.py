"""What trainers do with banks."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from lms import audit
from lms.db import insert_once, took_effect, utcnow
from lms.errors import Conflict, FieldError, Invalid, demand
from lms.people import Actor
from quizzes.bank.content import columns_of, fingerprint
from quizzes.bank.models import BankTrainer, Item, ItemBank, ItemImport, ItemRevision
from quizzes.bank.policy import may_author, may_edit, may_share
from quizzes.bank.queries import known_fingerprints
from quizzes.interchange import Candidate, ItemDraft, Remark, faults
from quizzes.interchange.records import packed, unpacked

KNOWN = Remark("题库中已有完全相同的试题，不再导入。")
LONGEST_FILE_NAME = 255


def open_bank(session: Session, actor: Actor, title: str) -> ItemBank:
    demand(may_author(actor))
    bank = ItemBank(title=title, owner_id=actor.id, co_trainers=[])
    session.add(bank)
    session.flush()
    audit.record(session, actor.id, "bank.open", f"bank:{bank.id}", title=title)
    return bank


def rename(session: Session, actor: Actor, bank: ItemBank, title: str) -> None:
    demand(may_edit(actor, bank))
    bank.title = title
    audit.record(session, actor.id, "bank.rename", f"bank:{bank.id}", title=title)


def share(session: Session, actor: Actor, bank: ItemBank, person_id: int) -> None:
    """Let another trainer work on the bank, too. Sharing twice changes nothing."""
    demand(may_share(actor, bank))
    if person_id == bank.owner_id:
        raise Conflict("这位教师是题库的负责人，不需要再添加。")
    if insert_once(session, BankTrainer, bank_id=bank.id, person_id=person_id):
        audit.record(session, actor.id, "bank.share", f"bank:{bank.id}", person=person_id)


def unshare(session: Session, actor: Actor, bank: ItemBank, person_id: int) -> None:
    demand(may_share(actor, bank))
    row = delete(BankTrainer).filter_by(bank_id=bank.id, person_id=person_id)
    if took_effect(session, row):
        audit.record(session, actor.id, "bank.unshare", f"bank:{bank.id}", person=person_id)


def add_item(session: Session, actor: Actor, bank: ItemBank, draft: ItemDraft) -> Item:
    """Take a question into the bank. Raises Invalid, naming each fault with its field."""
    demand(may_edit(actor, bank))
    refuse_faulty(draft)
    (item,) = _insert(session, actor, bank.id, [draft])
    audit.record(session, actor.id, "item.add", f"item:{item.id}", bank=bank.id)
    return item


def revise(session: Session, actor: Actor, item: Item, seen: int, draft: ItemDraft) -> None:
    """Give the item a new revision; those who sat it before keep the one they saw.

    `seen` is the revision that was on the writer's page: when somebody else has written another
    one since, nothing is overwritten. Raises Invalid for a faulty draft.
    """
    demand(may_edit(actor, item.bank))
    refuse_faulty(draft)
    turn = update(Item).where(Item.id == item.id, Item.revision == seen)
    if not took_effect(session, turn.values(revision=seen + 1, topic=draft.topic)):
        raise Conflict("这道题刚刚被别人修改过，请刷新页面，在新内容上修改。")
    session.add(_revision(item.id, seen + 1, actor, draft))
    audit.record(session, actor.id, "item.revise", f"item:{item.id}", revision=seen + 1)


def retire(session: Session, actor: Actor, item: Item) -> None:
    """Give the item to no new sitting. Retiring twice keeps the first moment."""
    demand(may_edit(actor, item.bank))
    live = update(Item).where(Item.id == item.id, Item.retired_at.is_(None))
    if took_effect(session, live.values(retired_at=utcnow())):
        audit.record(session, actor.id, "item.retire", f"item:{item.id}")


def restore(session: Session, actor: Actor, item: Item) -> None:
    demand(may_edit(actor, item.bank))
    retired = update(Item).where(Item.id == item.id, Item.retired_at.is_not(None))
    if took_effect(session, retired.values(retired_at=None)):
        audit.record(session, actor.id, "item.restore", f"item:{item.id}")


def preview(
    session: Session, actor: Actor, bank: ItemBank, *, file_name: str, candidates: list[Candidate]
) -> ItemImport:
    """Keep what was read from a file until somebody confirms it; the bank does not change."""
    demand(may_edit(actor, bank))
    kept = ItemImport(
        bank_id=bank.id,
        person_id=actor.id,
        file_name=file_name[-LONGEST_FILE_NAME:],
        candidates=[packed(candidate) for candidate in _marked(session, bank.id, candidates)],
    )
    session.add(kept)
    session.flush()
    return kept


def _marked(session: Session, bank_id: int, candidates: list[Candidate]) -> list[Candidate]:
    """Remark on candidates that the bank has already."""
    prints = {c.n: fingerprint(c.draft) for c in candidates if c.draft}
    known = known_fingerprints(session, bank_id, list(prints.values()))
    return [c.with_remark(KNOWN) if prints.get(c.n) in known else c for c in candidates]


def confirm(session: Session, actor: Actor, kept: ItemImport) -> int:
    """Take over what the import found and return how many items it gave; only once.

    What the bank has by now, and what the file says twice, is not taken again.
    """
    demand(may_edit(actor, kept.bank))
    once = update(ItemImport).where(ItemImport.id == kept.id, ItemImport.confirmed_at.is_(None))
    if not took_effect(session, once.values(confirmed_at=utcnow(), taken=0)):
        session.refresh(kept)
        return kept.taken or 0
    drafts = [unpacked(record).draft for record in kept.candidates]
    by_print = {fingerprint(draft): draft for draft in reversed(drafts) if draft}
    known = known_fingerprints(session, kept.bank_id, list(by_print))
    new = [draft for mark, draft in reversed(by_print.items()) if mark not in known]
    _insert(session, actor, kept.bank_id, new)
    session.execute(update(ItemImport).where(ItemImport.id == kept.id).values(taken=len(new)))
    audit.record(session, actor.id, "item.import", f"bank:{kept.bank_id}", taken=len(new))
    return len(new)


def refuse_faulty(draft: ItemDraft) -> None:
    found = faults(draft)
    if found:
        errors = [FieldError(name, r.message, dict(r.values)) for name, r in found]
        raise Invalid(errors=errors)


def _insert(
    session: Session, actor: Actor, bank_id: int, drafts: Sequence[ItemDraft]
) -> list[Item]:
    items = [Item(bank_id=bank_id, topic=draft.topic) for draft in drafts]
    session.add_all(items)
    session.flush()
    pairs = zip(items, drafts, strict=True)
    session.add_all(_revision(item.id, 1, actor, draft) for item, draft in pairs)
    session.flush()
    return items


def _revision(item_id: int, n: int, actor: Actor, draft: ItemDraft) -> ItemRevision:
    return ItemRevision(item_id=item_id, n=n, written_by=actor.id, **columns_of(draft))
