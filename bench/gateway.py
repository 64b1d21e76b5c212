"""A gateway of short messages that takes everything; the first line it says is its address."""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Listening(ThreadingHTTPServer):
    """Nobody is turned away because others have just come."""

    request_queue_size = 128


class Taking(BaseHTTPRequestHandler):
    """Takes whatever comes."""

    def do_POST(self) -> None:
        json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"accepted": true}')

    def log_message(self, *said: Any) -> None:
        """Nothing."""


if __name__ == "__main__":
    server = Listening(("127.0.0.1", 0), Taking)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}/sms\n")
    sys.stdout.flush()
    server.serve_forever()
