"""Making a sample lecture: slides, captions, a voice where there is one, and the film."""

from pathlib import Path

from lms.fonts import fetch_cjk_fonts
from lms.jobs import Run, handler
from lms.web.i18n import lazy_gettext as _l
from media.assets import services
from media.assets.jobs.common import asset_of, note, telling, work_folder
from media.assets.jobs.encode import make_renditions
from media.assets.models import Asset, State
from media.demo import slides, speech
from media.demo.script import Script, Timing, timing
from media.demo.services import MAKE
from media.encoding.captions import write
from media.encoding.obtain import obtain_tools
from media.encoding.work import Show, make_show


@handler(MAKE, lane="heavy", attempts=8, label=_l("制作示例讲课视频"))
def make_lecture(run: Run) -> None:
    """A try after a kill begins anew; a finished lecture is left alone."""
    asset = asset_of(run)
    if asset.state is State.ready:
        return
    script = Script.read(run.payload["script"])
    with telling(run, asset), work_folder(run) as folder:
        note(run, asset.id, State.encoding)
        film = _film(run, script, asset, folder)
        make_renditions(run, asset, film, folder, is_told=False)


def _film(run: Run, script: Script, asset: Asset, folder: Path) -> Path:
    run.progress(0.0, "准备转码工具和字体")
    tools = obtain_tools(run.settings.data_dir, lambda: run.progress(0.0))
    fonts = fetch_cjk_fonts(run.settings.data_dir)
    run.progress(0.0, "制作幻灯片")
    pictures = slides.draw(script, fonts, folder, lambda: run.progress(0.0))
    voice, laid = _voice(run, script, folder)
    show = Show(pictures, laid.stands, voice)
    film = make_show(tools, show, folder, lambda share: run.progress(share / 2, "合成视频"))
    _keep(run, asset, film, laid)
    return film


def _voice(run: Run, script: Script, folder: Path) -> tuple[Path | None, Timing]:
    if not speech.can_speak():
        return None, timing(script)
    said = speech.speak(script, folder, lambda: run.progress(0.0))
    track = folder / "voice.wav"
    speech.join(script, said, track)
    return track, timing(script, speech.lengths(said))


def _keep(run: Run, asset: Asset, film: Path, laid: Timing) -> None:
    """Store the film as if it had been uploaded, with captions that fit it to the moment."""
    blob, size = run.blobs.put(film), film.stat().st_size
    with run.db.session(write=True) as session:
        length = round(laid.seconds * 1000)
        found = {"original": blob, "size": size, "duration_ms": length}
        services.move_on(session, asset.id, State.encoding, **found)
        services.set_captions(session, asset.id, "zh", write(laid.cues))
        session.commit()
