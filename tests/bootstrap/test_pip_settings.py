from lms.bootstrap.pip_settings import PipSettings, config_files


def test_the_environment_wins_over_files_and_the_later_file_over_the_earlier(tmp_path):
    system, own = tmp_path / "system.conf", tmp_path / "own.conf"
    system.write_text("[global]\nindex-url = https://a.test/simple\ncert = /ca.pem\n")
    own.write_text("[global]\nindex-url = https://b.test/simple\n[install]\nno-index = true\n")
    environ = {"PIP_INDEX_URL": "https://c.test/simple"}

    assert PipSettings.read({}, [system, own]).index_url == "https://b.test/simple"
    settings = PipSettings.read(environ, [system, own])
    assert settings.index_url == "https://c.test/simple"
    assert settings.cert == "/ca.pem"
    assert settings.no_index


def test_local_folders_that_are_not_there_are_left_out(tmp_path):
    environ = {
        "PIP_FIND_LINKS": f"{tmp_path} /not/there",
        "PIP_EXTRA_INDEX_URL": f"file:///not/there file://{tmp_path} https://d.test/simple",
    }
    settings = PipSettings.read(environ, [tmp_path / "none"])
    assert settings.find_links == (str(tmp_path),)
    assert settings.extra_index_url == (f"file://{tmp_path}", "https://d.test/simple")


def test_uv_is_told_what_pip_was_told():
    settings = PipSettings(
        index_url="https://a.test/simple", find_links=("/wheels",), trusted_host=("a.test",)
    )
    words = " ".join(settings.uv_options())
    assert "--default-index https://a.test/simple" in words
    assert "--find-links /wheels" in words
    assert "--allow-insecure-host a.test" in words


def test_a_lock_does_not_depend_on_what_lies_on_the_machine():
    settings = PipSettings("https://a.test/simple", ("file:///opt",), ("/wheels",))
    assert settings.without_additions() == PipSettings("https://a.test/simple")


def test_pip_can_be_told_to_read_no_file():
    assert config_files({"PIP_CONFIG_FILE": "/dev/null", "HOME": "/root"}) == []
