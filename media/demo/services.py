"""Ordering a sample lecture: an asset now, its film made by a job."""

from sqlalchemy.orm import Session

from lms.jobs import enqueue
from lms.people import Actor
from media.assets import services
from media.assets.models import Asset, Kind, State
from media.demo.script import Script, timing
from media.encoding.captions import write

MAKE = "media.make_lecture"


def order_lecture(session: Session, trainer: Actor, script: Script) -> int:
    """Return the id of a film that is still to be made; it has its length and captions already."""
    planned = timing(script)
    asset = Asset(
        owner_id=trainer.id,
        title=script.title,
        filename=f"{services.clean_name(script.title)}.mp4",
        size=0,
        state=State.queued,
        kind=Kind.video,
        duration_ms=round(planned.seconds * 1000),
    )
    session.add(asset)
    session.flush()
    services.set_captions(session, asset.id, "zh", write(planned.cues))
    payload = {"asset_id": asset.id, "script": script.stored()}
    enqueue(session, MAKE, payload, key=f"{MAKE}:{asset.id}", by=trainer.id)
    return asset.id
