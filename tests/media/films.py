"""Small real films, made by ffmpeg."""

import subprocess
from pathlib import Path

PICTURE = "testsrc2=size={size}:rate={rate}:duration={seconds}"
SOUND = "sine=frequency=440:duration={seconds}"


def make(target: Path, *options, size="640x360", rate=25, seconds=6, sound=True) -> Path:
    inputs = ["-f", "lavfi", "-i", PICTURE.format(size=size, rate=rate, seconds=seconds)]
    if sound:
        inputs += ["-f", "lavfi", "-i", SOUND.format(seconds=seconds)]
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    ffmpeg(*inputs, *codecs, *options, target)
    return target


def still(target: Path, *options, seconds=10) -> Path:
    """A film like a recorded slide: nothing moves."""
    source = f"color=white:size=1280x720:rate=25:duration={seconds}"
    codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    ffmpeg("-f", "lavfi", "-i", source, *codecs, *options, target)
    return target


def ffmpeg(*argv) -> None:
    command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y", *map(str, argv)]
    subprocess.run(command, check=True, timeout=60)


def cut(source: Path, target: Path, share: float) -> Path:
    content = source.read_bytes()
    target.write_bytes(content[: int(len(content) * share)])
    return target
