"""The argument lists for ffmpeg, composed with ffmpeg-python (its compile() only)."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import ffmpeg

from media.encoding.ladder import AUDIO_KBIT, SLIDE_SECONDS, Plan, Rung, size
from media.encoding.probe import SAFE_INPUT, Film

QUIET = ("-hide_banner", "-nostdin", "-loglevel", "error", "-nostats", "-progress", "pipe:1")
POSTER_WIDTH = 960
POSTER_AT = 0.1  # of the length: behind a black start or a title
THREADS = 2
SHOW_FPS = 2  # nothing moves; the voice and the captions have a clock of their own
SHOW_SOUND = {"acodec": "aac", "aac_coder": "fast", "b:a": "40k", "ac": 1, "ar": 24000}
SILENCE = "anullsrc=r=24000:cl=mono"


def rung_name(rung: Rung) -> str:
    return f"{rung.side}"


def encoded(program: str, source: Path, film: Film, plan: Plan, rungs: Sequence[Rung]) -> list[str]:
    """One pass over the source that writes these rungs: each one file with segments inside."""
    whole = _input(source)
    pictures = whole.video.filter("fps", fps=str(plan.fps)).filter_multi_output("split", len(rungs))
    outputs = [
        ffmpeg.output(
            *_streams(whole, _shaped(pictures[number], film, rung), film),
            f"{rung_name(rung)}.m3u8",
            **_picture(plan, rung),
            **_sound(film),
            **_segments(rung_name(rung), plan.segment_seconds),
        )
        for number, rung in enumerate(rungs)
    ]
    return _compiled(program, *outputs)


def repackaged(program: str, source: Path, film: Film, rung: Rung, seconds: int) -> list[str]:
    """Copy picture and sound as they are into segments."""
    whole = _input(source)
    copied = ffmpeg.output(
        *_streams(whole, whole.video, film),
        f"{rung_name(rung)}.m3u8",
        codec="copy",
        avoid_negative_ts="make_zero",
        **_segments(rung_name(rung), seconds),
    )
    return _compiled(program, copied)


def poster(program: str, source: Path, film: Film) -> list[str]:
    picture = (
        _input(source, ss=f"{film.seconds * POSTER_AT:.3f}")
        .video.filter("scale", min(POSTER_WIDTH, film.width), -2)
        .filter("setsar", 1)
    )
    still = {"frames:v": 1, "qscale:v": 4, "f": "image2", "update": 1}
    return _compiled(program, picture.output("poster.jpg", **still))


def slideshow(
    program: str,
    pictures: Sequence[Path],
    stands: Sequence[float],
    voice: Path | None,
    target: Path,
) -> list[str]:
    """Pictures of ours behind one another, each drawn once and repeated."""
    parts = [
        ffmpeg.input(str(picture), framerate=SHOW_FPS)
        .filter("format", "yuv420p")
        .filter("loop", loop=frames - 1, size=1)
        for picture, frames in zip(pictures, _frames(stands), strict=True)
    ]
    silence = {"filename": SILENCE, "f": "lavfi", "t": sum(stands)}
    sound = ffmpeg.input(str(voice)) if voice else ffmpeg.input(**silence)
    film = ffmpeg.output(
        ffmpeg.concat(*parts),
        sound,
        str(target),
        **_show_picture(),
        **SHOW_SOUND,
    )
    return _compiled(program, film)


def _frames(stands: Sequence[float]) -> list[int]:
    """Return how many frames each picture stands: rounded at its ends, so that nothing drifts."""
    ends = [round(end * SHOW_FPS) for end in accumulate(stands, initial=0)]
    return [max(1, stop - start) for start, stop in pairwise(ends)]


def _show_picture() -> dict[str, Any]:
    frames = SHOW_FPS * SLIDE_SECONDS
    return {
        "vcodec": "libx264",
        "preset": "ultrafast",
        "tune": "stillimage",
        "crf": 20,
        "profile:v": "high",
        "g": frames,
        "keyint_min": frames,
        "sc_threshold": 0,
        "r": SHOW_FPS,
        "movflags": "+faststart",
        "threads": THREADS,
    }


def _input(source: Path, **options: Any) -> Any:
    return ffmpeg.input(f"file:{source.absolute()}", **SAFE_INPUT, **options)


def _compiled(program: str, *outputs: Any) -> list[str]:
    joined = ffmpeg.merge_outputs(*outputs) if len(outputs) > 1 else outputs[0]
    argv: list[str] = joined.global_args(*QUIET).compile(cmd=program, overwrite_output=True)
    return argv


def _streams(whole: Any, picture: Any, film: Film) -> list[Any]:
    return [picture, whole.audio] if film.audio_codec else [picture]


def _shaped(picture: Any, film: Film, rung: Rung) -> Any:
    width, height = size(film, rung)
    return picture.filter("scale", width, height, flags="bicubic").filter("setsar", 1)


def _picture(plan: Plan, rung: Rung) -> dict[str, Any]:
    """Key frames at the same moments in every rung, and a ceiling that keeps segments small."""
    frames = max(1, round(plan.fps * plan.segment_seconds))
    return {
        "vcodec": "libx264",
        "preset": "veryfast",
        "crf": 23,
        "maxrate": f"{rung.kbit}k",
        "bufsize": f"{rung.kbit}k",
        "pix_fmt": "yuv420p",
        "profile:v": "high",
        "g": frames,
        "keyint_min": frames,
        "sc_threshold": 0,
        "threads": THREADS,
    }


def _sound(film: Film) -> dict[str, Any]:
    if not film.audio_codec:
        return {}
    return {"acodec": "aac", "b:a": f"{AUDIO_KBIT}k", "ac": 2, "ar": 48000}


def _segments(name: str, seconds: int) -> dict[str, Any]:
    return {
        "f": "hls",
        "hls_time": seconds,
        "hls_playlist_type": "vod",
        "hls_segment_type": "fmp4",
        "hls_flags": "single_file",
        "hls_segment_filename": f"{name}.mp4",
        "map_metadata": -1,
        "map_chapters": -1,
        "sn": None,
        "dn": None,
    }
