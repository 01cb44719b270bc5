"""A player asks for a film over HTTP and reports what was watched."""

import pytest
from sqlalchemy import func, select

from media.assets.models import Rendition
from media.playback.models import Watched
from tests.conftest import new_client
from tests.media import tus
from tests.media.work import work_off


def open_over_http(client, film_id):
    return client.post(f"/api/v1/assets/{film_id}/playback").json


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"seq": 0, "intervals": []},
        {"seq": "1", "intervals": []},
        {"seq": 1, "intervals": [[5, 1, 1]]},
        {"seq": 1, "intervals": [[-5, 1, 1]]},
        {"seq": 1, "intervals": [[1]]},
        {"seq": 1, "intervals": [["NaN", 1]]},
        {"seq": 1, "intervals": [[0, 1e300]]},
        {"seq": 1, "intervals": [[0, 1]] * 1000},
        {"seq": 1, "intervals": [], "complete": True},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(session, sign_in, school, film, body):
    client = sign_in(school.trainer)
    lease = open_over_http(client, film.id)["lease"]
    answer = client.post(f"/api/v1/leases/{lease}/intervals", json=body)
    assert answer.status_code == 422, answer.text
    assert session.scalar(select(func.count()).select_from(Watched)) == 0


def test_what_was_played_too_fast_is_not_kept(sign_in, school, film, clock):
    client = sign_in(school.trainer)
    lease = open_over_http(client, film.id)["lease"]
    clock.shift(20)
    body = {"seq": 1, "intervals": [[0, 160, 16], [200, 210, 1.5]], "position_s": 210}
    receipt = client.post(f"/api/v1/leases/{lease}/intervals", json=body).json
    assert (receipt["accepted"], receipt["rest"]) == ([[200, 210]], [])
    assert (receipt["counted_s"], receipt["complete"]) == (10, False)


@pytest.fixture
def shown(committed_app, committed_school, reel):
    """A real lecture, and the ticket of its trainer."""
    client = new_client(committed_app, committed_school.trainer)
    film_id = tus.upload(client, "第一讲.mp4", (reel / "tidy.mp4").read_bytes())
    work_off(committed_app)
    return client, open_over_http(client, film_id)


def test_a_player_finds_all_it_needs(committed_app, shown):
    client, ticket = shown
    assert ticket["needed_s"] == pytest.approx(0.9 * ticket["duration_s"], abs=0.01)
    assert client.get(ticket["poster_url"]).mimetype == "image/jpeg"
    master = client.get(ticket["manifest_url"])
    assert master.mimetype == "application/vnd.apple.mpegurl"
    names = [line for line in master.text.splitlines() if not line.startswith("#")]
    assert len(names) == 1
    base = ticket["manifest_url"].rsplit("/", 1)[0]
    playlist = client.get(f"{base}/{names[0]}").text
    folder = f"{base}/{names[0].split('/')[0]}"
    parts = [line for line in playlist.splitlines() if not line.startswith("#")]
    film = client.get(f"{folder}/head.mp4").data
    for part in parts:
        answer = client.get(f"{folder}/{part}")
        assert answer.status_code == 200
        assert int(answer.headers["Content-Length"]) == len(answer.data) <= 2 * 1024**2
        film += answer.data
    with committed_app.db.session(write=False) as session:
        blob = session.scalar(select(Rendition.blob).order_by(Rendition.id))
    assert film == committed_app.blobs.read(blob)[: len(film)]


def test_a_range_is_sent_only_when_it_was_asked_for(shown):
    client, ticket = shown
    base = ticket["manifest_url"].rsplit("/", 1)[0]
    whole = client.get(f"{base}/1/0.m4s")
    part = client.get(f"{base}/1/0.m4s", headers={"Range": "bytes=10-19"})
    assert (whole.status_code, part.status_code) == (200, 206)
    assert part.data == whole.data[10:20]
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.data)}"


def test_a_range_that_cannot_be_met_is_refused_with_the_length(shown):
    client, ticket = shown
    url = f"{ticket['manifest_url'].rsplit('/', 1)[0]}/1/0.m4s"
    whole = client.get(url).data

    def _ask(wanted):
        answer = client.get(url, headers={"Range": f"bytes={wanted}"})
        return answer.status_code, answer.headers.get("Content-Range"), answer.data

    length = len(whole)
    past_the_end = _ask(f"{length}-")
    assert past_the_end[:2] == (416, f"bytes */{length}")
    assert _ask(f"{length - 1}-{length + 9}") == (
        *(206, f"bytes {length - 1}-{length - 1}/{length}"),
        whole[-1:],
    )
    assert _ask(f"-{length + 9}") == (206, f"bytes 0-{length - 1}/{length}", whole)
    assert _ask("0-1,4-5") == (200, None, whole)


def test_nothing_is_sent_without_a_live_lease(committed_app, committed_school, shown):
    client, ticket = shown
    base = ticket["manifest_url"].rsplit("/", 1)[0]
    addresses = ["master.m3u8", "1/playlist.m3u8", "1/head.mp4", "1/0.m4s", "poster.jpg"]
    stranger, admin = new_client(committed_app), new_client(committed_app, committed_school.admin)
    for name in addresses:
        assert client.get(f"{base}/{name}").status_code == 200
        assert stranger.get(f"{base}/{name}").status_code == 401
        assert admin.get(f"{base}/{name}").status_code == 404
        assert client.get(f"/play/{'0' * 32}/{name}").status_code == 404
    assert client.get(f"{base}/1/999.m4s").status_code == 404
    open_over_http(client, 1)
    for name in addresses:
        assert client.get(f"{base}/{name}").status_code == 404
