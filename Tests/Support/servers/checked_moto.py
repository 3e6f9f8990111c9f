"""moto's STS and S3, every signature checked, with keys that tell how they came about (see identity-server.py)."""

import datetime
import json
import os
import re
import threading
import time

# Must be set before moto is imported; unlimited until the set-up is done.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "inf"
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

import flask  # noqa: E402
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
# How long each request takes at least, in seconds.
delay = 0


def note(**entry):
    with lock:
        log.append(entry)


def moment(seconds):
    when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


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


def put(bucket, key, body):
    """Stores an object, without a request."""
    s3_backends[DEFAULT_ACCOUNT_ID]["aws"].put_object(bucket, key, body)


def start(buckets):
    """The server, from now on with every signature checked."""
    check_what_was_sent()
    name_keys_after_their_origin()
    set_up_moto(buckets)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    return server
