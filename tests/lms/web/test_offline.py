"""What a device keeps for when there is no network."""


def test_the_page_without_a_network_is_the_same_for_everybody(app, school, sign_in):
    mine = sign_in(school.member).get("/offline").text
    assert "现在没有网络" in mine
    assert school.member.name not in mine
    assert "/sign-out" not in mine
    assert app.test_client().get("/offline").status_code == 200


def test_pages_are_kept_only_for_who_is_signed_in(app, school, sign_in):
    assert "data-worker" in sign_in(school.member).get("/help").text
    assert "data-worker" not in app.test_client().get("/sign-in").text


def test_a_kept_page_says_whose_it_is_and_how_long_a_sign_in_lasts(app, school, sign_in):
    page = sign_in(school.member).get("/").text
    hours = app.settings.session_hours
    assert f'data-person="{school.member.id}" data-hours="{hours}"' in page
