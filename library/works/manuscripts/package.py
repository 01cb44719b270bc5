"""A ZIP of XML that a stranger made, as DOCX and EPUB are.

Each part is read only up to a limit, and all of them up to another, whatever the package claims
about its sizes; no entity or address in them is followed.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html.entities import html5
from io import BytesIO
from xml.sax.saxutils import escape

from lxml import etree

from lms.errors import Invalid

LARGEST_PART = 40 * 1024 * 1024
LARGEST_WHOLE = 80 * 1024 * 1024
MOST_PARTS = 5_000
NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
OF_XML = {b"amp", b"lt", b"gt", b"quot", b"apos"}
BROKEN = (zipfile.BadZipFile, etree.XMLSyntaxError, NotImplementedError, RuntimeError, KeyError)


class Package:
    def __init__(self, kind: str, archive: zipfile.ZipFile) -> None:
        self.kind = kind
        self.names = set(archive.namelist())
        self._archive = archive
        self._left = LARGEST_WHOLE
        if len(self.names) > MOST_PARTS:
            raise self._too_large()

    def xml(self, name: str) -> etree._Element:
        return self._parsed(self._read(name))

    def html(self, name: str) -> etree._Element:
        """Return the root of a page: with the names that HTML knows, read on over its faults."""
        content = NAMED.sub(_character, self._read(name))
        return self._parsed(content, recover=True)

    def _parsed(self, content: bytes, *, recover: bool = False) -> etree._Element:
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, recover=recover
        )
        root = etree.fromstring(content, parser)
        if root is None:  # nothing in it could be recovered
            raise etree.XMLSyntaxError("empty", 0, 0, 0)
        dtd = root.getroottree().docinfo.internalDTD
        if dtd is not None and any(True for _entity in dtd.iterentities()):
            raise Invalid("这个 %(kind)s 文件含有不允许的内容，没有导入。", kind=self.kind)
        return root

    def _read(self, name: str) -> bytes:
        most = min(LARGEST_PART, self._left)
        with self._archive.open(name) as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise self._too_large()
        self._left -= len(content)
        return content

    def _too_large(self) -> Invalid:
        return Invalid("这个 %(kind)s 文件解压后过大，没有导入。请拆分后重试。", kind=self.kind)


def _character(match: re.Match[bytes]) -> bytes:
    """Return what a name like &nbsp; stands for; those of XML itself stay."""
    known = html5.get(f"{match[1].decode()};", "") if match[1] not in OF_XML else ""
    return escape(known).encode() or match[0]


@contextmanager
def opened(kind: str, content: bytes) -> Iterator[Package]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            yield Package(kind, archive)
    except BROKEN as error:
        raise Invalid(
            "这个 %(kind)s 文件已损坏或已加密。请用原来的程序另存后重试。", kind=kind
        ) from error
