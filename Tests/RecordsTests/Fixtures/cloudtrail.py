#!/usr/bin/env python3
"""Makes up CloudTrail records and maps them, without any code of logship; CloudTrailReferenceTests compares.

Prints one JSON object: `records`, each with its text and what is to become of it under `keys: all` (`mapped`, the line;
`skipped`, the reason; or `rejected`, a word of the reason) and under `keys: long-term` (`isLongTerm`); `kept`, the lines
under columns.keep of KEEP; and `usage`, the lines of a rollup by the hour over all that is mapped.
"""

import base64
import datetime
import hashlib
import json
import random
import re

SOURCE = "test"
KEEP = ["requestParameters", "requestID", "responseElements", "tlsDetails"]
TYPES = ["Root", "IAMUser", "AssumedRole", "Role", "FederatedUser", "Directory", "AWSAccount", "AWSService",
         "IdentityCenterUser", "SAMLUser", "WebIdentityUser", "Unknown", None, "TypeOfTheFuture"]
KEYS = ["AKIA", "ASIA", "ABIA", "ACCA", "XYZA"]
ABSENT = object()


# What is made up.

def guid(dice):
    text = f"{dice.getrandbits(128):032x}"
    return "-".join([text[:8], text[8:12], text[12:16], text[16:20], text[20:]])


def strings(dice):
    return dice.choice([
        "plain", "with \"quotes\" and \\", "bj\u00f6rn \U0001F511", "line\nfeed\ttab", "d41d8cd98f00b204e9800998ecf8427e",
        "2026-11-25T10:00:00Z", "{00000001-1111-4222-8333-444444444444}", "x" * 70, "/Date(1)/", " 2026-11-25 10:00 ",
        "N/A", "null", "", "\u2028", "0", "12345678901234567890123456789012"])


def identity(kind, dice):
    account = "".join(dice.choice("0123456789") for _ in range(12))
    name = dice.choice(["ann", "bob", "deploy", strings(dice)])
    user = {} if kind is None else {"type": kind}
    user["principalId"] = f"AIDA{dice.randrange(10**9)}"
    if kind == "Root":
        user |= {"arn": f"arn:aws:iam::{account}:root", "userName": "the-alias"}
    elif kind in ("IAMUser", "Unknown", "TypeOfTheFuture"):
        user |= {"arn": f"arn:aws:iam::{account}:user/team/{name}", "userName": name}
    elif kind in ("AssumedRole", "Role"):
        partition = dice.choice(["aws", "aws-cn", "aws-us-gov"])
        user["arn"] = dice.choice([
            f"arn:{partition}:sts::{account}:assumed-role/{name}/session@{dice.randrange(9)}",
            f"arn:{partition}:sts::{account}:assumed-role/{name}", f"arn:{partition}:iam::{account}:role/{name}"])
    elif kind == "FederatedUser":
        user["arn"] = f"arn:aws:sts::{account}:federated-user/{name}"
    elif kind in ("SAMLUser", "WebIdentityUser"):
        user |= {"userName": name, "identityProvider": "accounts.example.com"}
    elif kind == "IdentityCenterUser":
        user |= {"onBehalfOf": {"userId": guid(dice), "identityStoreArn": "arn:x"}, "credentialId": "c"}
    user["accountId"] = dice.choice([account, account, account, account[5:].lstrip("0") or "7", None, ""])
    user["accessKeyId"] = dice.choice(KEYS) + f"{dice.randrange(10**16):016d}"
    if kind in ("AssumedRole", "Role", "FederatedUser", "Root", "IAMUser", "Directory"):
        issuer = {"type": dice.choice(["Role", "Root", "IAMUser"]), "principalId": "p", "arn": "arn:aws:iam::1:role/x",
                  "accountId": account, "userName": dice.choice(["issuer", strings(dice)])}
        attributes = {"creationDate": "20131102T010628Z", "mfaAuthenticated": dice.choice(["true", "false", True, None])}
        user["sessionContext"] = dice.choice([
            {"sessionIssuer": issuer, "webIdFederationData": {}, "attributes": attributes, "sourceIdentity": "s"},
            {"attributes": attributes}, {"sessionIssuer": {}, "attributes": {}},
            {"sessionIssuer": None, "attributes": None}, None, {}, ""])
    if dice.random() < 0.2:
        user["invokedBy"] = "autoscaling.amazonaws.com"
    return user


def record(kind, dice, number):
    second = dice.randrange(6 * 3600)
    event = {
        "eventVersion": dice.choice(["1.02", "1.08", "1.11"]), "userIdentity": identity(kind, dice),
        "eventTime": f"2026-11-25T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z",
        "eventSource": dice.choice(["s3", "ec2", "iam"]) + ".amazonaws.com",
        "eventName": dice.choice(["GetObject", "RunInstances", "CreateAccessKey", strings(dice)]),
        "awsRegion": dice.choice(["eu-west-1", "us-east-1"]),
        "sourceIPAddress": dice.choice(["203.0.113.7", "2001:db8::1", "cloudformation.amazonaws.com"]),
        "userAgent": dice.choice(["aws-cli/2.31.0", strings(dice)]),
        "requestParameters": dice.choice([
            None, {"bucketName": "b", "key": strings(dice)}, {"a": [1, 2.5e3, {"b": [None, True, []]}], "c": {}}, "text"]),
        "responseElements": dice.choice([
            None, {"accessKey": {"accessKeyId": "AKIAANOTHERSNEWKEY00", "userName": "x"}},
            {"credentials": {"accessKeyId": "ASIAANOTHERSNEWKEY00", "sessionToken": "t"}}]),
        "requestID": dice.choice([guid(dice), "WKBTX9RDTR0E5710", None]), "eventID": guid(dice),
        "readOnly": dice.choice([True, False, "true", "false", None]), "eventType": "AwsApiCall",
        "managementEvent": True, "recipientAccountId": f"{number:012d}",
        "eventCategory": dice.choice(["Management", "Data"]),
    }
    for name, values in {
        "errorCode": ["AccessDenied", "Client.UnauthorizedOperation"], "errorMessage": [strings(dice)],
        "vpcEndpointId": ["vpce-0123"], "sharedEventID": [guid(dice), "no guid"],
        "tlsDetails": [{"tlsVersion": "TLSv1.3", "cipherSuite": "x", "clientProvidedHostHeader": "h"}, {}, None],
        "additionalEventData": [{"SignatureVersion": "SigV4", "nested": {"type": "no", "arn": "no"}}],
        "resources": [[{"ARN": "arn:x", "accountId": "1"}], []], "fieldOfTheFuture": [{"accessKeyId": "no"}, "x", None],
    }.items():
        if dice.random() < 0.4:
            event[name] = dice.choice(values)
    if dice.random() < 0.3:
        dropped = dice.choice(["eventID", "userAgent", "awsRegion", "eventCategory", "recipientAccountId", "readOnly",
                               "eventVersion", "sourceIPAddress", "requestParameters"])
        del event[dropped]
    if dice.random() < 0.15:
        key = dice.choice([ABSENT, None, ""])
        if key is ABSENT:
            del event["userIdentity"]["accessKeyId"]
        else:
            event["userIdentity"]["accessKeyId"] = key
    if dice.random() < 0.1:
        items = list(event.items())
        dice.shuffle(items)
        event = dict(items)
    return event


def special(dice):
    """Records in which something is missing, of another kind, or wrong."""
    def change(members, changes):
        for name, value in changes.items():
            if value is ABSENT:
                members.pop(name, None)
            else:
                members[name] = value

    def changed(**changes):
        event = record("IAMUser", dice, 1)
        event["userIdentity"]["accessKeyId"] = "AKIA0123456789012345"
        event["userIdentity"]["accountId"] = "123456789012"
        change(event, changes)
        return event

    def user(**changes):
        event = changed()
        change(event["userIdentity"], changes)
        return event

    return [
        changed(userIdentity=None), changed(userIdentity=ABSENT), changed(userIdentity={}), changed(userIdentity="x"),
        changed(eventTime=ABSENT), changed(eventTime=None), changed(eventTime="yesterday"),
        changed(eventTime="2026-11-25T10:00:00.123+01:00"), changed(eventTime={"a": 1}), changed(userAgent={"a": 1}),
        changed(userAgent=["a"]), changed(userAgent=12), changed(userAgent=False), changed(errorCode=-1.5e3),
        changed(readOnly="maybe"), changed(tlsDetails=[1]), changed(recipientAccountId="12345678901x"),
        changed(recipientAccountId=42), user(accountId="1234567890123"), user(sessionContext=3), user(userName=None),
        user(type=None), user(type=ABSENT), user(type="Root"), user(accessKeyId=ABSENT), user(accountId=ABSENT),
        user(accessKeyId=12345),
        changed(eventCategory="Insight"), changed(eventCategory="NetworkActivity"), changed(eventCategory="Aggregated"),
        changed(eventCategory=ABSENT, eventType="AwsCloudTrailInsight"),
        changed(eventCategory=ABSENT, eventType="AwsVpceEvent"), changed(eventSource="aws:s3"),
        {"eventVersion": "1.08", "userIdentity": {"accountId": "123456789012", "invokedBy": "x.amazonaws.com"},
         "eventTime": "2026-11-25T10:00:00Z", "eventSource": "kms.amazonaws.com", "eventName": "RotateKey",
         "eventType": "AwsServiceEvent", "serviceEventDetails": {"keyId": "k"}},
        {"eventTime": "2026-11-25T10:00:00Z", "eventName": "X", "userIdentity": {"accessKeyId": "AKIA1"}},
        {"eventVersion": "1.08"}, {"a": 1}, {},
    ]


# What is to become of it.

class Rejected(Exception):
    pass


def text(value, field):
    """The text of a value, or None where it is absent."""
    if isinstance(value, (dict, list)):
        raise Rejected(field)
    if isinstance(value, str):
        found = value
    else:
        found = json.dumps(value)
    return None if found in ("", "N/A", "null") else found


def inner(holder, name, path):
    value = holder.get(name)
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise Rejected(path)
    return value


def read(event):
    """Everything that is read of an event, in the order in which it comes, so that the first fault is told."""
    found, faults = {}, []

    def take(holder, name, key, path):
        try:
            found[key] = text(holder.get(name), path)
        except Rejected as fault:
            faults.append(fault)

    def open_(holder, name, path):
        try:
            return inner(holder, name, path)
        except Rejected as fault:
            faults.append(fault)
            return {}

    user = open_(event, "userIdentity", "userIdentity")
    for name in ("type", "arn", "accountId", "accessKeyId", "userName", "invokedBy"):
        take(user, name, name, f"userIdentity.{name}")
    session = open_(user, "sessionContext", "userIdentity.sessionContext")
    issuer = open_(session, "sessionIssuer", "sessionIssuer")
    take(issuer, "type", "issuerType", "type")
    take(issuer, "userName", "issuerName", "userName")
    take(open_(session, "attributes", "attributes"), "mfaAuthenticated", "mfa", "mfaAuthenticated")
    take(open_(event, "tlsDetails", "tlsDetails"), "tlsVersion", "tls", "tlsVersion")
    for name in ("eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "errorCode",
                 "errorMessage", "readOnly", "eventID", "sharedEventID", "recipientAccountId", "vpcEndpointId",
                 "eventCategory", "eventType"):
        take(event, name, name, name)
    return found, faults


def skipped(event, found):
    kinds = {"Insight": "insight", "NetworkActivity": "networkActivity", "Aggregated": "aggregated",
             "AwsCloudTrailInsight": "insight", "AwsVpceEvent": "networkActivity"}
    kind = kinds.get(found.get("eventCategory") or found.get("eventType"))
    if kind:
        return kind
    if found.get("eventSource") == "aws:s3":
        return "s3Notifications"
    return None if found.get("accessKeyId") else "withoutKey"


def account(value):
    if value is None:
        return None
    if not re.fullmatch("[0-9]{1,12}", value):
        raise Rejected("AccountId")
    return value.zfill(12)


def moment(value):
    if value is None:
        raise Rejected("eventTime")
    try:
        time = datetime.datetime.fromisoformat(value)
    except ValueError:
        raise Rejected("EventTime") from None
    return time.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def boolean(value, column):
    if value is None:
        return None
    if value.lower() not in ("true", "false"):
        raise Rejected(column)
    return value.lower() == "true"


def shaped(value):
    """What the service would store as another type than text gets a prefix."""
    core = value.strip(" \t\r\n")
    bare = core[1:-1] if core[:1] + core[-1:] in ("{}", "()") else core
    if re.fullmatch("[0-9a-fA-F-]+", bare) and len(bare.replace("-", "")) == 32:
        return f"id:{value}"
    if re.match(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", core) or core.startswith("/Date("):
        return f"text:{value}"
    return value


def masked(key):
    shown = min(4, len(key) // 3)
    return key[:shown] + "..." + key[-shown:]


def digest(parts):
    message = "".join(f"{letter}{len(value.encode())}:{value}" for letter, value in parts if value is not None)
    return characters(message.encode())


def characters(message):
    return base64.b32encode(hashlib.sha256(message).digest()).decode().lower()[:26]


def values(event, found):
    """The columns of an event with their values before prefixes and masking, and the text of its id."""
    arn = found["arn"] or ""
    session = re.fullmatch(r"arn:[^:]*:sts:[^:]*:[^:]*:(?:assumed-role/.*/|federated-user/(?:.*/)?)([^/]+)", arn, re.S)
    name = None
    if found["type"] != "Root":
        name = found["userName"] or (found["issuerName"] if found["issuerType"] != "Root" else None)
    row = {
        "EventTime": moment(found["eventTime"]), "AccountId": account(found["accountId"]),
        "RecipientAccountId": account(found["recipientAccountId"]), "PrincipalType": found["type"],
        "PrincipalArn": found["arn"], "UserName": name, "SessionName": session and session[1],
        "AccessKeyId": found["accessKeyId"],
        "AccessKeyType": {"AKIA": "long-term", "ASIA": "temporary", "ABIA": "bearer", "ACCA": "context"}.get(
            found["accessKeyId"][:4]),
        "EventSource": found["eventSource"], "EventName": found["eventName"], "EventCategory": found["eventCategory"],
        "Region": found["awsRegion"], "SourceIP": found["sourceIPAddress"], "UserAgent": found["userAgent"],
        "VpcEndpointId": found["vpcEndpointId"], "TlsVersion": found["tls"], "InvokedBy": found["invokedBy"],
        "ErrorCode": found["errorCode"], "ErrorMessage": found["errorMessage"],
        "ReadOnly": boolean(found["readOnly"], "ReadOnly"),
        "MfaAuthenticated": boolean(found["mfa"], "MfaAuthenticated"), "EventId": found["eventID"],
        "SharedEventId": found["sharedEventID"],
    }
    if found["eventID"] is not None:
        return row, digest([("i", found["eventID"])])
    letters = {
        "EventTime": "e", "AccountId": "a", "UserName": "u", "RecipientAccountId": "R", "PrincipalType": "t",
        "PrincipalArn": "p", "AccessKeyId": "k", "EventSource": "v", "EventName": "n", "EventCategory": "g",
        "Region": "r", "SourceIP": "s", "UserAgent": "b", "VpcEndpointId": "x", "TlsVersion": "l", "InvokedBy": "y",
        "ErrorCode": "c", "ErrorMessage": "m", "ReadOnly": "o", "MfaAuthenticated": "f", "SharedEventId": "h"}
    words = {True: "1", False: "0"}
    return row, digest(
        [(letter, words[row[column]] if isinstance(row[column], bool) else row[column])
         for column, letter in letters.items()])


def sent(row, identifier):
    line = {}
    for column, value in row.items():
        if value is None:
            continue
        if column in ("EventId", "SharedEventId"):
            line[column] = f"id:{value}"
        elif column == "AccessKeyId":
            line[column] = shaped(masked(value))
        elif isinstance(value, str) and column not in ("EventTime", "FirstUse", "LastUse"):
            line[column] = shaped(value)
        else:
            line[column] = value
    line |= {"RecordSource": SOURCE, "RecordId": f"r{identifier}"}
    return line


def kept(event, line):
    names = {"requestParameters": "RequestParameters", "requestID": "RequestId", "responseElements": "ResponseElements",
             "tlsDetails": "TlsDetails"}
    for name in KEEP:
        value = event.get(name)
        if value is None or value == "":
            continue
        line[names[name]] = shaped(value if isinstance(value, str) else dumped(value))
    return line


def dumped(value):
    return json.dumps(value, separators=(",", ":"))


def printed(line):
    return json.dumps(line, ensure_ascii=False, separators=(",", ":"))


def outcome(event):
    marks = ("eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "eventID", "eventType")
    told = {"text": dumped(event)}
    if sum(name in event for name in marks) < 2:
        return told | {"rejected": "shape"}, None
    found, faults = read(event)
    reason = skipped(event, found)
    # A key that is written wrongly is not none.
    if reason == "withoutKey" and any(str(fault) in ("userIdentity", "userIdentity.accessKeyId") for fault in faults):
        return told | {"rejected": str(faults[0])}, None
    if reason:
        return told | {"skipped": reason}, None
    told["isLongTerm"] = found["accessKeyId"][:4] not in ("ASIA", "ABIA", "ACCA")
    try:
        if faults:
            raise faults[0]
        row, identifier = values(event, found)
    except Rejected as fault:
        return told | {"rejected": str(fault)}, None
    told |= {"mapped": printed(sent(row, identifier)), "kept": printed(kept(event, sent(row, identifier)))}
    return told, (row, identifier)


def usage(rows):
    groups = {}
    for row, identifier in rows:
        hour = row["EventTime"][:14] + "00:00Z"
        same = ("AccountId", "AccessKeyId", "UserName", "EventSource", "EventName", "Region", "SourceIP", "ErrorCode")
        group = groups.setdefault((hour, *(row[name] for name in same)), {"times": [], "chain": "a" * 26, "row": row})
        group["times"].append(row["EventTime"])
        group["chain"] = characters((group["chain"] + identifier).encode())
    lines = []
    for key, group in groups.items():
        row = group["row"]
        names = ("AccountId", "UserName", "AccessKeyId", "AccessKeyType", "EventSource", "EventName", "Region", "SourceIP",
                 "ErrorCode")
        line = {"EventTime": key[0]} | {name: row[name] for name in names} | {
            "Uses": len(group["times"]), "FirstUse": min(group["times"]), "LastUse": max(group["times"])}
        lines.append(printed(sent(line, group["chain"])))
    return lines


def main():
    dice = random.Random(7)
    events = [record(kind, dice, number) for number in range(30) for kind in TYPES] + special(dice)
    # Some that go into the same group.
    alike = record("IAMUser", dice, 3)
    alike["userIdentity"]["accessKeyId"] = "AKIA0123456789012345"
    events += [alike | {"eventID": guid(dice), "eventTime": f"2026-11-25T08:{minute:02}:00Z"} for minute in range(40)]
    outcomes = [outcome(event) for event in events]
    print(json.dumps({"records": [told for told, _ in outcomes], "usage": usage([row for _, row in outcomes if row])}))


if __name__ == "__main__":
    main()
