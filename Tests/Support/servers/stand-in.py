#!/usr/bin/env python3
"""HTTP servers on free ports of the loopback that answer as they are told, and tell what they were asked.

Prints a line of JSON once it is ready, and ends when its standard input does. Standard input takes a line of JSON at
a time and answers each with one:

    {"serve": [ACT, ...]}   a new server, whose n-th request gets the n-th act, and later ones the last; answers its port
    {"log": PORT}           answers what a server was asked so far: [{"method", "target", "headers", "time", "status"}, ...],
                            the time in seconds
    {"stop": PORT}          ends a server

An ACT is either an answer as it stands:

    {"status": 503, "headers": {"Retry-After": "1"}, "body": "text"}

or an object, for which Range and If-Match are honoured as S3 does:

    {"object": {"size": 100000, "seed": "a", "eTag": "\\"one\\""}}

An object's bytes are the SHA-256 digests of "seed:0", "seed:1", ... one after another. Both kinds take these faults:

    "cutAfter": N      close the connection after N bytes of the body
    "ignoreRange"      send the whole object with 200
    "declare": N       send this Content-Length, whatever the body's
    "undeclared"       send no Content-Length, and close the connection behind the body
    "drop": true       close the connection without an answer
    "stall": true      send nothing, and hold the connection until the client closes it
    "drip": S          send an answer's body byte by byte, with S seconds between two
    "perSecond": N     answer 503 SlowDown to each request that is more than N within one second
"""

import hashlib
import http.server
import json
import re
import socketserver
import sys
import threading
import time


def bytes_of(described):
    size, seed = described["size"], described["seed"]
    blocks = (hashlib.sha256(f"{seed}:{n}".encode()).digest() for n in range(size // 32 + 1))
    return b"".join(blocks)[:size]


SLOW_DOWN = {"status": 503, "body": "<Error><Code>SlowDown</Code><Message>Reduce your request rate.</Message></Error>"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        server = self.server
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with server.lock:
            act = server.acts[min(len(server.log), len(server.acts) - 1)]
            now = time.monotonic()
            entry = {
                "method": self.command, "target": self.path, "headers": dict(self.headers.items()),
                "body": body.decode(errors="replace"), "time": now}
            server.log.append(entry)
            if limit := act.get("perSecond"):
                server.taken = [taken for taken in server.taken if taken > now - 1]
                if len(server.taken) >= limit:
                    act = SLOW_DOWN
                else:
                    server.taken.append(now)
        if act.get("stall"):
            self.rfile.read(1)
        if act.get("drop") or act.get("stall"):
            self.close_connection = True
            return
        status, headers, body = act.get("status", 200), dict(act.get("headers", {})), act.get("body", "").encode()
        if described := act.get("object"):
            status, headers, body = self.object(act, described)
        entry["status"] = status
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if not act.get("undeclared"):
            self.send_header("Content-Length", str(act.get("declare", len(body))))
        self.end_headers()
        if self.command == "HEAD":
            return
        if pause := act.get("drip"):
            try:
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(pause)
            except OSError:
                self.close_connection = True
            return
        cut = act.get("cutAfter")
        self.wfile.write(body if cut is None else body[:cut])
        if cut is not None or "declare" in act or act.get("undeclared"):
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = answer

    def object(self, act, described):
        whole, tag = bytes_of(described), described["eTag"]
        headers = {"ETag": tag, "Content-Type": "application/json"}
        if self.headers.get("If-Match", tag) != tag:
            return 412, {}, b"<Error><Code>PreconditionFailed</Code><Message>no</Message></Error>"
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if not asked or act.get("ignoreRange"):
            return 200, headers, whole
        first = int(asked[1])
        if first >= len(whole):
            return 416, {}, b"<Error><Code>InvalidRange</Code><Message>no</Message></Error>"
        headers["Content-Range"] = f"bytes {first}-{len(whole) - 1}/{len(whole)}"
        return 206, headers, whole[first:]


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True

    def __init__(self, acts):
        super().__init__(("127.0.0.1", 0), Handler)
        self.acts, self.log, self.taken, self.lock = acts, [], [], threading.Lock()
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()


def main():
    servers = {}

    def answer(command):
        if "serve" in command:
            server = Server(command["serve"])
            servers[server.server_address[1]] = server
            return server.server_address[1]
        if "log" in command:
            server = servers[command["log"]]
            with server.lock:
                return server.log
        server = servers.pop(command["stop"])
        server.shutdown()
        server.server_close()
        return "ok"

    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
