#!/usr/bin/env python3
"""Writes s3-endpoints.json beside itself: where botocore sends a GET of an object, for each bucket, region and variant.

Run it with a Python that has botocore, and look at the difference before committing it:

    python3 Tests/AWSTests/Fixtures/generate_endpoints.py

Nothing is sent: each request is taken from botocore just before. Where botocore refuses, `error` has its words.
"""

import json
import pathlib

import botocore.awsrequest
import botocore.session
from botocore.config import Config
from botocore.exceptions import BotoCoreError

REGIONS = [
    "us-east-1", "eu-west-1", "ap-southeast-5", "mx-central-1", "us-gov-west-1", "us-gov-east-1", "cn-north-1",
    "cn-northwest-1", "us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1",
    "eusc-de-east-1",
]
NAMES = ["audit", "dotted.name", "Old_Name", "-audit", "a" * 63, "a" * 64, "keys-abcdefghijklmnopqrstuvwxyz012345-s3alias"]
ACCESS_POINTS = [
    "arn:aws:s3:eu-west-1:123456789012:accesspoint/keys",
    "arn:aws:s3:us-east-1:123456789012:accesspoint:keys",
    "arn:aws-us-gov:s3:us-gov-west-1:123456789012:accesspoint/keys",
    "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/keys",
]
REFUSED = [
    "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap",
    "arn:aws:s3:eu-west-1:123456789012:accesspoint/ke.ys",
    "arn:aws:s3:eu-west-1:123456789012:bucket_name",
    "arn:aws:s3:eu-west-1:123456789012:accesspoint",
    "arn:aws:s3:eu-west-1::accesspoint/keys",
    "arn:aws:s3:cn-north-1:123456789012:accesspoint/keys",
]
VARIANTS = [(False, False), (False, True), (True, False), (True, True)]
KEY = "a b"


class Taken(Exception):
    pass


def asked(bucket, region, fips, dual_stack, endpoint=None):
    session = botocore.session.Session()
    session.set_credentials("AKIDEXAMPLE", "secret")
    options = {"us_east_1_regional_endpoint": "regional"}
    if endpoint and not bucket.startswith("arn:"):
        # An endpoint that somebody gave has the bucket in the path: what logship always does there.
        options["addressing_style"] = "path"
    config = Config(use_fips_endpoint=fips or None, use_dualstack_endpoint=dual_stack or None, s3=options)
    taken = []

    def take(request, **_):
        taken.append(request)
        return botocore.awsrequest.AWSResponse(request.url, 200, {}, Raw())

    try:
        client = session.create_client("s3", region_name=region, endpoint_url=endpoint, config=config)
        client.meta.events.register("before-send.s3.GetObject", take)
        client.get_object(Bucket=bucket, Key=KEY)
    except (BotoCoreError, ValueError) as error:
        if not taken:
            return {"error": str(error)}
    request = taken[0]
    scope = request.headers["Authorization"]
    scope = scope.decode() if isinstance(scope, bytes) else scope
    return {"url": request.url, "signedFor": scope.split("/")[2]}


class Raw:
    def stream(self, *_, **__):
        return iter(())


def rows():
    for fips, dual_stack in VARIANTS:
        cases = [(name, region, None) for region in REGIONS for name in NAMES[:2]]
        cases += [(name, "eu-west-1", None) for name in NAMES[2:]]
        cases += [(name, "eu-central-1" if ":aws:" in name else name.split(":")[3], None) for name in ACCESS_POINTS]
        cases += [(name, "eu-west-1", None) for name in REFUSED]
        cases += [
            (name, "eu-west-1", endpoint)
            for endpoint in ("https://s3.example.com", "http://localhost:9000/base", "http://127.0.0.1:9000")
            for name in ("audit", "dotted.name", ACCESS_POINTS[0])
            # Before an address of numbers a name makes no host, though botocore writes one down.
            if not ("127." in endpoint and name.startswith("arn:"))
        ]
        for bucket, region, endpoint in cases:
            yield {
                "bucket": bucket, "region": region, "fips": fips, "dualStack": dual_stack, "endpoint": endpoint,
                **asked(bucket, region, fips, dual_stack, endpoint),
            }


if __name__ == "__main__":
    found = list(rows())
    path = pathlib.Path(__file__).parent / "s3-endpoints.json"
    lines = ",\n ".join(json.dumps(row) for row in found)
    path.write_text(f"[\n {lines}\n]\n")
    print(len(found), "requests,", sum("error" in row for row in found), "of them refused")
