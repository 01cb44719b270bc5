"""Books in EPUB and PDF: what is read out of them, and what is said of those that cannot be."""

from io import BytesIO

import pypdfium2
import pytest
import typst

from library.works.manuscripts.reading import read_manuscript
from lms.errors import Invalid
from tests.library.test_manuscripts import shape, zipped

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
)


def epub(*pages, **parts):
    """A book of these pages, in order; and other parts by name."""
    items = "".join(
        f'<item id="i{n}" href="page%20{n}.xhtml" media-type="application/xhtml+xml"/>'
        for n, _ in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="i{n}"/>' for n, _ in enumerate(pages))
    book = (
        '<package xmlns="http://www.idpf.org/2007/opf"><metadata xmlns:dc="http://purl.org/dc/'
        'elements/1.1/"><dc:title>车间夜话</dc:title><dc:creator>方远</dc:creator>'
        "<dc:publisher>示例社</dc:publisher><dc:rights>自有</dc:rights></metadata>"
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    texts = {f"OEBPS/page {n}.xhtml": page for n, page in enumerate(pages)}
    return zipped({"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": book, **texts, **parts})


def page(body):
    return (
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head><title>x</title><style>p {{}}</style></head><body>{body}</body></html>"
    )


def test_a_book_in_epub_keeps_its_order_headings_and_words():
    found = read_manuscript(
        "a.epub",
        epub(
            page("<h1>第一章 <b>交接</b></h1><p>先<ruby>检<rt>jian</rt></ruby>查&mdash;&nbsp;后开机。</p>"),
            page("<h1>第二章</h1><div>散句<p>成段。</p>尾<br/>行</div><script>x</script>"),
        ),
    )  # fmt: skip
    assert (found.head.title, found.head.author) == ("车间夜话", "方远")
    assert (found.head.source, found.head.rights) == ("示例社", "自有")
    assert shape(found) == [
        ("第一章 交接", ["先检查— 后开机。"]),
        ("第二章", ["散句", "成段。", "尾", "行"]),
    ]


LOCK = (
    '<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:CipherData>'
    '<e:CipherReference URI="OEBPS/page%200.xhtml"/></e:CipherData></e:EncryptedData></encryption>'
)
BAD = {
    "protected": (epub(page("<p>文</p>"), **{"META-INF/encryption.xml": LOCK}), "加密保护"),
    "another ZIP": (zipped({"a.txt": "x"}), "不是 EPUB"),
    "no text": (epub(page("")), "没有正文"),
    "own entities": (epub('<!DOCTYPE a [<!ENTITY e "x">]><a><p>&e;</p></a>'), "不允许"),
    "no book": (zipped({"META-INF/container.xml": CONTAINER}), "已损坏"),
    "a bomb": (epub(" " * (41 * 1024 * 1024)), "解压后过大"),
}


@pytest.mark.parametrize("case", BAD, ids=BAD)
def test_an_epub_that_cannot_be_read_is_told_in_words(case):
    content, words = BAD[case]
    with pytest.raises(Invalid, match=words):
        read_manuscript("a.epub", content)


SENTENCE = "The shift hands over the machine, and whoever takes it looks before starting. "


def pdf(body) -> bytes:
    source = f"""
        #set page(width: 300pt, height: 300pt, header: [Night Talks], footer: context counter(page).display())
        #set par(first-line-indent: (amount: 2em, all: true), justify: true)
        #set text(size: 10pt)
        #show heading: set text(size: 16pt)
        {body}"""
    return typst.compile(source.encode())


def test_a_pdf_gives_whole_paragraphs_over_the_ends_of_its_pages():
    long = SENTENCE * 16
    found = read_manuscript(
        "夜话.pdf",
        pdf(f"= Handing over\n\n{long}\n\nShort.\n\n= Starting\n\n{long}\n\n{long}\n\n{long}"),
    )
    assert shape(found) == [
        ("Handing over", [long.strip(), "Short."]),
        ("Starting", [long.strip()] * 3),
    ]
    pages = list(found.pages)
    assert pages[0] == 1
    assert pages == sorted(pages)
    assert pages[-1] > pages[0]
    assert found.head.title == "夜话"


def test_a_scanned_pdf_is_refused_with_the_reason():
    scan = pypdfium2.PdfDocument.new()
    for _ in range(3):
        scan.new_page(200, 300)
    content = saved(scan)
    with pytest.raises(Invalid, match="文字识别"):
        read_manuscript("扫描.pdf", content)


def saved(document) -> bytes:
    file = BytesIO()
    document.save(file)
    return file.getvalue()
