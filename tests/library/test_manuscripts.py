"""What is read out of a file, and what is said about one that cannot be read."""

import time
import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from library.works.manuscripts.reading import read_manuscript
from lms.errors import Invalid, Refusal, TooLarge, Unsupported


def read(text, name="文章.txt"):
    return read_manuscript(name, text.encode() if isinstance(text, str) else text)


def shape(manuscript):
    return [(chapter.title, chapter.paragraphs) for chapter in manuscript.chapters]


def test_a_text_with_front_matter():
    found = read(
        "---\ntitle: 读书札记\nauthor: 某甲\nera: 清\nkind: 笔记\ndate: 1890 年\n"
        "source: 手稿\nrights: 自有\nsample: yes\nother: x\n---\n\n# 卷一\n\n甲。\n\n乙。\n\n# 卷二\n\n丙。\n"
    )
    head = found.head
    assert (head.title, head.author, head.era, head.kind) == ("读书札记", "某甲", "清", "笔记")
    assert (head.dated, head.source, head.rights) == ("1890 年", "手稿", "自有")
    assert head.is_sample
    assert shape(found) == [("卷一", ["甲。", "乙。"]), ("卷二", ["丙。"])]


def test_a_text_without_anything_is_named_by_its_file():
    found = read("甲。\r\n\r\n　　乙。\r\n", "《札记》上.txt")
    assert found.head.title == "《札记》上"
    assert shape(found) == [("", ["甲。", "乙。"])]


def test_numbers_that_a_program_gave_to_chapters_are_no_titles():
    assert shape(read("# 0\n\n甲。\n\n# 1\n\n乙。")) == [("", ["甲。"]), ("", ["乙。"])]


def test_chapters_may_be_told_by_their_number():
    found = read("第一章 总则\n甲。\n第二章\n第二章的内容见附件，不再重复。\n")
    assert shape(found) == [
        ("第一章 总则", ["甲。"]),
        ("第二章", ["第二章的内容见附件，不再重复。"]),
    ]


def test_a_heading_above_another_begins_its_title():
    found = read("# 上编\n\n## 第一节\n\n甲。\n\n## 第二节\n\n乙。\n\n# 下编\n\n丙。")
    assert [chapter.title for chapter in found.chapters] == ["上编 第一节", "第二节", "下编"]


def test_markdown_gives_its_words_without_its_marks():
    found = read(
        "# 学习方法\n\n前**言**，见[这里](http://x)。\n\n## 一\n\n- 甲\n- 乙\n\n> 丙\n\n`丁`<b>\n",
        "a.md",
    )
    assert found.head.title == "学习方法"
    assert shape(found) == [("", ["前言，见这里。"]), ("一", ["甲", "乙", "丙", "丁<b>"])]


def test_links_by_reference_are_words_too():
    found = read("见[办法][一]。\n\n[一]: http://x\n", "a.md")
    assert shape(found) == [("", ["见办法。"])]


def test_a_paragraph_of_brackets_is_read_at_once():
    began = time.process_time()
    assert read("[" * 200_000, "a.md").characters == 200_000
    assert time.process_time() - began < 3  # by the square of their number it took 20


def word(build) -> bytes:
    document, file = docx.Document(), BytesIO()
    document.core_properties.title = ""
    build(document)
    document.save(file)
    return file.getvalue()


def test_a_word_document():
    def _build(document):
        document.core_properties.author = "某乙"
        document.add_heading("工作办法", 0)
        document.add_heading("总则", 1)
        document.add_paragraph("第一条")
        document.add_paragraph("第二条").add_run().add_break()
        document.add_heading("附则", 1)
        document.add_table(1, 1).cell(0, 0).text = "表中一格"

    found = read(word(_build), "办法.docx")
    assert (found.head.title, found.head.author) == ("工作办法", "某乙")
    assert shape(found) == [("总则", ["第一条", "第二条"]), ("附则", ["表中一格"])]


def test_a_heading_however_deep_is_a_heading():
    deep = "9" * 5000

    def _build(document):
        document.add_paragraph("深处", document.styles.add_style(f"heading {deep}", 1))
        level = document.add_paragraph("正文").paragraph_format.element.get_or_add_pPr()
        level.append(level.makeelement(qn("w:outlineLvl"), {qn("w:val"): deep}))

    assert shape(read(word(_build), "办法.docx")) == [("深处", ["正文"])]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_texts_in_the_encodings_that_offices_use(encoding):
    assert shape(read("党员学习㐂".encode(encoding))) == [("", ["党员学习㐂"])]


BAD = {
    "nothing": (b"", "a.txt", Invalid, "0 字节"),
    "only spaces": ("　\n\n".encode(), "a.txt", Invalid, "没有正文"),
    "only a head": (b"---\ntitle: a\n---\n", "a.txt", Invalid, "没有正文"),
    "NUL": ("党\x00课".encode(), "a.txt", Invalid, "不是文本文件"),
    "a film": (b"\x00\x00\x00\x20ftypisom" + bytes(999), "a.txt", Invalid, "不是文本文件"),
    "a PDF": (b"%PDF-1.7\n", "a.txt", Unsupported, "扩展名不符"),
    "a broken PDF": (b"%PDF-1.7\n", "a.pdf", Invalid, "已损坏"),
    "an old Word file": (b"\xd0\xcf\x11\xe0" + bytes(99), "a.docx", Unsupported, "DOC"),
    "a text as DOCX": ("党课".encode(), "a.docx", Unsupported, "扩展名不符"),
    "a ZIP as text": (b"PK\x03\x04" + bytes(99), "a.txt", Unsupported, "扩展名不符"),
    "another kind": (b"x", "a.exe", Unsupported, "TXT、Markdown、DOCX、PDF 或 EPUB"),
    "no kind": (b"x", "a", Unsupported, "TXT、Markdown、DOCX、PDF 或 EPUB"),
    "a broken ZIP": (b"PK\x03\x04" + bytes(99), "a.docx", Invalid, "已损坏"),
    "a huge file": (b"a" * (32 * 1024 * 1024 + 1), "a.txt", TooLarge, "32 MB"),
}


@pytest.mark.parametrize("case", BAD, ids=BAD)
def test_what_cannot_be_imported_is_told_in_words(case):
    content, name, refusal, words = BAD[case]
    with pytest.raises(refusal, match=words):
        read_manuscript(name, content)


def zipped(parts) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file.getvalue()


def test_a_zip_that_is_no_document():
    with pytest.raises(Invalid, match="不是 DOCX 文档"):
        read(zipped({"a.txt": "x"}), "a.docx")


def test_a_zip_bomb_is_not_unpacked():
    bomb = zipped({"word/document.xml": b" " * (41 * 1024 * 1024)})
    assert len(bomb) < 100_000
    with pytest.raises(Invalid, match="解压后过大"):
        read(bomb, "a.docx")


def test_a_document_that_defines_entities_is_refused():
    entities = "".join(f'<!ENTITY e{n} "&e{n - 1};&e{n - 1};">' for n in range(1, 30))
    xml = f'<!DOCTYPE a [<!ENTITY e0 "党">{entities}]><a>&e29;</a>'
    with pytest.raises(Invalid):
        read(zipped({"word/document.xml": xml}), "a.docx")


def test_no_file_of_the_server_is_read():
    xml = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    with pytest.raises(Invalid):
        read(zipped({"word/document.xml": xml}), "a.docx")


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.docx", "a.epub"]))
def test_any_bytes_are_a_text_or_refused(content, name):
    try:
        found = read_manuscript(name, content)
    except Refusal:
        return
    assert found.count
    assert all(text and "\x00" not in text for text in found.paragraphs)


@given(st.text(max_size=300), st.sampled_from(["a.txt", "a.md"]))
def test_any_text_is_read_or_refused(text, name):
    try:
        found = read_manuscript(name, text.encode("utf-8", "ignore"))
    except Refusal:
        return
    assert found.head.title


def test_a_paragraph_too_long_is_divided_at_a_sentence():
    found = read("话说天下大势。" * 4000)
    assert [len(text) for text in found.paragraphs] == [19999, 8001]
    assert all(text.endswith("。") for text in found.paragraphs)


def test_the_digest_tells_texts_apart_but_not_files():
    one = read("# 甲\n\n乙\n").digest()
    assert one == read("---\ntitle: 别名\n---\n# 甲\r\n乙", "b.txt").digest()
    assert one != read("# 甲\n\n丙\n").digest()
    assert one != read("# 丁\n\n乙\n").digest()
