"""Files that were made to do harm, or to waste time and memory: each small, and made here."""

import zipfile
import zlib
from io import BytesIO

from tests.library.test_books import CONTAINER, epub, page
from tests.library.test_manuscripts import zipped

MIB = 1024 * 1024
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def pdf(*objects, trailer="/Root 1 0 R"):
    """A PDF of these objects, numbered from 1, with a good table of where they are."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        written = content.encode() if isinstance(content, str) else content
        body += b"%d 0 obj\n%s\nendobj\n" % (number, written)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF"
        % (size, trailer.encode(), len(body))
    )


def stream(content, head=""):
    packed = zlib.compress(content, 9)
    return b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), head.encode(), packed)  # fmt: skip


CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << %s >> >>"
HELVETICA = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"


def one_page(content, resources=HELVETICA, *more):
    return pdf(CATALOG, ONE_PAGE, PAGE % resources, stream(content), *more)


def endless_table():
    """Its table of places names itself as the one before it, without end."""
    whole = one_page(b"BT /F 12 Tf 72 700 Td (Words) Tj ET")
    start = whole.rindex(b"xref\n0")
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


def endless_pages():
    """Its tree of pages holds itself."""
    return pdf(CATALOG, "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2000 >>")


def many_pages(count):
    kids = " ".join(["3 0 R"] * count)
    tree = f"<< /Type /Pages /Kids [{kids}] /Count {count} >>"
    return pdf(CATALOG, tree, PAGE % HELVETICA, stream(b"BT /F 12 Tf 72 700 Td (Words) Tj ET"))


def locked():
    """It is told to need a password that nobody has."""
    one, other = "41" * 32, "42" * 32
    keys = f"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <{one}> /U <{other}> >>"
    return pdf(
        CATALOG, ONE_PAGE, PAGE % HELVETICA, stream(b"x"), keys,
        trailer=f"/Root 1 0 R /Encrypt 5 0 R /ID [<{'43' * 16}> <{'43' * 16}>]",
    )  # fmt: skip


def bursting_text():
    """A hundred kilobytes that unpack to a hundred million characters on one page."""
    return one_page(b"BT /F 1 Tf 72 700 Td " + b"(AAAAAAAAAAAAAAAA) Tj " * (5 * MIB) + b"ET")


def bursting_font():
    font = "/Font << /F << /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor 5 0 R >> >>"
    descriptor = "<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 6 0 R >>"
    bomb = stream(b"\0\1\0\0\0\xff" + bytes(200 * MIB))
    return one_page(b"BT /F 12 Tf 72 700 Td (Words) Tj ET", font, descriptor, bomb)


def huge_picture():
    side = 60_000
    head = f"/Type /XObject /Subtype /Image /Width {side} /Height {side} /BitsPerComponent 8 /ColorSpace /DeviceRGB"
    drawn = b"q 500 0 0 500 40 40 cm /I Do Q BT /F 12 Tf 72 700 Td (Only a few words) Tj ET"
    return one_page(drawn, f"/XObject << /I 5 0 R >> {HELVETICA}", stream(bytes(200 * MIB), head))


def endless_forms():
    """A drawing that draws itself, twice."""
    form = stream(
        b"/A Do /A Do",
        "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /A 5 0 R >> >>",
    )
    return one_page(
        b"/A Do BT /F 12 Tf 72 700 Td (Only a few words) Tj ET",
        f"/XObject << /A 5 0 R >> {HELVETICA}",
        form,
    )


def cut(whole):
    return whole[: len(whole) // 2]


def word(body, **parts):
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **parts})


def burst(name, size):
    """A ZIP whose one part unpacks to far more than it takes."""
    file = BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w") as part,
    ):
        for _ in range(size // MIB):
            part.write(b" " * MIB)
    return file.getvalue()


LAUGHS = "".join(
    f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' for n in range(1, 10)
)
LAUGHTER = f'<!DOCTYPE a [<!ENTITY l0 "哈">{LAUGHS}]><a>&l9;</a>'
STOLEN = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a><p>&e;</p></a>'
DEEP = "<div>" * 200_000 + "文" + "</div>" * 200_000
MANY_PARTS = {f"x{n}.xhtml": "" for n in range(6_000)}

FILES = {
    "a PDF whose table has no end": ("a.pdf", endless_table, None),
    "a PDF whose pages hold themselves": ("a.pdf", endless_pages, "PDF"),
    "a PDF of 100,000 pages": ("a.pdf", lambda: many_pages(100_000), "超过 3000 页"),
    "a locked PDF": ("a.pdf", locked, "打开密码"),
    "a PDF of endless words": ("a.pdf", bursting_text, "用时过长|过于复杂|没有正文|分成几个文件"),
    "a PDF with a bursting font": ("a.pdf", bursting_font, None),
    "a PDF with a huge picture": ("a.pdf", huge_picture, None),
    "a PDF that draws itself": ("a.pdf", endless_forms, None),
    "half a PDF": ("a.pdf", lambda: cut(many_pages(200)), "已损坏"),
    "an EPUB that bursts": ("a.epub", lambda: epub(page(" " * (41 * MIB))), "解压后过大"),
    "an EPUB of too many parts": (
        "a.epub",
        lambda: epub(page("<p>文</p>"), **MANY_PARTS),
        "解压后过大",
    ),
    "an EPUB that steals": ("a.epub", lambda: epub(STOLEN), "不允许"),
    "an EPUB that laughs": ("a.epub", lambda: epub(LAUGHTER), "不允许"),
    "an EPUB of endless depth": ("a.epub", lambda: epub(page(DEEP)), None),
    "an EPUB that is only a container": (
        "a.epub",
        lambda: zipped({"META-INF/container.xml": CONTAINER}),
        "已损坏",
    ),
    "a DOCX that bursts": ("a.docx", lambda: burst("word/document.xml", 200 * MIB), "解压后过大"),
    "a DOCX that steals": ("a.docx", lambda: zipped({"word/document.xml": STOLEN}), "不允许"),
    "a DOCX that laughs": (
        "a.docx",
        lambda: zipped({"word/document.xml": LAUGHTER}),
        "不允许|已损坏",
    ),
    "a DOCX of endless depth": ("a.docx", lambda: word("<w:p>" * 100_000), "已损坏"),
    "half a DOCX": (
        "a.docx",
        lambda: cut(word("<w:p><w:r><w:t>文</w:t></w:r></w:p>" * 999)),
        "已损坏",
    ),
}
"""By what they are: a name, how they are made, and the reason they are refused (none: they are read)."""
