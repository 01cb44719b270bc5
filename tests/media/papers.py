"""Files of office programs, made for tests: by a library, by hand, and by LibreOffice itself."""

import struct
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

from docx import Document
from docx.oxml.ns import qn

FACES = ("仿宋_GB2312", "方正小标宋简体", "楷体_GB2312", "宋体", "黑体", "微软雅黑")
OFFICE_XML = "application/vnd.openxmlformats-officedocument"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def docx(*paragraphs: str) -> bytes:
    """A text that asks for one Chinese typeface after the other."""
    document, target = Document(), BytesIO()
    for number, words in enumerate(paragraphs or ("党支部工作条例（示例）",)):
        run = document.add_paragraph().add_run(words)
        face = FACES[number % len(FACES)]
        run.font.name = face
        run.font.element.rPr.rFonts.set(qn("w:eastAsia"), face)
    document.save(target)
    return target.getvalue()


def pptx(*titles: str) -> bytes:
    """Slides with the least that makes a presentation."""
    titles = titles or ("第一页：三会一课", "第二页：主题党日")
    parts = {
        "[Content_Types].xml": types_of(len(titles)),
        "_rels/.rels": _relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": _presentation(len(titles)),
        "ppt/_rels/presentation.xml.rels": _relations(
            *(("slide", f"slides/slide{n}.xml") for n in range(1, len(titles) + 1)),
        ),
    }
    for number, title in enumerate(titles, 1):
        parts[f"ppt/slides/slide{number}.xml"] = _slide(title)
    return zipped(parts)


def odp(*titles: str) -> bytes:
    pages = "".join(
        f'<draw:page draw:name="p{n}" draw:master-page-name="m"><draw:frame svg:width="20cm"'
        f' svg:height="3cm" svg:x="2cm" svg:y="2cm"><draw:text-box><text:p>{title}</text:p>'
        "</draw:text-box></draw:frame></draw:page>"
        for n, title in enumerate(titles or ("组织生活会",))
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{tail}:1.0"'
        for name, tail in (
            ("office", "office"), ("draw", "drawing"), ("text", "text"), ("svg", "svg-compatible"),
        )
    )  # fmt: skip
    body = f"<office:body><office:presentation>{pages}</office:presentation></office:body>"
    return open_document(
        "presentation", f'<office:document-content {spaces} office:version="1.2">{body}</office:document-content>'
    )  # fmt: skip


def open_document(kind: str, content: str, *, manifest: str = "", **more: str) -> bytes:
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    entries = f'<m:file-entry m:full-path="/" m:media-type="{mimetype}"/>'
    entries += '<m:file-entry m:full-path="content.xml" m:media-type="text/xml">'
    whole = f'<m:manifest xmlns:m="{space}">{entries}{manifest}</m:file-entry></m:manifest>'
    parts = {"mimetype": mimetype, "content.xml": content, "META-INF/manifest.xml": whole}
    return zipped(parts | more)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def with_part(paper: bytes, name: str, content: bytes = b"x") -> bytes:
    target = BytesIO(paper)
    with ZipFile(target, "a") as archive:
        archive.writestr(name, content)
    return target.getvalue()


def endless(paper: bytes) -> bytes:
    """Say of a part that it unpacks to 4 GB."""
    at = paper.index(b"PK\x01\x02") + 24
    return paper[:at] + struct.pack("<I", 0xFFFFFFF0) + paper[at + 4 :]


def compound(*names: str, word_flags: int = 0) -> bytes:
    """An OLE compound file with streams of these names, each of one sector."""
    sector, end, free = 512, 0xFFFFFFFE, 0xFFFFFFFF
    fat = [0xFFFFFFFD, end, *[end] * len(names)]
    header = bytearray(sector)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HHH", header, 0x1C, 0xFFFE, 9, 6)
    struct.pack_into("<I", header, 0x2C, 1)
    struct.pack_into("<I", header, 0x30, 1)
    struct.pack_into("<IIIII", header, 0x38, 4096, end, 0, end, 0)
    struct.pack_into("<109I", header, 0x4C, 0, *[free] * 108)
    entries = [_entry("Root Entry", 5, end), *(_entry(n, 2, at) for at, n in enumerate(names, 2))]
    directory = b"".join(entries).ljust(sector, b"\0")
    assert len(directory) == sector
    streams = [struct.pack("<5sxxxxxH", b"words", word_flags).ljust(sector, b"\0") for _n in names]
    table = struct.pack("<128I", *fat, *[free] * (128 - len(fat)))
    return b"".join([bytes(header), table, directory, *streams])


def _entry(name: str, kind: int, first: int) -> bytes:
    entry = bytearray(128)
    text = name.encode("utf-16-le")
    entry[: len(text)] = text
    struct.pack_into("<HB", entry, 0x40, len(text) + 2, kind)
    struct.pack_into("<II", entry, 0x74, first, 512)
    return bytes(entry)


def by_libreoffice(paper: bytes, suffix: str, wanted: str, folder: Path) -> bytes:
    """Write the paper in an older format, as people still have them."""
    source = folder / f"old.{suffix}"
    source.write_bytes(paper)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    argv = ["soffice", "--headless", profile, "--convert-to", wanted, "--outdir", folder, source]
    subprocess.run(argv, check=True, capture_output=True, timeout=120)
    return source.with_suffix(f".{wanted}").read_bytes()


def types_of(slides: int) -> str:
    main = f'<Override PartName="/ppt/presentation.xml" ContentType="{OFFICE_XML}.presentationml.presentation.main+xml"/>'
    others = "".join(
        f'<Override PartName="/ppt/slides/slide{n}.xml" ContentType="{OFFICE_XML}.presentationml.slide+xml"/>'
        for n in range(1, slides + 1)
    )
    rels = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    sheet = f'<Default Extension="xlsx" ContentType="{OFFICE_XML}.spreadsheetml.sheet"/>'
    return f'<Types xmlns="{PACKAGE}/content-types">{rels}{sheet}{main}{others}</Types>'


def _relations(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{lines}</Relationships>'


def _presentation(slides: int) -> str:
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in range(1, slides + 1))
    return (
        f'<p:presentation xmlns:p="{SLIDES}" xmlns:r="{RELATIONS}"><p:sldIdLst>{listed}</p:sldIdLst>'
        '<p:sldSz cx="12192000" cy="6858000"/></p:presentation>'
    )


def _slide(title: str) -> str:
    frame = '<a:xfrm><a:off x="900000" y="900000"/><a:ext cx="9000000" cy="1200000"/></a:xfrm>'
    face = '<a:rPr lang="zh-CN" sz="3600"><a:ea typeface="微软雅黑"/></a:rPr>'
    return (
        f'<p:sld xmlns:p="{SLIDES}" xmlns:a="{DRAWING}"><p:cSld><p:spTree><p:nvGrpSpPr>'
        '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        '<p:sp><p:nvSpPr><p:cNvPr id="2" name="t"/><p:cNvSpPr/><p:nvPr/></p:nvSpPr>'
        f'<p:spPr>{frame}<a:prstGeom prst="rect"/></p:spPr><p:txBody><a:bodyPr/>'
        f"<a:p><a:r>{face}<a:t>{title}</a:t></a:r></a:p></p:txBody></p:sp>"
        "</p:spTree></p:cSld></p:sld>"
    )
