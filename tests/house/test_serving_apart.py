"""`gongzhi serve web` by itself, as on a machine of several: its processes share no connection with each other."""

import http.client
import re
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.installation import COMMAND, known, run

__all__ = ["known"]


def get(address: str, path: str) -> int:
    with closing(http.client.HTTPConnection(address, timeout=60)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status


@pytest.mark.slow
@pytest.mark.django_db
def test_web_processes_of_a_part_alone_answer_many_at_once(known: dict[str, str]) -> None:
    run(known, "init", "--city", "empty")
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    told = known | {"GONGZHI_ADDRESS": address, "GONGZHI_WORKERS": "2", "GONGZHI_LIMIT_ADDRESS": "0"}
    with subprocess.Popen([*COMMAND, "serve", "web"], env=told, stderr=subprocess.PIPE, text=True) as process:
        try:
            while process.poll() is None:
                try:
                    if get(address, "/health/ready") == 200:
                        break
                except OSError:
                    continue
            with ThreadPoolExecutor(16) as asking:
                paths = ["/api/kinds", "/api/words", "/health/ready", "/api/reasons"] * 60
                assert set(asking.map(lambda path: get(address, path), paths)) == {200}
        finally:
            process.terminate()
            said = process.communicate()[1]
    assert not re.search("ERROR|couldn't get a connection", said), said[-3000:]
