"""Recognise what an office program wrote: `python -I recognise.py source`.

A program of its own in narrow bounds, because the file may be made to mislead. Says the suffix
that the file should have; what it refuses, it names on the last line of stderr. The name that the
file came with says nothing.
"""

import re
import struct
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ZIP = b"PK\x03\x04"
MOST_PARTS = 20_000
MOST_UNPACKED = 2 * 1024**3
LONGEST_INDEX = 4 * 1024**2

OPEN_XML = re.compile(rb"\.(wordprocessing|presentation|spreadsheet)ml\.[\w.-]+\.main\+xml")
OPEN_XML_KINDS = {b"wordprocessing": "docx", b"presentation": "pptx", b"spreadsheet": "sheet"}
OPEN_DOCUMENT = re.compile(rb"application/vnd\.oasis\.opendocument\.(\w+)")
OPEN_DOCUMENT_KINDS = {b"text": "odt", b"presentation": "odp", b"spreadsheet": "sheet"}
SCRIPTS = ("basic/", "scripts/")

STREAMS = {
    "WordDocument": "doc",
    "PowerPoint Document": "ppt",
    "Workbook": "sheet",
    "Book": "sheet",
}
ROOT = "Root Entry"
LOCKED_STREAMS = {"EncryptedPackage", "EncryptedSummary"}
MACRO_STREAMS = {"_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros"}

END_OF_CHAIN = 0xFFFFFFFA  # this and all above mark no sector
HEADER_FATS = 109
ENTRY = 128
WORD_FLAGS, IS_ENCRYPTED = 0x0A, 0x0100


def main(source: str) -> str:
    with Path(source).open("rb") as file:
        is_zip = file.read(len(ZIP)) == ZIP
    try:
        kind = _unzipped(source) if is_zip else _compound(source)
    except (zipfile.BadZipFile, struct.error, KeyError, ValueError, EOFError, OSError):
        sys.exit("broken")
    return kind


def _unzipped(source: str) -> str:
    with zipfile.ZipFile(source) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            sys.exit("huge")
        names = {part.filename for part in parts}
        if "[Content_Types].xml" in names:
            return _open_xml(_index(archive, "[Content_Types].xml"), names)
        if "mimetype" in names:
            return _open_document(archive, names)
    sys.exit("archive")


def _index(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(LONGEST_INDEX)


def _open_xml(types: bytes, names: set[str]) -> str:
    if b"macroEnabled" in types or any(name.endswith("vbaProject.bin") for name in names):
        sys.exit("macros")
    found = OPEN_XML.search(types)
    return OPEN_XML_KINDS[found[1]] if found else sys.exit("archive")


def _open_document(archive: zipfile.ZipFile, names: set[str]) -> str:
    if b"encryption-data" in _index(archive, "META-INF/manifest.xml"):
        sys.exit("password")
    if any(name.lower().startswith(SCRIPTS) for name in names):
        sys.exit("macros")
    found = OPEN_DOCUMENT.match(_index(archive, "mimetype"))
    return OPEN_DOCUMENT_KINDS.get(found[1], "sheet") if found else sys.exit("archive")


class Stream(NamedTuple):
    """An entry of a compound file's directory."""

    name: str
    first_sector: int


class CompoundFile:
    """As much of an OLE compound file as it takes to name its streams and read how one begins."""

    def __init__(self, source: str) -> None:
        self.content = Path(source).read_bytes()
        (shift,) = struct.unpack_from("<H", self.content, 0x1E)
        self.sector_size = 1 << min(shift, 16)
        self.fat = list(self._fat())

    def sector(self, number: int) -> bytes:
        start = (number + 1) * self.sector_size
        return self.content[start : start + self.sector_size]

    def _fat(self) -> Iterator[int]:
        sectors = [*struct.unpack_from(f"<{HEADER_FATS}I", self.content, 0x4C)]
        (more,) = struct.unpack_from("<I", self.content, 0x44)
        for _turn in range(len(self.content) // self.sector_size):
            if more >= END_OF_CHAIN:
                break
            *listed, more = self._numbers(more)
            sectors += listed
        for number in sectors:
            if number < END_OF_CHAIN:
                yield from self._numbers(number)

    def _numbers(self, sector: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self.sector_size // 4}I", self.sector(sector))

    def streams(self) -> Iterator[Stream]:
        (sector,) = struct.unpack_from("<I", self.content, 0x30)
        for _turn in range(len(self.fat)):
            if sector >= len(self.fat):
                return
            content = self.sector(sector)
            for start in range(0, len(content), ENTRY):
                yield _entry(content[start : start + ENTRY])
            sector = self.fat[sector]


def _entry(content: bytes) -> Stream:
    (length,) = struct.unpack_from("<H", content, 0x40)
    (first,) = struct.unpack_from("<I", content, 0x74)
    return Stream(content[: max(0, min(length, 64) - 2)].decode("utf-16-le"), first)


def _compound(source: str) -> str:
    file = CompoundFile(source)
    streams = {stream.name: stream.first_sector for stream in file.streams()}
    if ROOT not in streams:
        sys.exit("broken")
    if streams.keys() & LOCKED_STREAMS or _is_locked_word(file, streams):
        sys.exit("password")
    if streams.keys() & MACRO_STREAMS:
        sys.exit("macros")
    kinds = [kind for name, kind in STREAMS.items() if name in streams]
    return kinds[0] if kinds else sys.exit("archive")


def _is_locked_word(file: CompoundFile, streams: dict[str, int]) -> bool:
    if "WordDocument" not in streams:
        return False
    (flags,) = struct.unpack_from("<H", file.sector(streams["WordDocument"]), WORD_FLAGS)
    return bool(flags & IS_ENCRYPTED)


if __name__ == "__main__":
    print(main(sys.argv[1]))  # noqa: T201
