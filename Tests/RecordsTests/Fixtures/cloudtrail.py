#!/usr/bin/env python3
"""Maps made-up CloudTrail records, without any code of logship; CloudTrailReferenceTests compares.

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

from cloudtrail_records import TYPES, guid, record, special

SOURCE = "test"
KEEP = ["requestParameters", "requestID", "responseElements", "tlsDetails"]


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
