#!/usr/bin/env python3
"""Everything that gives out AWS credentials, on free ports of the loopback: STS (moto's, with every signature checked, and
S3 beside it), and small servers for containers, instances, sign-on and `aws login`.

    identity-server.py [BUCKET ...]

Prints one line of JSON once it is ready, {"port", "moto"}, and ends when its standard input does. Needs moto[server].
Standard input takes a line of JSON at a time and answers each with one:

    {"put": {"bucket", "key", "body"}}   stores an object (Base64)
    {"container": [[TOLD, REAL], ...]}   after how many seconds the keys of /container/session end, as told and in
                                         truth, each for one request, the last for all others; they are sessions of a
                                         role that may do everything in S3
    {"delay": SECONDS}                   how long moto takes for each request at least
    {"secrets": true}                    every secret key and session token that was given out so far
    {"log": true}                        what was asked since the last time: [{"path"}, ...] of the small servers, and
                                         {"path", "method", "key"} of moto

A key id tells how it came about. STS gives `ASIA.ROLE.CALLER`, with `.x-ID` behind it for an external id, `.s-NAME` for
a session's name other than a default one and `.d-SECONDS` for a duration that is not the usual one; the caller is a
web identity's token, or the key id that signed. Users of moto have the key ids AKIABASE and AKIAOTHER, and the secret
is `secret-of-` and the key id. Paths of the other server:

    /container/NAME                      a key `ASIA.container.AUTHORIZATION`, or what NAME says (see container())
    /imds/NAME/latest/...                an instance whose metadata service is as NAME says (see imds())
    /sso/federation/credentials          a key `ASIA.sso.ACCOUNT.ROLE.TOKEN`, where the token begins with "good"
    /oidc/token                          a token "good-new" for a refresh token that begins with "good"
    /signin/v1/token                     a key `ASIA.login.REFRESHED` for a refresh token that begins with "good" and
                                         a DPoP proof that holds
"""

import base64
import http.server
import json
import logging
import socketserver
import sys
import threading
import urllib.parse

import checked_moto
import credential_givers


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        path, _, query = self.path.partition("?")
        checked_moto.note(path=self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind, _, rest = path[1:].partition("/")
        if kind == "container":
            answer = credential_givers.container(rest, self)
        elif kind == "imds":
            name, _, below = rest.partition("/")
            answer = credential_givers.imds(name, below, self)
        elif path == "/sso/federation/credentials":
            answer = credential_givers.sso(self, urllib.parse.parse_qs(query))
        elif path == "/oidc/token":
            answer = credential_givers.oidc(body)
        elif path == "/signin/v1/token":
            answer = credential_givers.signin(self, body)
        else:
            answer = 404, {}
        if answer is None:
            self.close_connection = True
            return
        status, content = answer
        text = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        if status >= 400 and kind == "signin":
            self.send_header("x-amzn-ErrorType", "AccessDeniedException" if status == 401 else "ValidationException")
        if status >= 400 and kind == "sso":
            self.send_header("x-amzn-ErrorType", content["__type"])
        if status >= 400 and kind == "oidc":
            self.send_header("x-amzn-ErrorType", "InvalidGrantException")
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_PUT = answer


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 64


def obey(command):
    if "put" in command:
        put = command["put"]
        checked_moto.put(put["bucket"], put["key"], base64.b64decode(put["body"]))
    with checked_moto.lock:
        if "container" in command:
            credential_givers.container_lives = list(command["container"])
        if "delay" in command:
            checked_moto.delay = command["delay"]
        if "secrets" in command:
            return sorted(checked_moto.given_out)
        if "log" in command:
            told = list(checked_moto.log)
            checked_moto.log.clear()
            return told
    return "ok"


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    moto = checked_moto.start(sys.argv[1:])
    small = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=small.serve_forever, args=(0.05,), daemon=True).start()
    print(json.dumps({"port": small.server_address[1], "moto": moto.get_host_and_port()[1]}), flush=True)
    for line in sys.stdin:
        print(json.dumps(obey(json.loads(line))), flush=True)
    moto.stop()


if __name__ == "__main__":
    main()
