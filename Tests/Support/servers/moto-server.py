#!/usr/bin/env python3
"""Runs moto on a free port of the loopback, with a user, its policy and buckets, and then with every signature checked.

Prints one line of JSON (port, accessKeyId, secretAccessKey) once it is ready, and ends when its standard input does,
so that it never outlives the test that started it. Needs moto[server] and boto3.

Objects are stored in process, since moto takes the names of some keys that are tested for something else in a PUT:

    moto-server.py BUCKET [BUCKET ...] < commands

Each line of standard input is a JSON object {"bucket", "key", "body" (Base64)} to store; it is answered by "ok".
"""

import base64
import json
import logging
import os
import sys

# Must be set before moto is imported; unlimited until the set-up is done.
os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "inf"
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

import flask  # noqa: E402
from moto import settings  # noqa: E402
from moto.core import DEFAULT_ACCOUNT_ID  # noqa: E402
from moto.iam import access_control  # noqa: E402
from moto.iam.models import iam_backends  # noqa: E402
from moto.moto_server.threaded_moto_server import ThreadedMotoServer  # noqa: E402
from moto.s3.models import s3_backends  # noqa: E402

POLICY = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": "*"}],
}


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


def main():
    check_what_was_sent()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    iam = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
    s3 = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    iam.create_user("us-east-1", user_name="shipper")
    iam.put_user_policy("shipper", "all-of-s3", json.dumps(POLICY))
    key = iam.create_access_key("shipper")
    iam.create_user("us-east-1", user_name="stranger")
    stranger = iam.create_access_key("stranger")
    for bucket in sys.argv[1:]:
        s3.create_bucket(bucket, "us-east-1")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    settings.INITIAL_NO_AUTH_ACTION_COUNT = 0
    ready = {
        "port": server.get_host_and_port()[1],
        "accessKeyId": key.access_key_id,
        "secretAccessKey": key.secret_access_key,
        "strangerKeyId": stranger.access_key_id,
        "strangerSecret": stranger.secret_access_key,
    }
    print(json.dumps(ready), flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        s3.put_object(command["bucket"], command["key"], base64.b64decode(command["body"]))
        print("ok", flush=True)
    server.stop()


if __name__ == "__main__":
    main()
