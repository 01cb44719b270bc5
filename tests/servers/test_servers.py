import psycopg
import pytest
import redis

from tests.servers.postgresql import databases
from tests.servers.redis import redis_server

pytestmark = pytest.mark.servers


def test_each_database_of_the_cluster_begins_empty():
    with databases() as make:
        first, second = make(), make()
        with psycopg.connect(first.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("CREATE TABLE course (title text)")
        with psycopg.connect(second.replace("+psycopg", "")) as connection:
            found = connection.execute("SELECT to_regclass('course')").fetchone()
    assert found == (None,)


def test_redis_keeps_what_it_is_given():
    with redis_server() as url, redis.Redis.from_url(url) as client:
        client.set("seats", 5)
        assert client.get("seats") == b"5"
