"""What the stand-ins of entra-server.py share: what a scene is, how they refuse, and the tokens that they give out."""

import json
import threading
import urllib.parse
import urllib.request

from cryptography.hazmat.primitives.asymmetric import rsa

SCENE = {
    # By client id: "secret", "certificate" (PEM), "federated": [{"issuer", "subject", "audience"}].
    "applications": {},
    "scope": "https://monitor.azure.com/.default",
    "resource": "https://monitor.azure.com",
    # Whom tokens are for that Azure Resource Manager takes, None to give none out; and the rules that it has, None for an
    # identity that may see no subscription.
    "management": None,
    "rules": [],
    # Whose tokens are given out once a client has proved itself: {"url", "client", "secret"}.
    "workspace": None,
    # Of tokens, in seconds; what is told as refresh_in, if anything.
    "life": 3600,
    "refreshIn": None,
    # How long each answer takes, in seconds.
    "delay": 0,
    # Answers in the place of the next ones, by kind: [{"status", "headers", "body"}, ...].
    "faults": {},
    # By kind, the status of answers that refuse in words that repeat what came: {"entra": 401, ...}.
    "echoes": {},
    # Whom managed identities are there of, "" for the machine's own.
    "identities": [""],
    # The secret of an app.
    "header": None,
    # Where the keys of challenges are put, and what is told in the place of the right path.
    "arcFolder": None,
    "arcPath": None,
    "arcKey": None,
    "arcConfirms": True,
    # By access key id: {"secret", "token", "arn", "end"}.
    "keys": {},
    "federationEnabled": True,
}

lock = threading.Lock()
given = 0
# Signs what STS gives out, and the tokens of tests that stand for those of a cluster.
issuer_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Refused(Exception):
    def __init__(self, status, body, headers=None):
        self.status, self.body, self.headers = status, body, headers or {}


def new_token(scene, origin, audience):
    global given
    if audience == scene["management"]:
        origin = f"management-{origin}"
    elif scene["workspace"]:
        form = {"grant_type": "client_credentials", "client_id": scene["workspace"]["client"], "scope": scene["scope"],
                "client_secret": scene["workspace"]["secret"]}
        with urllib.request.urlopen(scene["workspace"]["url"], urllib.parse.urlencode(form).encode()) as answer:
            return json.load(answer)["access_token"]
    with lock:
        given += 1
        return f"{origin}-{given}"


def query(handler):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(handler.path).query))
