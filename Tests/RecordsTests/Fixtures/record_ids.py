#!/usr/bin/env python3
"""Prints the RecordId vectors of RecordIDTests and the hashed ids of AccessKeyIDTests, without any code of logship.

A RecordId is `r` and the first 26 characters of the lower-case base32 of a SHA-256 over the known fields that are
present, each as its letter, the length in bytes, a colon and the value, in the order of FIELDS, after normalisation.
"""

import base64
import hashlib
import hmac

FIELDS = {
    "EventTime": "e", "AccountId": "a", "UserName": "u", "AccessKeyId": "k", "KeySlot": "n", "Status": "s",
    "CreateDate": "c", "LastUsedDate": "l", "LastUsedRegion": "r", "LastUsedService": "v",
}


def base32(digest: bytes) -> str:
    return base64.b32encode(digest).decode().lower()[:26]


def record_id(**fields: str) -> str:
    assert not set(fields) - FIELDS.keys()
    text = b"".join(
        f"{letter}{len(fields[name].encode())}:".encode() + fields[name].encode()
        for name, letter in FIELDS.items()
        if name in fields
    )
    return "r" + base32(hashlib.sha256(text).digest())


def hashed(key_id: str, secret: str) -> str:
    return key_id[:4] + "-" + base32(hmac.new(secret.encode(), key_id.encode(), hashlib.sha256).digest())


FULL = dict(
    EventTime="2026-11-22T00:00:00Z", AccountId="000123456789", UserName="ann", AccessKeyId="AKIAEXAMPLE00000ANN1",
    Status="Active", CreateDate="2025-06-25T21:52:43Z", LastUsedDate="2026-11-21T22:01:00Z",
    LastUsedRegion="eu-west-1", LastUsedService="s3",
)

if __name__ == "__main__":
    print("full", record_id(**FULL))
    print("masked", record_id(**{**FULL, "AccessKeyId": "AKIA...ANN1"}))
    for name in FIELDS:
        if name in FULL and name != "EventTime":
            print("without", name, record_id(**{key: value for key, value in FULL.items() if key != name}))
    for slot in "12":
        print("slot", slot, record_id(**{**FULL, "KeySlot": slot}))
    print("credentials", record_id(
        EventTime="2026-11-25T10:11:12Z", AccountId="123456789012", UserName="ann", KeySlot="2", Status="Inactive",
        CreateDate="2021-01-01T00:00:00Z"))
    print("user only", record_id(EventTime="2026-11-22T00:00:00Z", UserName="ann"))
    print("key only", record_id(EventTime="2026-11-22T00:00:00Z", AccessKeyId="AKIAEXAMPLE00000ANN1"))
    print("unicode", record_id(EventTime="2026-11-22T00:00:00Z", UserName="Zoë 🔑\u2028\n\""))
    print("guid", record_id(EventTime="2026-11-22T00:00:00Z", UserName="d41d8cd98f00b204e9800998ecf8427e"))
    print("long", record_id(EventTime="2026-11-22T00:00:00Z", UserName="é" * 20_000))
    print("repaired", record_id(EventTime="2026-11-22T00:00:00Z", UserName="ann", LastUsedService="s\ufffd3"))
    for key_id in ["AKIAEXAMPLE00000ANN1", "ASIAEXAMPLE000000BOB"]:
        print("hashed", key_id, hashed(key_id, "not a real secret"))
