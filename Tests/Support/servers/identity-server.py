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
import datetime
import http.server
import json
import logging
import os
import re
import socketserver
import sys
import threading
import time
import urllib.parse

# Must be set before moto is imported; unlimited until the set-up is done.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "inf"
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

import flask  # noqa: E402
from cryptography.exceptions import InvalidSignature  # noqa: E402
from cryptography.hazmat.primitives import hashes  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature  # noqa: E402
from moto import settings  # noqa: E402
from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.core.authorization import ActionAuthenticatorMixin  # noqa: E402
from moto.iam import access_control  # noqa: E402
from moto.iam.models import iam_backends  # noqa: E402
from moto.moto_server.threaded_moto_server import ThreadedMotoServer  # noqa: E402
from moto.s3.exceptions import S3ClientError  # noqa: E402
from moto.s3.models import s3_backends  # noqa: E402
from moto.sts.models import AssumedRole, STSBackend, sts_backends  # noqa: E402

HOUR = 3600
lock = threading.Lock()
log = []
given_out = set()
ends = {}
container_lives = [[HOUR, HOUR]]
delay = 0


def note(**entry):
    with lock:
        log.append(entry)


def moment(seconds):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


# moto


def everything(actions):
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def caller():
    given = flask.request.headers.get("Authorization", "")
    match = re.search("Credential=([^/]+)/", given)
    return match[1] if match else flask.request.values["WebIdentityToken"]


def told(role_arn, session_name, duration, external_id, by):
    by = re.sub("^ASIASESSION[0-9]+$", "ASIASESSION", by)
    parts = ["ASIA", role_arn.split("/")[-1], by]
    if external_id:
        parts.append(f"x-{external_id}")
    if session_name and not re.match("(botocore|logship)-", session_name):
        parts.append(f"s-{session_name}")
    if duration != HOUR:
        parts.append(f"d-{duration}")
    return ".".join(parts)


def name_keys_after_their_origin():
    create = STSBackend._create_access_key
    assume = STSBackend.assume_role
    wanted = threading.local()

    def create_named(self, role):
        account, key = create(self, role)
        backend = iam_backends[account][self.partition]
        del backend.access_keys[key.access_key_id]
        key.access_key_id = wanted.name
        key.secret_access_key = f"secret-of-{wanted.name}"
        backend.access_keys[wanted.name] = key
        return account, key

    def assume_named(self, **given):
        by = wanted.caller if hasattr(wanted, "caller") else caller()
        wanted.name = told(
            given["role_arn"], given["role_session_name"], given["duration"], given["external_id"], by)
        role = assume(self, **given)
        # The session of before under the same name, so that both programs that ask hold a key that is known.
        backend = sts_backends[role.account_id][self.partition]
        before = [old for old in backend.assumed_roles if old.access_key_id == wanted.name and old is not role]
        for old in before:
            role.session_token = old.session_token
            backend.assumed_roles.remove(old)
        given_out.update([f"secret-of-{wanted.name}", role.session_token])
        return role

    STSBackend._create_access_key = create_named
    STSBackend.assume_role = assume_named


def check_what_was_sent():
    """Makes moto check the request line as it was sent, tell who signed it, and refuse sessions that have ended."""
    begin = access_control.IAMRequestBase.__init__
    authorize = ActionAuthenticatorMixin._authenticate_and_authorize_action

    def begin_as_sent(self, **arguments):
        arguments["path"] = flask.request.environ["RAW_URI"]
        key = caller()
        note(path=arguments["path"], method=arguments["method"], key=key)
        time.sleep(delay)
        if ends.get(key, time.time() + 1) <= time.time():
            raise S3ClientError("ExpiredToken", "The provided token has expired.")
        begin(self, **arguments)

    def authorize_unless_by_token(self, *arguments, **named):
        if self._get_action() != "AssumeRoleWithWebIdentity":
            authorize(self, *arguments, **named)

    access_control.IAMRequestBase.__init__ = begin_as_sent
    ActionAuthenticatorMixin._authenticate_and_authorize_action = authorize_unless_by_token


def set_up_moto(buckets):
    iam = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for user, key_id in [("base", "AKIABASE"), ("other", "AKIAOTHER")]:
        iam.create_user("us-east-1", user_name=user)
        iam.put_user_policy(user, "roles", everything(["sts:*", "s3:*"]))
        key = iam.create_access_key(user)
        del iam.access_keys[key.access_key_id]
        key.access_key_id, key.secret_access_key = key_id, f"secret-of-{key_id}"
        iam.access_keys[key_id] = key
    trust = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]}
    for role in ["audit", "hub", "leaf", "shipper"]:
        iam.create_role(role, json.dumps(trust), "/", None, "", [], 43200)
        iam.put_role_policy(role, "all", everything(["sts:*", "s3:*"]))
    for bucket in buckets:
        s3_backends[DEFAULT_ACCOUNT_ID]["aws"].create_bucket(bucket, "us-east-1")


def session(key_id, told_end, real_end):
    """A key of moto's for the role shipper."""
    backend = sts_backends[DEFAULT_ACCOUNT_ID]["aws"]
    iam = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
    key = iam.create_temp_access_key()
    del iam.access_keys[key.access_key_id]
    key.access_key_id, key.secret_access_key = key_id, f"secret-of-{key_id}"
    role_arn = f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/shipper"
    role = AssumedRole(DEFAULT_ACCOUNT_ID, "us-east-1", key, "container", role_arn, None, real_end, None)
    with lock:
        # Whoever was given this key before goes on with it.
        before = [old for old in backend.assumed_roles if old.access_key_id == key_id]
        if before:
            role.session_token = before[0].session_token
        else:
            iam.access_keys[key_id] = key
            backend.assumed_roles.append(role)
        ends[key_id] = time.time() + real_end
        given_out.update([key.secret_access_key, role.session_token])
    return {
        "AccessKeyId": key.access_key_id, "SecretAccessKey": key.secret_access_key, "Token": role.session_token,
        "Expiration": moment(told_end),
    }


# The small servers


def key(key_id, seconds=HOUR):
    return {
        "AccessKeyId": key_id, "SecretAccessKey": f"secret-of-{key_id}", "Token": f"token-of-{key_id}",
        "Expiration": moment(seconds),
    }


def container(name, handler, state={"sessions": 0}):
    if name == "session":
        with lock:
            told_end, real_end = container_lives.pop(0) if len(container_lives) > 1 else container_lives[0]
            state["sessions"] += 1
            key_id = f"ASIASESSION{state['sessions']}"
        return 200, session(key_id, told_end, real_end)
    key_id = f"ASIA.container.{handler.headers.get('Authorization', 'nobody')}"
    return {
        "ok": (200, key(key_id)),
        "expired": (200, key(key_id, -60)),
        "without-secret": (200, {"AccessKeyId": key_id, "Token": "t", "Expiration": moment(HOUR)}),
        "without-end": (200, {name: text for name, text in key(key_id).items() if name != "Expiration"}),
        "not-json": (200, "<html>"),
        "list": (200, []),
        "broken": (500, {"message": "no role"}),
        "forbidden": (403, {"code": "AccessDenied"}),
    }.get(name, (404, {}))


def imds(name, path, handler, asked={}):
    if name == "flaky" and handler.command == "GET":
        # Of two requests for the same the first fails, by its status or by its emptiness.
        with lock:
            asked[path] = asked.get(path, 0) + 1
            if asked[path] % 2:
                return (500, "") if path.endswith("/") else (200, "")
    if name == "silent":
        handler.rfile.read(1)
        return None
    if path == "latest/api/token":
        asked = handler.headers.get("x-aws-ec2-metadata-token-ttl-seconds")
        if handler.command != "PUT" or not asked:
            return 400, ""
        return {"version-1": (404, ""), "bad-request": (400, ""), "broken-token": (500, "")}.get(name, (200, "metadata-token"))
    if name not in ("version-1", "broken-token") and handler.headers.get("x-aws-ec2-metadata-token") != "metadata-token":
        return 401, ""
    if path == "latest/meta-data/placement/region":
        return 200, "eu-west-2"
    folder = "latest/meta-data/iam/security-credentials/"
    if path == folder:
        return (404, "") if name == "no-role" else (200, "web")
    if path != folder + "web":
        return 404, ""
    return {
        "expired": (200, key("ASIA.imds.web", -600)),
        "refused": (200, {"Code": "AssumeRoleUnauthorizedAccess", "Message": "no trust"}),
        "not-json": (200, "nothing"),
    }.get(name, (200, key("ASIA.imds.web")))


def sso(handler, query):
    token = handler.headers.get("x-amz-sso_bearer_token", "")
    role, account = query["role_name"][0], query["account_id"][0]
    if not token.startswith("good"):
        return 401, {"__type": "UnauthorizedException", "message": "Session token not found or invalid"}
    if role == "Missing":
        return 404, {"__type": "ResourceNotFoundException", "message": "No such role"}
    key_id = f"ASIA.sso.{account}.{role}.{token}"
    made = session(key_id, HOUR, HOUR)
    return 200, {"roleCredentials": {
        "accessKeyId": key_id, "secretAccessKey": made["SecretAccessKey"], "sessionToken": made["Token"],
        "expiration": int((time.time() + HOUR) * 1000)}}


def oidc(body):
    asked = json.loads(body)
    if asked["clientId"] != "client" or asked["clientSecret"] != "client-secret":
        return 401, {"error": "invalid_client", "error_description": "no such client"}
    if asked["grantType"] != "refresh_token" or not asked["refreshToken"].startswith("good"):
        return 400, {"error": "invalid_grant", "error_description": "the token is used up"}
    return 200, {"accessToken": "good-new", "tokenType": "Bearer", "expiresIn": HOUR, "refreshToken": "good-next"}


def unpacked(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check_proof(proof, url):
    """Raises where a DPoP proof (RFC 9449) does not hold; gives the thumbprint of its key."""
    header, payload, signature = proof.split(".")
    told, claims = json.loads(unpacked(header)), json.loads(unpacked(payload))
    jwk = told["jwk"]
    assert told["typ"] == "dpop+jwt" and told["alg"] == "ES256" and jwk["kty"] == "EC" and jwk["crv"] == "P-256", told
    assert claims["htm"] == "POST" and claims["htu"] == url and abs(claims["iat"] - time.time()) < 60, claims
    assert len(claims["jti"]) >= 16, claims
    x, y = (int.from_bytes(unpacked(jwk[name]), "big") for name in "xy")
    assert len(unpacked(jwk["x"])) == len(unpacked(jwk["y"])) == 32, jwk
    bits = unpacked(signature)
    assert len(bits) == 64, signature
    pair = encode_dss_signature(int.from_bytes(bits[:32], "big"), int.from_bytes(bits[32:], "big"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    public.verify(pair, f"{header}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))


def signin(handler, body):
    asked = json.loads(body)
    try:
        check_proof(handler.headers["DPoP"], f"http://{handler.headers['Host']}{handler.path}")
    except (AssertionError, InvalidSignature, KeyError, ValueError, AttributeError) as error:
        return 400, {"error": "INVALID_REQUEST", "message": f"the proof does not hold: {error!r}"}
    refused = {"expired": "TOKEN_EXPIRED", "changed": "USER_CREDENTIALS_CHANGED", "poor": "INSUFFICIENT_PERMISSIONS"}
    token = asked["refreshToken"]
    if token in refused:
        return 401, {"error": refused[token], "message": "sign in again"}
    if not token.startswith("good") or not asked["clientId"] or asked["grantType"] != "refresh_token":
        return 400, {"error": "INVALID_REQUEST", "message": "what is this"}
    made = session("ASIA.login.refreshed", HOUR, HOUR)
    new = {name[0].lower() + name[1:]: made[name] for name in ["AccessKeyId", "SecretAccessKey"]}
    new["sessionToken"] = made["Token"]
    return 200, {"accessToken": new, "tokenType": "aws_sigv4", "expiresIn": 900, "refreshToken": "good-next"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self):
        path, _, query = self.path.partition("?")
        note(path=self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind, _, rest = path[1:].partition("/")
        if kind == "container":
            answer = container(rest, self)
        elif kind == "imds":
            name, _, below = rest.partition("/")
            answer = imds(name, below, self)
        elif path == "/sso/federation/credentials":
            answer = sso(self, urllib.parse.parse_qs(query))
        elif path == "/oidc/token":
            answer = oidc(body)
        elif path == "/signin/v1/token":
            answer = signin(self, body)
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
    global container_lives, delay
    if "put" in command:
        put = command["put"]
        s3_backends[DEFAULT_ACCOUNT_ID]["aws"].put_object(put["bucket"], put["key"], base64.b64decode(put["body"]))
    if "container" in command:
        with lock:
            container_lives = list(command["container"])
    if "delay" in command:
        delay = command["delay"]
    if "secrets" in command:
        with lock:
            return sorted(given_out)
    if "log" in command:
        with lock:
            told = list(log)
            log.clear()
        return told
    return "ok"


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    check_what_was_sent()
    name_keys_after_their_origin()
    set_up_moto(sys.argv[1:])
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    small = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=small.serve_forever, args=(0.05,), daemon=True).start()
    print(json.dumps({"port": small.server_address[1], "moto": moto.get_host_and_port()[1]}), flush=True)
    for line in sys.stdin:
        print(json.dumps(obey(json.loads(line))), flush=True)
    moto.stop()


if __name__ == "__main__":
    main()
