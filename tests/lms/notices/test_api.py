"""Notices for programs."""


def test_notices_are_listed_read_and_confirmed(school, sign_in, tell):
    plain, asking = tell(), tell(must_confirm=True)
    member = sign_in(school.member)
    assert member.get("/api/v1/notices/unread").json == {"unread": 2}
    listed = member.get("/api/v1/notices", query_string={"state": "waiting"}).json
    assert [item["id"] for item in listed["items"]] == [asking.id]
    url = f"/api/v1/notices/{asking.id}"
    assert member.get(url).json["read_at"] is None
    assert member.put(f"{url}/reading").json["read_at"] is not None
    first = member.put(f"{url}/confirmation").json
    assert first["confirmed_at"] is not None
    assert member.put(f"{url}/confirmation").json == first
    assert member.put(f"/api/v1/notices/{plain.id}/confirmation").status_code == 409
    assert member.get("/api/v1/notices/unread").json == {"unread": 1}


def test_what_was_told_to_others_is_not_found(school, sign_in, tell):
    url, outsider = f"/api/v1/notices/{tell().id}", sign_in(school.outsider)
    answers = [
        outsider.get(url),
        outsider.put(f"{url}/reading"),
        outsider.put(f"{url}/confirmation"),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert outsider.get("/api/v1/notices").json["items"] == []
