from tests.faults.conftest import queue_name, redis_url  # noqa: F401 (fixtures)
