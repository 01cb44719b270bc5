"""The samples that a demo school begins with: texts of our own, marked as samples."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.works.manuscripts import Manuscript
from library.works.manuscripts.texts import text_manuscript
from library.works.models import Work
from library.works.services import load

FOLDER = Path(__file__).parent.parent / "samples"


def samples() -> list[Manuscript]:
    files = sorted(path for path in FOLDER.iterdir() if path.suffix in {".md", ".txt"})
    return [text_manuscript(path.name, path.suffix, path.read_bytes()) for path in files]


def load_samples(session: Session) -> dict[str, Work]:
    """Bring the samples into the library and have them indexed; return them by their slugs.

    What is there already stays as it is, so loading them twice changes nothing.
    """
    manuscripts = {manuscript.head.slug: manuscript for manuscript in samples()}
    known = select(Work).where(Work.slug.in_(manuscripts))
    works = {work.slug: work for work in session.scalars(known)}
    for slug, manuscript in manuscripts.items():
        if slug not in works:
            works[slug] = load(session, manuscript)
    return works
