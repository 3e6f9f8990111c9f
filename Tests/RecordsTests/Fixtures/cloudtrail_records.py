"""Makes up CloudTrail records, for cloudtrail.py."""

TYPES = ["Root", "IAMUser", "AssumedRole", "Role", "FederatedUser", "Directory", "AWSAccount", "AWSService",
         "IdentityCenterUser", "SAMLUser", "WebIdentityUser", "Unknown", None, "TypeOfTheFuture"]
KEYS = ["AKIA", "ASIA", "ABIA", "ACCA", "XYZA"]
ABSENT = object()


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
