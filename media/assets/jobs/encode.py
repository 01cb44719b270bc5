"""Turning a checked film into renditions, the smallest first so that it can be watched early."""

from collections.abc import Sequence
from pathlib import Path

from lms.jobs import Run, handler
from lms.web.i18n import lazy_gettext as _l
from media.assets import queries, services
from media.assets.jobs.common import (
    READY,
    asset_of,
    note,
    reporter,
    tell_owner,
    telling,
    work_folder,
)
from media.assets.models import Asset, Kind, State
from media.encoding import work
from media.encoding.ladder import Plan, Rung, plan, size
from media.encoding.obtain import obtain_tools
from media.encoding.probe import probe, scan
from media.encoding.work import Bench, Made

FIRST_SHARE = 0.2  # of the whole work: about what the smallest rung costs


@handler("media.encode", lane="heavy", lease_seconds=30, attempts=8, label=_l("视频转码"))
def encode_asset(run: Run) -> None:
    """Make what is missing of the renditions; a try after a kill keeps what was finished."""
    asset = asset_of(run)
    if asset.state is State.ready or asset.original is None:
        return
    with (
        telling(run, asset),
        run.blobs.local_path(asset.original) as source,
        work_folder(run) as folder,
    ):
        make_renditions(run, asset, source, folder)


def make_renditions(
    run: Run, asset: Asset, source: Path, folder: Path, *, is_told: bool = True
) -> None:
    """Make a poster and all renditions of a good film; it is ready afterwards."""
    tools = obtain_tools(run.settings.data_dir, lambda: run.progress(0.0))
    film = probe(tools, source)
    bench = Bench(tools, source, film, folder)
    planned = plan(film, scan(tools, source, film, lambda: run.progress(0.0)))
    poster = work.make_poster(bench, run.progress)
    note(run, asset.id, State.encoding, poster=run.blobs.put(poster))
    if planned.cut_seconds:
        _store(run, asset.id, [work.repackage(bench, planned, reporter(run, asset.id, "转码"))])
    else:
        _climb(run, asset.id, bench, planned)
    with run.db.session(write=True) as session:
        services.make_ready(session, asset.id, Kind.video)
        if is_told:
            tell_owner(session, run, asset.id, READY)
        session.commit()
        run.app.jobs.send_waiting(session)


def _climb(run: Run, asset_id: int, bench: Bench, planned: Plan) -> None:
    """Make the smallest rung by itself, then the others in one pass."""
    first, others = planned.rungs[:1], planned.rungs[1:]
    middle = FIRST_SHARE if others else 1.0
    for rungs, start, stop in ((first, 0.0, middle), (others, middle, 1.0)):
        missing = _missing(run, asset_id, bench, rungs)
        if missing:
            hear = reporter(run, asset_id, "转码", start, stop)
            _store(run, asset_id, work.encode(bench, planned, missing, hear))


def _missing(run: Run, asset_id: int, bench: Bench, rungs: Sequence[Rung]) -> list[Rung]:
    with run.db.session(write=False) as session:
        made = {(row.width, row.height) for row in queries.renditions(session, asset_id)}
    return [rung for rung in rungs if size(bench.film, rung) not in made]


def _store(run: Run, asset_id: int, renditions: Sequence[Made]) -> None:
    drafts = [
        services.RenditionDraft(made.width, made.height, run.blobs.adopt(made.file), made.track)
        for made in renditions
    ]
    with run.db.session(write=True) as session:
        for draft in drafts:
            services.add_rendition(session, asset_id, draft)
        session.commit()
