"""Has moto judge requests by IAM policies as AWS does, with resources and conditions.

moto itself looks at a statement's actions, takes "*" for most resources, and refuses whatever has a condition. Nor does
it ask for kms:Decrypt where SSM, Secrets Manager or S3 decrypt something under a key of the account's own.
"""

import base64
import fnmatch
import json
import re
import urllib.parse

from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.exceptions import JsonRESTError
from moto.iam import access_control
from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends
from moto.kms.models import kms_backends
from moto.kms.utils import _deserialize_ciphertext_blob
from moto.s3.exceptions import S3AccessDeniedError
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.ssm.models import ssm_backends


def matches(pattern, text, is_literal=False):
    """Whether an IAM pattern matches: `*` any text, `?` any one character, `${*}` a star."""
    parts = re.split(r"\$\{([*?$])\}", pattern)
    expression = ""
    for index, part in enumerate(parts):
        if index % 2 or is_literal:
            expression += re.escape(part)
        else:
            expression += re.escape(part).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(expression, text, re.DOTALL) is not None


def listed(value):
    return value if isinstance(value, list) else [value]


def holds(conditions, context):
    """Whether every condition holds; a key that the request lacks makes its condition fail."""
    for test, keys in conditions.items():
        for key, values in keys.items():
            if key not in context:
                return False
            literal = {"StringEquals": True, "StringLike": False, "ArnLike": False}[test]
            if not any(matches(value, context[key], literal) for value in listed(values)):
                return False
    return True


def allows(statement, action, resource, context):
    if statement["Effect"] != "Allow":
        raise ValueError(f"only Allow is understood: {statement}")
    return (
        any(fnmatch.fnmatchcase(action.lower(), pattern.lower()) for pattern in listed(statement["Action"]))
        and any(matches(pattern, resource) for pattern in listed(statement["Resource"]))
        and holds(statement.get("Condition", {}), context)
    )


def documents(policies):
    """The policies' documents, in whichever of moto's forms they are."""
    for policy in policies:
        if isinstance(policy, str):
            yield json.loads(policy)
        elif isinstance(policy, dict):
            yield json.loads(policy["policy_document"])
        else:
            yield json.loads(next(version for version in policy.versions if version.is_default).document)


class Demand:
    """An action on a resource in a context of conditions."""

    def __init__(self, action, resource="*", context=None):
        self.action, self.resource, self.context = action, resource, context or {}


class Asked:
    """What a request to moto asks for, and what the service that it is sent to asks of KMS for it."""

    def __init__(self, request):
        self.region, self.account = request._region, DEFAULT_ACCOUNT_ID
        self.first, self.find_key = Demand(request._action), lambda: None
        service = request._service
        if service == "s3":
            self.read_s3(request)
        elif service in ("ssm", "secretsmanager", "kms"):
            getattr(self, f"read_{service}")(json.loads(request._body or b"{}"))
        elif service == "iam":
            self.read_iam(request)
        elif service == "sts" and "RoleArn" in request._data:
            self.first.resource = listed(request._data["RoleArn"])[0]

    def demands(self):
        """What is to be allowed, the key only once the rest is."""
        yield self.first
        if key := self.find_key():
            yield key

    def arn(self, service, rest):
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"

    def decrypting(self, service, key, region=None, context=None):
        """The use of a key by the service; AWS's own keys serve whoever may use the service."""
        if not key or key.partition("alias/")[2].startswith("aws/"):
            return None
        region = region or self.region
        found = kms_backends[self.account][region].describe_key(key)
        named = {f"kms:EncryptionContext:{name}": value for name, value in (context or {}).items()}
        via = {"kms:ViaService": f"{service}.{region}.amazonaws.com"}
        return Demand("kms:Decrypt", found.arn, named | via)

    def read_s3(self, request):
        path, _, query = request._path.partition("?")
        query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        name = urllib.parse.unquote(path).lstrip("/")
        point = re.match(rf"(.+)-({self.account})\.localhost(:|$)", request._headers.get("Host", ""))
        if point:
            # moto takes the label before an endpoint's host for a bucket.
            bucket, key = f"{point[1]}-{point[2]}", name
            self.first.resource = self.arn("s3", f"accesspoint/{point[1]}") + (f"/object/{key}" if key else "")
        else:
            bucket, _, key = name.partition("/")
            self.first.resource = f"arn:aws:s3:::{bucket}" + (f"/{key}" if key else "")
        if key:
            name = self.first.action.partition(":")[2].replace("Head", "Get")
            version = query.get("versionId")
            self.first.action = f"s3:{name}Version" if version and name == "GetObject" else f"s3:{name}"
            # A HEAD shows nothing that is encrypted.
            if request._method == "GET":
                self.find_key = lambda: self.object_key(bucket, key, version)
        else:
            action = self.first.action.replace("HeadBucket", "ListBucket").replace("ListObjectsV2", "ListBucket")
            self.first.action = action
            if "prefix" in query:
                self.first.context["s3:prefix"] = query["prefix"]

    def object_key(self, bucket, key, version):
        s3 = s3_backends[self.account]["aws"]
        stored = s3.get_object(bucket, key, version_id=version)
        if stored and stored.encryption == "aws:kms":
            return self.decrypting("s3", stored.kms_key_id, s3.get_bucket(bucket).region_name)
        return None

    def read_iam(self, request):
        users = iam_backends[request.account_id]["aws"].users.values()
        if "UserName" in request._data:
            name = listed(request._data["UserName"])[0]
            users = [user for user in users if user.name == name]
        elif "AccessKeyId" in request._data:
            key = listed(request._data["AccessKeyId"])[0]
            users = [user for user in users if any(mine.access_key_id == key for mine in user.access_keys)]
        else:
            return
        for user in users:
            self.first.resource = user.arn

    def read_ssm(self, body):
        name = body.get("Name", "")
        resource = name if name.startswith("arn:") else self.arn("ssm", "parameter/" + name.lstrip("/"))
        # A version or a label is no part of a parameter's ARN.
        parts = resource.split(":")
        self.first.resource = ":".join(parts[:6])
        if self.first.action == "ssm:GetParameter":
            self.find_key = lambda: self.parameter_key(name)

    def parameter_key(self, name):
        stored = ssm_backends[self.account][self.region].get_parameter(name)
        if stored and stored.parameter_type == "SecureString":
            return self.decrypting("ssm", stored.keyid, context={"PARAMETER_ARN": self.first.resource})
        return None

    def read_secretsmanager(self, body):
        name = body.get("SecretId", "")
        secret = secretsmanager_backends[self.account][self.region].secrets.get(name)
        self.first.resource = secret.arn if secret else name
        if secret and self.first.action == "secretsmanager:GetSecretValue":
            self.find_key = lambda: self.decrypting(
                "secretsmanager", secret.kms_key_id, context={"SecretARN": secret.arn})

    def read_kms(self, body):
        if "CiphertextBlob" in body:
            key = _deserialize_ciphertext_blob(base64.b64decode(body["CiphertextBlob"])).key_id
            self.first.resource = self.arn("kms", f"key/{key}")
        for name, value in body.get("EncryptionContext", {}).items():
            self.first.context[f"kms:EncryptionContext:{name}"] = value


def enforce():
    """Has every request judged so; whoever may assume a role is told by the caller's policy alone."""

    def check(request, _):
        asked = Asked(request)
        if asked.first.action == "sts:GetCallerIdentity":
            return
        try:
            policies = request._access_key.collect_policies()
        except NotFoundException:
            # moto lets anybody assume a role that is not there.
            policies = []
        statements = [
            statement for document in documents(policies) for statement in listed(document["Statement"])
        ]
        for demand in asked.demands():
            if not any(allows(statement, demand.action, demand.resource, demand.context) for statement in statements):
                refuse(request, demand)

    access_control.IAMRequestBase.check_action_permitted = check


def refuse(request, demand):
    words = (
        f"User: {request._access_key.arn} is not authorized to perform: {demand.action} on resource: "
        f"{demand.resource} because no identity-based policy allows the {demand.action} action")
    if request._service in ("ssm", "secretsmanager", "kms"):
        # As the JSON protocols have it, where moto answers with XML.
        raise JsonRESTError("AccessDeniedException", words)
    if demand.action == "kms:Decrypt":
        denial = S3AccessDeniedError()
        denial.message = words
        raise denial
    request._raise_access_denied()
