"""The queue of a school that is spread over machines: ids go through Redis."""

import pytest

from lms.jobs.transport import Transport
from tests.conftest import new_config
from tests.servers.redis import redis_server

pytestmark = pytest.mark.servers


def test_ids_travel_through_redis(tmp_path):
    with redis_server() as url:
        settings = new_config(tmp_path, redis_url=url)
        arrived: list[int] = []
        lanes = Transport(settings).serve(arrived.append)
        Transport(settings).send("quick", 7)
        task = lanes["quick"].dequeue()
        lanes["quick"].execute(task)
    assert arrived == [7]
