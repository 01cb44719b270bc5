"""Questions from a table, and what becomes of tables that are none."""

from contextlib import suppress
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.decoding import decode_text
from lms.errors import Invalid, Refusal, TooLarge, Unsupported
from lms.sheets import read_sheet, write_sheet
from quizzes.interchange import Verdict, read_candidates, template_workbook
from quizzes.interchange.template import SAMPLES, write_workbook
from quizzes.marking import Kind
from tests.generated import worlds
from tests.quizzes.drafts import item_drafts

HEADINGS = ["题型", "题干", "选项A", "选项B", "选项C", "答案", "分值", "解析"]


def read(*rows, headings=HEADINGS):
    return read_candidates(write_sheet("题", [headings, *rows]))


def said(candidate):
    return [remark.message % remark.values for remark in candidate.remarks]


def test_the_template_reads_as_its_own_samples():
    candidates = read_candidates(template_workbook())
    assert [candidate.draft for candidate in candidates] == list(SAMPLES)
    assert {candidate.verdict for candidate in candidates} == {Verdict.ok}
    assert {sample.kind for sample in SAMPLES} == set(Kind)


@worlds
@given(st.lists(item_drafts(), min_size=1, max_size=4))
def test_what_we_write_we_read_back_the_same(drafts):
    read_back = read_candidates(write_workbook(drafts))
    assert [candidate.draft for candidate in read_back] == drafts


def test_headings_may_have_other_names_order_and_width():
    headings = ["序号", "＊正确答案（必填）", "题目", "选项 Ａ", "B选项", "类型", "分 数"]
    (candidate,) = read_candidates(
        write_sheet(
            "题", [["某单位题库"], [], headings, [1, "Ｂ", "甲？", "一", "二", "单选", "３分"]]
        )
    )
    assert candidate.verdict is Verdict.ok
    assert candidate.place.values == {"row": 4}
    assert [option.is_right for option in candidate.draft.options] == [False, True]
    assert candidate.draft.max_mark == 3


@pytest.mark.parametrize("key", ["AC", "A,C", "A、C", "ａｃ", "C A", "A；C"])
def test_letters_are_taken_however_they_are_parted(key):
    (candidate,) = read(["多选题", "甲？", "一", "二", "三", key, 2, ""])
    assert [option.is_right for option in candidate.draft.options] == [True, False, True]


@pytest.mark.parametrize(
    ("key", "truth"),
    [("对", True), ("√", True), (True, True), ("错误", False), ("×", False), ("F", False)],
)
def test_true_and_false_have_many_names(key, truth):
    (candidate,) = read(["判断题", "甲。", "", "", "", key, 1, ""])
    assert candidate.draft.is_true is truth


def test_a_short_answer_may_accept_several():
    (candidate,) = read(["填空题", "甲？", "", "", "", "一年｜1年 | 十二个月", 1, ""])
    assert candidate.draft.wordings == ("一年", "1年", "十二个月")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            ["连线题", "甲？", "", "", "", "A", 1, ""],
            "“题型”列写的是“连线题”，题库没有这种题型。应写单选题、多选题、判断题或简答题。",
        ),
        (
            ["", "甲？", "一", "二", "", "A", 1, ""],
            "“题型”列是空的。应写单选题、多选题、判断题或简答题。",
        ),
        (["单选题", "", "一", "二", "", "A", 1, ""], "请填写题干。"),
        (
            ["单选题", "甲？", "一", "二", "", "D", 1, ""],
            "“答案”列写的是“D”，没有对应的选项。应写选项字母，如 A 或 ABD。",
        ),
        (["单选题", "甲？", "一", "二", "", "AB", 1, ""], "单选题只能有一个正确选项。"),
        (["单选题", "甲？", "一", "二", "", "", 1, ""], "请标出正确选项。"),
        (["单选题", "甲？", "一", "", "三", "A", 1, ""], "“选项B”列是空的，后面却还有选项。"),
        (["单选题", "甲？", "一", "", "", "A", 1, ""], "应有 2 到 8 个选项。"),
        (["单选题", "甲？", "一", "一", "", "A", 1, ""], "有两个选项内容相同。"),
        (
            ["判断题", "甲。", "", "", "", "也许", 1, ""],
            "“答案”列写的是“也许”，判断题应写“对”或“错”。",
        ),
        (
            ["判断题", "甲。", "", "", "", "对", "很多", ""],
            "“分值”列写的是“很多”，应是数字，如 2 或 1.5。",
        ),
        (["判断题", "甲。", "", "", "", "对", -1, ""], "分值应大于 0，最多 1000 分。"),
        (["判断题", "甲。", "", "", "", "对", 1.005, ""], "分值最多两位小数。"),
        (["简答题", "甲？", "", "", "", "", 1, ""], "请填写至少一个可接受的答案。"),
    ],
)
def test_a_row_that_cannot_be_taken_says_where_and_why(row, words):
    fine, wrong = read(["判断题", "乙。", "", "", "", "对", 1, ""], row)
    assert fine.verdict is Verdict.ok
    assert wrong.verdict is Verdict.error
    assert wrong.place.values == {"row": 3}
    assert said(wrong) == [words]


def test_a_question_that_stands_twice_is_named():
    row = ["判断题", "乙。", "", "", "", "对", 1, ""]
    first, second = read(row, row)
    assert (first.verdict, second.verdict) == (Verdict.ok, Verdict.warn)


def test_missing_headings_are_named():
    with pytest.raises(Invalid, match="没有找到表头“答案”"):
        read(["单选题", "甲？"], headings=["题型", "题干"])


@pytest.mark.parametrize(
    ("source", "refusal", "words"),
    [
        (b"", Invalid, "文件是空的"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, Unsupported, "请上传 .xlsx 文件"),
        (b"PK\x03\x04 torn", Invalid, "已损坏"),
        (b"\x00\x01\x02\xff" * 50, Invalid, "不是文本文件"),
        (b"x" * (4 * 1024**2 + 1), TooLarge, "文件太大"),
        ("甲{TRUE}\n\n".encode() * 2001, TooLarge, "一次最多导入 2000 道题"),
        (b"// nothing\n", Invalid, "没有找到试题"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(source, refusal, words):
    with pytest.raises(refusal, match=words):
        read_candidates(source)


def test_an_unknown_format_is_named():
    with pytest.raises(Unsupported, match="docx"):
        read_candidates("甲{TRUE}".encode(), "docx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_files_come_in_many_encodings(encoding):
    (candidate,) = read_candidates("入党申请人{TRUE}".encode(encoding))
    assert candidate.draft.stem == "入党申请人"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(source):
    for start in (b"", b"PK\x03\x04"):
        with suppress(Refusal):
            read_candidates(start + source)


def packed(**parts):
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as parcel:
        for name, content in parts.items():
            parcel.writestr(name, content)
    return target.getvalue()


BOOK = {"xl/workbook.xml": "<workbook/>"}


def test_a_bomb_is_not_unpacked():
    bomb = packed(**BOOK, **{"xl/worksheets/sheet1.xml": b"<a>" + b" " * (40 * 1024**2)})
    assert len(bomb) < 100_000
    with pytest.raises(TooLarge, match="解压后太大"):
        read_sheet(bomb, most_rows=100)


@pytest.mark.parametrize("address", ["XFD1", "A1048576", "XFD1048576", "xfd9"])
def test_a_cell_far_away_does_not_end_the_process(address):
    sheet = (
        f'<worksheet><sheetData><row><c r="A1"/><c r="{address}"/></row></sheetData></worksheet>'
    )
    with pytest.raises(TooLarge):
        read_sheet(packed(**BOOK, **{"xl/any.bin": sheet}), most_rows=100)


def test_other_workbooks_in_zip_clothes_are_refused():
    for parts in ({"mimetype": "x", "content.xml": "<a/>"}, {**BOOK, "xl/workbook.bin": b"x"}):
        with pytest.raises(Unsupported):
            read_sheet(packed(**parts), most_rows=100)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_what_looks_like_a_formula_is_written_as_text(text):
    book = write_sheet("表", [[text, "好"]])
    with ZipFile(BytesIO(book)) as parcel:
        sheet = parcel.read("xl/worksheets/sheet1.xml").decode()
        styles = parcel.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 'quotePrefix="1"' in styles
    assert read_sheet(book, most_rows=10)[0][0] == text


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Invalid):
        decode_text(b"\x00\x01")
