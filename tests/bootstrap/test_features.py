from lms.bootstrap import features
from lms.bootstrap.features import Feature


def test_a_program_that_is_not_there_is_named_with_the_line_to_run():
    lacking = Feature(("no-such-program",), ("its-package",), "nothing works")
    assert not lacking.is_present()
    assert lacking.remedy == "apt-get install -y its-package"


def test_files_are_found_by_pattern(tmp_path):
    font = tmp_path / "deep" / "NotoSansCJK-Regular.ttc"
    wanted = Feature((f"{tmp_path}/**/NotoSansCJK-*.tt[cf]",), (), "")
    assert not wanted.is_present()
    font.parent.mkdir()
    font.touch()
    assert wanted.is_present()


def test_what_a_job_has_fetched_is_no_longer_missed(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert features.FILM in features.missing(tmp_path)
    for name in features.FILM.fetched:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert features.FILM not in features.missing(tmp_path)
