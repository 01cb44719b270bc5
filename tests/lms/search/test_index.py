"""What a school may rely on when it searches."""

import multiprocessing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.search import Document, Query, Wanted
from lms.search.analysis import fold
from lms.search.local import LocalIndex
from tests.generated import worlds
from tests.lms.search.conftest import no_beat


def test_before_anything_is_indexed_nothing_is_found(ask, index):
    assert ask("支部").total == 0
    assert index.sizes() == {}
    assert index.near("支部生活") == []


def test_the_passage_that_holds_the_whole_sentence_comes_first(fill, ids):
    fill(
        "开会要有准备，发言要有内容。会后还要有落实。",
        "准备会议的人，会后再看发言内容。",
        "会议由支部书记主持，先学习，后讨论。",
    )
    assert ids("会后还要有落实")[0] == 1
    assert ids("先学习，后讨论") == [3]


def test_one_word_of_several_is_enough(fill, ids):
    fill("党员大会每季度召开一次。", "支委会每月召开一次。", "食堂十一点开饭。")
    assert set(ids("党员大会 支委会")) == {1, 2}


def test_one_common_pair_of_a_sentence_is_no_answer(fill, ids):
    fill("没有调查，就没有发言的根据。", *("没有意见。" for _ in range(30)))
    assert ids("没有调查，就没有发言的根据") == [1]


def test_quoted_words_must_stand_as_they_are(fill, ids):
    fill("安全生产责任制", "生产安全，责任到人", "安全，生产")
    assert ids("“安全生产”") == [1]
    assert set(ids("安全生产")) == {1, 2, 3}


def test_a_single_character_is_found_wherever_it_stands(fill, ids):
    fill("党章", "入党", "学党史", "开会")
    assert set(ids("党")) == {1, 2, 3}


def test_full_width_letters_and_capitals_are_what_a_keyboard_types(fill, ids):
    fill("依照ＧＢ／Ｔ　7714著录", "其他标准")
    assert ids("gb t 7714") == [1]


def test_traditional_and_simplified_characters_find_each_other(fill, ids):
    fill("陳仲舉言為士則，行為世範，登車攬轡", "元方入門不顧", "登车揽辔")
    assert set(ids("登車攬轡")) == set(ids("登车揽辔")) == {1, 3}
    assert ids("“言为士则”") == [1]


def test_an_index_of_an_older_format_counts_as_none(fill, index, ids, tmp_path):
    fill("党课")
    index.folders.current().rename(tmp_path / "search" / "v1-3")
    (tmp_path / "search" / "current").write_text("v1-3")
    assert (ids("党课"), index.sizes()) == ([], {})
    fill("党课")
    assert ids("党课") == [1]
    assert [folder.name for folder in (tmp_path / "search").glob("v*")] == ["v2-1"]


def test_a_sentence_with_every_fifth_character_wrong_is_found(fill, index):
    fill("会后还要有落实，件件有回音。", "会前要有准备，会上要有记录。", "落实责任，件件清楚。")
    best, *_others = index.resembling("会後还耍有落宝，件件有回首", {1}, 3)
    assert best.id == 1
    assert index.resembling("会后还要有落实", {2}, 3) == []


def test_counts_hold_for_all_groups_and_hits_for_the_asked(fill, ask):
    fill("党课", "党课", group=1)
    fill("党课", group=2, first=10)
    found = ask("党课", groups={2})
    assert (found.total, [hit.id for hit in found.hits]) == (1, [10])
    assert found.by_group == {1: 2, 2: 1}


def test_in_order_of_groups_the_text_keeps_its_own_order(fill, ids):
    fill("党课 党课 党课", "党课", group=1)
    fill("党课", "讲党课讲党课", group=2, first=10)
    assert ids("党课", order={1: 7, 2: 3}) == [10, 11, 1, 2]


def test_pages_of_an_answer_neither_overlap_nor_leave_out(fill, ids):
    fill(*(f"第{n}次党课" for n in range(25)))
    pages = [ids("党课", offset=start, limit=10) for start in (0, 10, 20)]
    assert [len(page) for page in pages] == [10, 10, 5]
    assert len({hit for page in pages for hit in page}) == 25


def test_a_group_that_was_taken_out_is_gone(fill, index, ask):
    fill("党课", group=1)
    fill("党课", group=2, first=10)
    index.update([], drop={1}, beat=no_beat)
    assert [hit.group for hit in ask("党课").hits] == [2]
    assert index.sizes() == {2: 1}


def test_a_group_is_replaced_in_one_step(fill, index, ids):
    fill("旧稿", "旧稿")
    index.update([Document(5, 1, "新稿")], drop={1}, beat=no_beat)
    assert index.sizes() == {1: 1}
    assert (ids("旧稿"), ids("新稿")) == ([], [5])


def test_a_rebuilt_index_holds_what_it_was_given(fill, index, ids):
    fill("旧稿")
    index.rebuild([Document(7, 2, "新稿")], beat=no_beat)
    assert (ids("旧稿"), ids("新稿")) == ([], [7])
    assert len(list(index.folders.root.glob("v*"))) == 1


def test_a_rebuilt_index_is_not_rebuilt_again(fill, index):
    assert not index.is_scattered()
    fill("党课")
    fill("党课", first=2)
    assert index.is_scattered()
    index.rebuild([Document(n, 1, "党课") for n in range(1, 30)], beat=no_beat)
    assert not index.is_scattered()
    index.update([], drop={1}, beat=no_beat)
    assert index.is_scattered()


def test_a_misspelt_run_is_missing_and_its_neighbour_is_near(fill, ask, index):
    text = "坚持三会一课制度"
    fill(text, "一课一练")
    assert ask("三会一科").missing == ["三会一科"]
    assert ask("三会一课").missing == []
    (near,) = index.near("三会一科")
    assert text[near.start : near.stop] == "三会一课"


def test_a_stopped_update_leaves_the_index_as_it_was(fill, index, ids):
    class Stop(Exception):
        pass

    def _stop(_done: int) -> None:
        raise Stop

    fill("旧稿")
    with pytest.raises(Stop):
        index.update([Document(n, 1, "新稿") for n in range(300)], drop={1}, beat=_stop)
    assert ids("旧稿") == [1]
    fill("新稿", first=2)
    assert ids("新稿") == [2]


def test_nothing_is_torn_by_what_people_type(fill, ask):
    fill("党课")
    for text in (
        "",
        " ",
        "。，",
        "“”",
        '"',
        "\x00",
        "党" * 500,
        "a" * 500,
        "😀党课",
        "“党",
        "%_*?",
    ):
        ask(text)


def test_another_process_sees_what_this_one_has_written(fill, index, tmp_path):
    fill("党课")
    assert _found_elsewhere(index.folders.root, "党课") == 1
    fill("党课", first=2)
    assert _found_elsewhere(index.folders.root, "党课") == 2


def test_writers_of_two_processes_take_turns(index, ids):
    context = multiprocessing.get_context("spawn")
    writers = [
        context.Process(target=_write, args=(index.folders.root, group)) for group in (1, 2, 3)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert index.sizes() == {1: 20, 2: 20, 3: 20}
    assert len(ids("党课", limit=100)) == 60


def _found_elsewhere(root, text: str) -> int:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_total, (root, text))


def _total(root, text: str) -> int:
    return LocalIndex(root).search(Wanted(query=Query.parse(text), groups={1})).total


def _write(root, group: int) -> None:
    index = LocalIndex(root)
    documents = [Document(group * 100 + n, group, "党课") for n in range(20)]
    index.update(documents, drop=(), beat=no_beat)


few = st.text(st.sampled_from("党课人民会，。 aA一"), max_size=12)


@given(st.lists(few, min_size=1, max_size=6), few, st.booleans())
@worlds
def test_a_quoted_run_is_found_exactly_where_it_stands(tmp_path_factory, texts, wanted, two):
    runs = [part.text for part in Query.parse(wanted).parts if part.run.is_han]
    if not runs:
        return
    index = LocalIndex(tmp_path_factory.mktemp("index"))
    documents = [Document(n, 1, text) for n, text in enumerate(texts, 1)]
    half = len(documents) // 2 if two else 0
    index.update(documents[:half], drop=(), beat=no_beat)
    index.update(documents[half:], drop=(), beat=no_beat)
    found = index.search(Wanted(query=Query.parse(f"“{runs[0]}”"), groups={1}))
    index.close()
    standing = {document.id for document in documents if runs[0] in fold(document.text)}
    assert {hit.id for hit in found.hits} == standing
