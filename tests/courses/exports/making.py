"""To order a file and to make it, as the job does."""

from threading import Event

from lms.exports.models import Export
from lms.jobs.runner import Runner
from tests.conftest import new_client


def order(app, school, client=None, **asked) -> int:
    client = client or new_client(app, school.organizer)
    path = f"/branch/{school.north.id}/exports"
    answer = client.post(path, query_string=asked)
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def make(app, export_id: int) -> Export:
    with app.db.session(write=False) as session:
        job_id = session.get_one(Export, export_id).job_id
    Runner(app, Event()).run_job(job_id)
    with app.db.session(write=False) as session:
        return session.get_one(Export, export_id)
