"""What a backup says of itself."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from lms.errors import Conflict, NotFound

NAME = "manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`files` are hashes by path inside the backup, `rows` counts by table, `blobs` names."""

    made_at: str
    version: str
    revision: str
    files: dict[str, str]
    rows: dict[str, int]
    blobs: list[str]
    format: int = FORMAT

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Raises NotFound without a manifest, Conflict when a newer release wrote it."""
        file = folder / NAME
        if not file.is_file():
            raise NotFound("%(folder)s 中没有完整的备份。", folder=folder)
        told = json.loads(file.read_text("utf-8"))
        if told.get("format") != FORMAT:
            raise Conflict("这份备份由更新的版本写成，请用那个版本恢复。")
        return cls(**told)

    def write(self, folder: Path) -> None:
        (folder / NAME).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), "utf-8")


def digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
