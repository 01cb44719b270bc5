"""Real books: imported by the command, searched and cited."""

import pytest

from library.searching import queries
from library.searching.question import Question
from library.works.queries import expected_sizes
from lms.search import index_of


def import_all(app, *paths):
    runner = app.test_cli_runner()
    return [runner.invoke(args=["works", "import", str(path)]) for path in paths]


@pytest.fixture
def find(committed_app, committed_school):
    def _find(q, **args):
        question = Question.from_args({"q": [q], **{name: [value] for name, value in args.items()}})
        with committed_app.db.session(write=False) as session:
            member = committed_school.actor(session, committed_school.member)
            return queries.passages(session, index_of(committed_app), member, question)

    return _find


def test_sentences_of_two_books_are_found_and_cited(committed_app, find, shared_data):
    books = [shared_data / "corpus" / name for name in ("世说新语.txt", "搜神记.txt")]
    first, second = import_all(committed_app, *books)
    assert "第 1 版，910 段" in first.output
    assert "第 1 版，384 段" in second.output
    best = find("神农以赭鞭鞭百草，尽知其平毒寒温之性").page.items[0]
    assert best.work.title == "搜神记"
    (hit,) = find("“登車攬轡”").page
    assert (hit.work.title, hit.work.author, hit.work.era, hit.n) == (
        "世说新语",
        "刘义庆",
        "南朝宋",
        2,
    )
    again = import_all(committed_app, *books)
    assert all("没有变化" in result.output for result in again)


def test_a_folder_with_a_bad_file_imports_the_others(committed_app, tmp_path):
    (tmp_path / "好.txt").write_text("一段文字。", "utf-8")
    (tmp_path / "坏.txt").write_bytes(b"\x00\x01")
    (tmp_path / "空.md").write_bytes(b"")
    (tmp_path / "无关.jpg").write_bytes(b"x")
    (result,) = import_all(committed_app, tmp_path)
    assert "好：第 1 版，1 段" in result.output
    assert "坏：没有导入：这不是文本文件" in result.output
    assert "空：没有导入：文件是空的" in result.output
    assert "共 3 个文件，1 个已在文库中。" in result.output
    assert result.exit_code == 1


def test_an_empty_folder_is_told(committed_app, tmp_path):
    (result,) = import_all(committed_app, tmp_path)
    assert "没有 TXT、Markdown、DOCX、EPUB 或 PDF 文件" in result.output
    assert result.exit_code == 1


def test_the_index_is_made_anew_by_a_command(committed_app, find, tmp_path):
    (tmp_path / "好.txt").write_text("安全生产，人人有责。", "utf-8")
    import_all(committed_app, tmp_path)
    result = committed_app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert "重建索引：1 段" in result.output
    assert find("安全生产").page.total == 1


SENTENCES = {
    "滚滚长江东逝水，浪花淘尽英雄": ("三国演义", 1),
    "满纸荒唐言，一把辛酸泪": ("红楼梦", None),
    "有心为善，虽善不赏。无心为恶，虽恶不罚": ("聊斋志异", 1),
    "混沌未分天地乱，茫茫渺渺无人见": ("西游记", None),
    "陳仲舉言為士則，行為世范": ("世说新语", 2),
}


@pytest.mark.slow
def test_all_works_of_the_corpus(committed_app, find, shared_data):
    (result,) = import_all(committed_app, shared_data / "corpus")
    assert "共 33 个文件，33 个已在文库中。" in result.output
    with committed_app.db.session(write=False) as session:
        expected = expected_sizes(session)
    assert index_of(committed_app).sizes() == expected
    for sentence, (title, n) in SENTENCES.items():
        best = find(sentence).page.items[0]
        assert best.work.title == title, sentence
        assert n is None or best.n == n
