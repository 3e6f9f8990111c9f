#!/usr/bin/env python3
"""Runs moto on a free port of the loopback, with users, policies and buckets, and then with every signature checked.

Prints one line of JSON (port, accessKeyId, secretAccessKey) once it is ready, and ends when its standard input does,
so that it never outlives the test that started it. Needs moto[server] and boto3.

    moto-server.py [--versioned] BUCKET [BUCKET ...] < commands

Each line of standard input is a JSON object, answered by a line:

    {"bucket", "key", "body" (Base64)}      stores an object in process, since moto takes the names of some keys that are
                                            tested for something else in a PUT, in its "storageClass" if it has one;
                                            answered by the version's id in a bucket that is versioned, else by "ok"
    {"bucket", "key", "restore": true}      restores an object from its archive class; answered by "ok"
    {"service", "method", "arguments"}      calls a method of boto3's client, as somebody who may do everything, in the
                                            region "region" or us-east-1; {"$base64": TEXT} stands for bytes, in the
                                            answer too; answered by the method's answer
    {"user", "policy"}                      makes a user who may do what the policy says, or gives him another policy;
                                            answered by {"accessKeyId", "secretAccessKey"}
    {"account", "role", "policy", "users"}  makes a role of another account that anybody may assume, and users of that
                                            account with one key each; answered by "ok"
    {"allow": [STATEMENT, ...]}             gives the second user a policy, in place of none; answered by "ok"

Policies are judged with their resources and conditions, see policies.py.
"""

import base64
import datetime
import json
import logging
import os
import sys

# Must be set before moto is imported; unlimited until the set-up is done.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "inf"
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

import boto3  # noqa: E402
import flask  # noqa: E402
import policies  # noqa: E402
from moto import settings  # noqa: E402
from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.iam import access_control  # noqa: E402
from moto.iam.models import iam_backends  # noqa: E402
from moto.moto_server.threaded_moto_server import ThreadedMotoServer  # noqa: E402
from moto.s3.models import s3_backends  # noqa: E402


def check_what_was_sent():
    """Makes moto check the request line as it was sent.

    As it comes, moto checks a URL that Werkzeug has decoded in part, and so refuses every client, boto3 too, whose
    query has an encoded slash, such as that of a listing under `prefix=keys%2F`.
    """
    begin = access_control.IAMRequestBase.__init__

    def begin_as_sent(self, **arguments):
        arguments["path"] = flask.request.environ["RAW_URI"]
        begin(self, **arguments)

    access_control.IAMRequestBase.__init__ = begin_as_sent


def decoded(value):
    """A value of JSON with its bytes in place of their Base64."""
    if isinstance(value, dict):
        if set(value) == {"$base64"}:
            return base64.b64decode(value["$base64"])
        return {name: decoded(member) for name, member in value.items()}
    return [decoded(member) for member in value] if isinstance(value, list) else value


def encoded(value):
    if isinstance(value, bytes):
        return {"$base64": base64.b64encode(value).decode()}
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    raise TypeError(value)


class Account:
    """The account as it is set up from standard input."""

    def __init__(self, port, is_versioned):
        self.is_versioned = is_versioned
        self.iam = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
        self.port = port
        self.keys = {}

    def user(self, name, policy):
        """The key of a user who may do what the policy says."""
        if name not in self.keys:
            self.iam.create_user("us-east-1", user_name=name)
            self.keys[name] = self.iam.create_access_key(name)
        if policy is not None:
            self.iam.put_user_policy(name, "policy", json.dumps(policy))
        return self.keys[name]

    def other_account(self, account, role, policy, users):
        iam = iam_backends[account]["aws"]
        anybody = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
        trust = json.dumps({"Version": "2012-10-17", "Statement": [anybody]})
        iam.create_role(role, trust, "/", None, "", [], 3600)
        iam.put_role_policy(role, "policy", json.dumps(policy))
        for user in users:
            iam.create_user("us-east-1", user_name=user)
            iam.create_access_key(user)

    def carry_out(self, command):
        if "role" in command:
            self.other_account(command["account"], command["role"], command["policy"], command["users"])
            return None
        if "user" in command:
            key = self.user(command["user"], command["policy"])
            return {"accessKeyId": key.access_key_id, "secretAccessKey": key.secret_access_key}
        if "service" in command:
            key = self.keys["root"]
            client = boto3.client(
                command["service"], region_name=command.get("region", "us-east-1"),
                endpoint_url=f"http://127.0.0.1:{self.port}", aws_access_key_id=key.access_key_id,
                aws_secret_access_key=key.secret_access_key)
            answer = getattr(client, command["method"])(**decoded(command.get("arguments", {})))
            answer.pop("ResponseMetadata", None)
            return answer
        if "allow" in command:
            policy = {"Version": "2012-10-17", "Statement": command["allow"]}
            self.iam.put_user_policy("stranger", "allowed", json.dumps(policy))
            return None
        return self.store(command)

    def store(self, command):
        s3 = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
        if command.get("restore"):
            s3.restore_object(command["bucket"], command["key"], "7", None)
            return None
        stored = s3.put_object(
            command["bucket"], command["key"], base64.b64decode(command["body"]), command.get("storageClass"))
        return stored.version_id if self.is_versioned else None


def allowing(*actions):
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}


def main():
    check_what_was_sent()
    policies.enforce()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    buckets = sys.argv[1:]
    is_versioned = buckets[:1] == ["--versioned"]
    account = Account(server.get_host_and_port()[1], is_versioned)
    account.user("root", allowing("*"))
    key = account.user("shipper", allowing("s3:*"))
    stranger = account.user("stranger", None)
    for bucket in buckets[is_versioned:]:
        s3_backends[DEFAULT_ACCOUNT_ID]["aws"].create_bucket(bucket, "us-east-1")
        if is_versioned:
            s3_backends[DEFAULT_ACCOUNT_ID]["aws"].put_bucket_versioning(bucket, "Enabled")
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    ready = {
        "port": account.port,
        "accessKeyId": key.access_key_id,
        "secretAccessKey": key.secret_access_key,
        "strangerKeyId": stranger.access_key_id,
        "strangerSecret": stranger.secret_access_key,
    }
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        answer = account.carry_out(json.loads(line))
        text = answer if isinstance(answer, str) else json.dumps(answer, default=encoded)
        print("ok" if answer is None else text, flush=True)
    server.stop()


if __name__ == "__main__":
    main()
