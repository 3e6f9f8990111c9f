"""Made-up objects of CloudTrail, the same ones for the same arguments."""

import gzip
import json
import os
import random

NAMES = ["GetObject", "PutObject", "ListBuckets", "DescribeInstances", "AssumeRole", "GetParameter", "Decrypt",
         "ListUsers", "GetCallerIdentity", "DescribeTable", "Query", "ReceiveMessage"]
SOURCES = ["s3", "ec2", "sts", "ssm", "kms", "iam", "dynamodb", "sqs"]
AGENTS = ["aws-cli/2.15.30 Python/3.11.8 Linux/5.10.210 exe/x86_64.amzn.2 prompt/off command/s3api.get-object",
          "Boto3/1.34.69 md/Botocore#1.34.69 ua/2.0 os/linux#5.10.210 md/arch#x86_64 lang/python#3.12.2",
          "[S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.647 Linux/5.10.0 OpenJDK_64-Bit_Server_VM/25.372-b08]"]
REGIONS = ["us-east-1", "eu-west-1", "eu-central-1", "ap-southeast-2"]


def identities():
    """The callers of an account, each with one key."""
    pick = random.Random(7)
    return [identity(pick) for _ in range(200)]


def identity(pick):
    account = f"{pick.randrange(10**12):012d}" if pick.random() < 0.05 else "123456789012"
    key = "".join(pick.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", k=16))
    if pick.random() < 0.6:
        user = f"user{pick.randrange(400)}"
        return {"type": "IAMUser", "principalId": f"AIDA{key}", "arn": f"arn:aws:iam::{account}:user/{user}",
                "accountId": account, "accessKeyId": f"AKIA{key}", "userName": user}
    role = f"role{pick.randrange(60)}"
    return {"type": "AssumedRole", "principalId": f"AROA{key}:session", "accountId": account,
            "arn": f"arn:aws:sts::{account}:assumed-role/{role}/session", "accessKeyId": f"ASIA{key}",
            "sessionContext": {
                "sessionIssuer": {"type": "Role", "principalId": f"AROA{key}", "accountId": account,
                                  "arn": f"arn:aws:iam::{account}:role/{role}", "userName": role},
                "attributes": {"creationDate": "2026-11-24T00:00:00Z", "mfaAuthenticated": "false"}}}


def event(pick, callers):
    guid = f"{pick.getrandbits(32):08x}-{pick.getrandbits(16):04x}-4000-8000-{pick.getrandbits(48):012x}"
    second = pick.randrange(86_400)
    service = pick.choice(SOURCES)
    return {
        "eventVersion": "1.11", "userIdentity": pick.choice(callers),
        "eventTime": f"2026-11-24T{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}Z",
        "eventSource": f"{service}.amazonaws.com", "eventName": pick.choice(NAMES), "awsRegion": pick.choice(REGIONS),
        "sourceIPAddress": f"198.51.100.{pick.randrange(256)}", "userAgent": pick.choice(AGENTS),
        "requestParameters": {
            "bucketName": f"bucket-{pick.randrange(50)}", "Host": "s3.amazonaws.com",
            "key": "logs/2026/11/24/" + "".join(pick.choices("abcdef0123456789", k=40)), "x-id": "GetObject"},
        "responseElements": None,
        "additionalEventData": {"SignatureVersion": "SigV4", "CipherSuite": "TLS_AES_128_GCM_SHA256",
                                "bytesTransferredIn": 0, "AuthenticationMethod": "AuthHeader", "bytesTransferredOut": 1432},
        "requestID": guid.upper()[:16].replace("-", ""), "eventID": guid, "readOnly": pick.random() < 0.7,
        "resources": [{"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::bucket-{pick.randrange(50)}/logs"},
                      {"accountId": "123456789012", "type": "AWS::S3::Bucket", "ARN": "arn:aws:s3:::bucket"}],
        "eventType": "AwsApiCall", "managementEvent": False, "recipientAccountId": "123456789012",
        "vpcEndpointId": "vpce-0a1b2c3d", "eventCategory": "Data",
        "tlsDetails": {"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256",
                       "clientProvidedHostHeader": "bucket.s3.amazonaws.com"}}


def make(folder, objects, bytes_each):
    """Writes packed objects of about so many bytes unpacked; returns their paths, all bytes and all records."""
    paths, size, records = [], 0, 0
    callers = identities()
    for number in range(objects):
        pick = random.Random(number)
        events, length = [], 0
        while length < bytes_each:
            events.append(json.dumps(event(pick, callers), separators=(",", ":")))
            length += len(events[-1]) + 1
        body = ('{"Records":[' + ",".join(events) + "]}").encode()
        paths.append(f"{folder}/123456789012_CloudTrail_us-east-1_20261124T{number:04d}Z_{number:016d}.json.gz")
        with open(paths[-1], "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", mtime=0, compresslevel=6) as packed:
            packed.write(body)
        size += len(body)
        records += len(events)
    return paths, size, records


def unpack(paths, script):
    """A program that unpacks all of them with gzip, a process a core; its path."""
    half = [paths[index::os.cpu_count() or 1] for index in range(os.cpu_count() or 1)]
    with open(script, "w") as file:
        file.write("#!/bin/sh\n")
        for part in half:
            file.write(f"gzip -dc {' '.join(part)} >/dev/null &\n")
        file.write("wait\n")
    os.chmod(script, 0o755)
    return script
