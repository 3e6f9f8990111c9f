#!/usr/bin/env python3
"""Says which credentials botocore takes, a combination of environment and files at a time.

Prints a line of JSON once it is ready, and ends when its standard input does. Standard input takes a line of JSON at a
time and answers each with one, {"keyId": "AKIA..."} or {"error": "..."}:

    {"environment": {...}, "profile": "NAME" or null, "containerHost": "127.0.0.1:PORT"}

The profile is that of a setting, as --profile of the AWS CLI is; the host stands for 169.254.170.2 of containers. Each
combination has a process of its own, since botocore reads the environment and the home folder once.

    {"words": ["TEXT", ...]}     answers the words of each as botocore takes a credential_process apart, null for an error
    {"allowed": ["URL", ...]}    answers whether botocore asks each for a container's key
"""

import json
import os
import sys

import botocore.compat
import botocore.credentials
import botocore.session
import botocore.tokens
import botocore.utils
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from in_child import in_child

LOADER = botocore.session.Session().get_component("data_loader")


class Key:
    """A key as awscrt gives it, which botocore would use if it were there."""

    def __init__(self, key):
        self.key = key

    def get_public_coords(self):
        numbers = self.key.public_key().public_numbers()
        return numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")

    def sign(self, digest):
        return self.key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256())))


class Curve:
    @staticmethod
    def new_key_from_der_data(der):
        return Key(serialization.load_der_private_key(der, None))

    @staticmethod
    def decode_der_signature_to_padded_pair(signature, pad_to):
        return b"".join(number.to_bytes(pad_to, "big") for number in utils.decode_dss_signature(signature))


def resolve(given):
    os.environ.clear()
    os.environ.update(given["environment"])
    botocore.credentials.EC = Curve
    folder = os.path.expanduser("~/.aws/sso/cache")
    botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR = folder
    botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR = folder
    botocore.utils.ContainerMetadataFetcher.SLEEP_TIME = 0
    botocore.utils.ContainerMetadataFetcher.IP_ADDRESS = given["containerHost"]
    session = botocore.session.Session(profile=given["profile"])
    session.register_component("data_loader", LOADER)
    # Nobody is there to be asked for a code of an MFA device.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.setsid()
    credentials = session.get_credentials()
    if not credentials:
        return {"error": "none found"}
    # Of an empty key id botocore finds out only when the service does.
    key_id = credentials.get_frozen_credentials().access_key
    return {"keyId": key_id} if key_id else {"error": "an empty key id"}


def metadata_url(environment):
    os.environ.clear()
    os.environ.update(environment)
    session = botocore.session.Session()
    name = "ec2_metadata_service_endpoint"
    config = {
        name: session.get_config_variable(name),
        f"{name}_mode": botocore.utils.resolve_imds_endpoint_mode(session),
    }
    return botocore.utils.IMDSFetcher(config=config).get_base_url()


def words(text):
    try:
        return botocore.compat.compat_shell_split(text)
    except ValueError:
        return None


def allowed(url):
    try:
        botocore.utils.ContainerMetadataFetcher()._validate_allowed_url(url)
        return True
    except ValueError:
        return False


def answer(question):
    if "words" in question:
        return json.dumps([words(text) for text in question["words"]])
    if "allowed" in question:
        return json.dumps([allowed(url) for url in question["allowed"]])
    if "metadata" in question:
        return json.dumps([metadata_url(environment) for environment in question["metadata"]])
    return in_child(resolve, question)


def main():
    for service in ["sts", "sso", "sso-oidc", "signin"]:
        LOADER.load_service_model(service, "service-2")
        LOADER.load_service_model(service, "endpoint-rule-set-1")
    for name in ["endpoints", "sdk-default-configuration", "partitions", "_retry"]:
        LOADER.load_data(name)
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        print(answer(json.loads(line)), flush=True)


if __name__ == "__main__":
    main()
