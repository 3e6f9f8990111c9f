"""Runs moto with an account of many users, two keys each, for as long as standard input is open.

Prints one line of JSON once it is ready: the port, and the parameters of every call that a collection of the account
makes beside those about the root user.
"""

import json
import logging
import sys
import urllib.parse

from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends
from moto.moto_server.threaded_moto_server import ThreadedMotoServer


def form(action, **parameters):
    return urllib.parse.urlencode({"Action": action, "Version": "2010-05-08", **parameters})


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    backend = iam_backends[DEFAULT_ACCOUNT_ID]["aws"]
    calls = [form("ListUsers", MaxItems="1000")]
    for number in range(int(sys.argv[1])):
        name = f"user{number:05d}"
        backend.create_user(region_name="us-east-1", path="/", user_name=name)
        calls.append(form("ListAccessKeys", UserName=name))
        for _ in range(2):
            key = backend.create_access_key(user_name=name)
            calls.append(form("GetAccessKeyLastUsed", AccessKeyId=key.access_key_id))
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    print(json.dumps({"port": server.get_host_and_port()[1], "calls": calls}), flush=True)
    sys.stdin.read()
    server.stop()


main()
