"""A server on 127.0.0.1 that misbehaves as told, and tells on standard output what it received.

It prints `port N`, then one JSON object a request. It ends when standard input does.

  --answer FILE      the bytes to answer with, as they are (default: none at all)
  --when WHEN        when to answer: `accept` (without reading), `head` (before the body), `body` (after it)
  --then THEN        afterwards: `keep` the connection, `close` it, `linger` (say that nothing more comes, wait, close),
                     `reset` it, `hold` it without a word
  --answers N        answer N requests on each connection; close it, unanswered, when another comes
  --drip PART        send the answer's PART (`head`, `body`) byte by byte, 50 a second
  --accept N         take N connections, and listen no longer
  --first N          misbehave so for the first N connections, and answer `204` and keep the connection after that
"""

import argparse
import base64
import hashlib
import json
import os
import socket
import struct
import sys
import threading
import time

options = argparse.ArgumentParser()
options.add_argument("--answer")
options.add_argument("--when", choices=["accept", "head", "body"], default="body")
options.add_argument("--then", choices=["keep", "close", "linger", "reset", "hold"], default="keep")
options.add_argument("--answers", type=int, default=1 << 30)
options.add_argument("--drip", choices=["head", "body"])
options.add_argument("--accept", type=int, default=1 << 30)
options.add_argument("--first", type=int, default=1 << 30)
options = options.parse_args()

answer = b""
if options.answer:
    with open(options.answer, "rb") as file:
        answer = file.read()
lock = threading.Lock()


def tell(line):
    with lock:
        print(line, flush=True)


def read_head(connection):
    """The bytes up to the empty line, and what came behind it; nothing where the connection ends first."""
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return None, b""
        data += piece
    head, _, rest = data.partition(b"\r\n\r\n")
    return head, rest


def read_body(connection, head, rest):
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(rest) < length:
        piece = connection.recv(1 << 20)
        if not piece:
            break
        rest += piece
    return rest


def send(connection, reply):
    if not options.drip:
        return connection.sendall(reply)
    # What comes before goes out at once: the status line, or the whole head.
    start = reply.index(b"\r\n" if options.drip == "head" else b"\r\n\r\n")
    connection.sendall(reply[:start])
    for place in range(start, len(reply)):
        connection.sendall(reply[place:place + 1])
        time.sleep(0.02)


def finish(connection, then):
    if then == "hold":
        time.sleep(60)
    if then == "linger":
        connection.shutdown(socket.SHUT_WR)
        time.sleep(0.3)
    if then == "reset":
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def serve(connection, number):
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    usual = number > options.first
    when = "body" if usual else options.when
    then = "keep" if usual else options.then
    reply = b"HTTP/1.1 204 No Content\r\n\r\n" if usual else answer
    if when == "accept":
        send(connection, reply)
        return finish(connection, then)
    answered = 0
    while True:
        head, rest = read_head(connection)
        if head is None:
            return connection.close()
        body = read_body(connection, head, rest) if when == "body" else rest
        tell(json.dumps({
            "connection": number,
            "head": head.decode("latin-1"),
            "bodyBytes": len(body),
            "bodySHA256": hashlib.sha256(body).hexdigest(),
            "body": base64.b64encode(body[:4096]).decode(),
        }))
        if answered == options.answers:
            return connection.close()
        send(connection, reply)
        answered += 1
        if then != "keep":
            return finish(connection, then)


def serve_quietly(connection, number):
    try:
        serve(connection, number)
    except OSError:
        connection.close()


def accept(listener):
    for number in range(1, options.accept + 1):
        connection, _ = listener.accept()
        # Before the last one is answered, so that whoever connects again finds nobody.
        if number == options.accept:
            listener.close()
        threading.Thread(target=serve_quietly, args=(connection, number), daemon=True).start()


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("127.0.0.1", 0))
listener.listen(64)
tell(f"port {listener.getsockname()[1]}")
threading.Thread(target=accept, args=(listener,), daemon=True).start()
sys.stdin.buffer.read()
os._exit(0)
