"""Throws bytes that are no good requests at a workspace: `garbage.py PORT`. Fixed dice; what comes back does not matter."""
import random
import socket
import sys

PIECES = [
    b"POST /api/logs?api-version=2016-04-01 HTTP/1.1\r\n", b"POST * HTTP/1.1\r\n", b"GET / HTTP/9.9\r\n", b"\r\n", b"\r\n\r\n",
    b"Content-Length: 10\r\n", b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n",
    b"Content-Length: 9223372036854775807\r\n", b"Transfer-Encoding: chunked\r\n", b"ffffffffffffffff\r\n", b"0\r\n\r\n",
    b"Host: x\r\n", b"Authorization: SharedKey :\r\n", b"Authorization: SharedKey \r\n", b"x-ms-date: \r\n", b"Log-Type: \xff\xfe\r\n",
    b"Content-Type: application/json\r\n", b"[{\"a\":", b"\x00" * 50, b"A" * 70000, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"? ? ?\r\n", b"POST /?&=&&api-version HTTP/1.1\r\n", b"POST http://[::1 HTTP/1.1\r\n",
]
dice = random.Random(7)
for _ in range(400):
    with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5) as connection:
        try:
            connection.sendall(b"".join(dice.choice(PIECES) for _ in range(dice.randint(1, 12))))
            connection.sendall(bytes(dice.randrange(256) for _ in range(dice.randint(0, 200))))
            if dice.random() < 0.5:
                connection.shutdown(socket.SHUT_WR)
                connection.recv(65536)
        except OSError:
            pass
