"""Electronic books, second and third edition of their standard: chapters as their contents have them."""

from library.works.manuscripts.reading import read_manuscript
from tests.library.test_books import CONTAINER, page
from tests.library.test_manuscripts import shape, zipped

DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf"'
XHTML = "application/xhtml+xml"
PAGES = {
    "text/a.xhtml": page("<p>扉页的话。</p>"),
    "text/b.xhtml": page("<h2>第一章 交接</h2><p>先检查。</p><h3>一、开机</h3><p>再开机。</p>"),
    "text/c.xhtml": page(
        "<p>接着上文。</p><div id='two'><p class='big'>第二章</p><p>后记录。</p></div>"
    ),
}


def book(version, metadata, *, items="", spine="", guide="", **parts):
    listed = "".join(
        f'<item id="i{n}" href="{name}" media-type="{XHTML}"/>' for n, name in enumerate(PAGES)
    )
    order = "".join(f'<itemref idref="i{n}"/>' for n, _ in enumerate(PAGES))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf" version="{version}"><metadata {DC}>{metadata}</metadata>'
        f"<manifest>{listed}{items}</manifest><spine{spine}>{order}</spine>{guide}</package>"
    )
    texts = {f"OEBPS/{name}": text for name, text in PAGES.items()}
    return zipped(
        {"META-INF/container.xml": CONTAINER, "OEBPS/book.opf": package, **texts, **parts}
    )


NAV = page(
    '<nav epub:type="landmarks" xmlns:epub="http://www.idpf.org/2007/ops"><ol><li><a href="text/c.xhtml">正文</a></li></ol></nav>'
    '<nav epub:type="toc" xmlns:epub="http://www.idpf.org/2007/ops"><ol><li><span>上编</span><ol>'
    '<li><a href="text/b.xhtml">第一章　交接</a></li><li><a href="text/c.xhtml#two">第二章 <i>记录</i></a></li>'
    "</ol></li></ol></nav>"
)
THIRD = (
    '<dc:title id="s">一线读本</dc:title><dc:title id="t">车间夜话</dc:title><meta refines="#t" property="title-type">main</meta>'
    '<dc:creator id="x">李译</dc:creator><meta refines="#x" property="role">trl</meta>'
    '<dc:creator id="y">方远</dc:creator><meta refines="#y" property="role">aut</meta><dc:creator>周平</dc:creator>'
    "<dc:date>2019-05</dc:date><dc:language>zh-CN</dc:language><dc:rights>已获授权</dc:rights>"
)
CHAPTERS = [
    ("", ["扉页的话。"]),
    ("上编 第一章 交接", ["先检查。"]),
    ("一、开机", ["再开机。", "接着上文。"]),
    ("第二章 记录", ["第二章", "后记录。"]),
]


def nav_item(href="nav.xhtml"):
    return f'<item id="n" href="{href}" media-type="{XHTML}" properties="nav scripted"/>'


def test_a_third_edition_has_the_chapters_of_its_navigation():
    found = read_manuscript(
        "a.epub", book("3.0", THIRD, items=nav_item(), **{"OEBPS/nav.xhtml": NAV})
    )
    assert shape(found) == CHAPTERS
    assert [chapter.level for chapter in found.chapters] == [1, 2, 3, 2]


def test_what_a_third_edition_says_of_itself():
    head = read_manuscript("a.epub", book("3.0", THIRD)).head
    assert (head.title, head.author) == ("车间夜话", "方远、周平")
    assert (head.dated, head.language, head.rights) == ("2019 年 5 月", "zh-CN", "已获授权")


NCX = (
    '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>'
    "<navPoint><navLabel><text>上编</text></navLabel>"
    '<navPoint><navLabel><text>第一章 交接</text></navLabel><content src="text/b.xhtml"/></navPoint>'
    '<navPoint><navLabel><text>第二章 记录</text></navLabel><content src="text/c.xhtml#two"/></navPoint>'
    "</navPoint></navMap></ncx>"
)
SECOND = (
    '<dc:title>车间夜话</dc:title><dc:creator opf:role="aut">方远</dc:creator><dc:creator opf:role="ill">画师</dc:creator>'
    '<dc:date opf:event="modification">2024-01-01</dc:date><dc:date opf:event="publication">1941-03-05T00:00:00Z</dc:date>'
    "<dc:language>zh</dc:language>"
)
NCX_ITEM = '<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'


def test_a_second_edition_has_the_chapters_of_its_ncx():
    found = read_manuscript(
        "a.epub", book("2.0", SECOND, items=NCX_ITEM, spine=' toc="n"', **{"OEBPS/toc.ncx": NCX})
    )
    assert shape(found) == CHAPTERS
    assert (found.head.author, found.head.dated) == ("方远", "1941 年 3 月 5 日")


def test_a_page_of_contents_is_no_part_of_the_text():
    guide = '<guide><reference type="toc" href="text/a.xhtml"/></guide>'
    found = read_manuscript(
        "a.epub", book("2.0", SECOND, items=NCX_ITEM, guide=guide, **{"OEBPS/toc.ncx": NCX})
    )
    assert shape(found) == CHAPTERS[1:]


def test_without_contents_the_headings_tell_the_chapters():
    found = read_manuscript("a.epub", book("3.0", THIRD, items=nav_item("gone.xhtml")))
    assert shape(found) == [
        ("", ["扉页的话。"]),
        ("第一章 交接", ["先检查。"]),
        ("一、开机", ["再开机。"]),
        ("", ["接着上文。", "第二章", "后记录。"]),
    ]


def test_contents_that_lead_out_of_the_book_lead_nowhere():
    outside = NAV.replace("text/b.xhtml", "https://example.org/b").replace(
        "text/c.xhtml#two", "../../../etc/passwd"
    )
    found = read_manuscript(
        "a.epub", book("3.0", THIRD, items=nav_item(), **{"OEBPS/nav.xhtml": outside})
    )
    assert "再开机。" in list(found.paragraphs)
