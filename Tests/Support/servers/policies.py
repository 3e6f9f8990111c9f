"""Has moto judge requests by IAM policies as AWS does, with resources and conditions.

moto itself looks at a statement's actions, takes "*" for most resources, and refuses whatever has a condition.
"""

import base64
import fnmatch
import json
import re
import urllib.parse

from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.exceptions import JsonRESTError
from moto.iam import access_control
from moto.kms.utils import _deserialize_ciphertext_blob
from moto.secretsmanager.models import secretsmanager_backends


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


class Asked:
    """What a request to moto asks for: action, resource and the context of conditions."""

    def __init__(self, request):
        self.action, self.resource, self.context = request._action, "*", {}
        self.region, self.account = request._region, DEFAULT_ACCOUNT_ID
        service = request._service
        if service == "s3":
            self.read_s3(request._path)
        elif service in ("ssm", "secretsmanager", "kms"):
            getattr(self, f"read_{service}")(json.loads(request._body or b"{}"))
        elif service == "sts" and "RoleArn" in request._data:
            self.resource = listed(request._data["RoleArn"])[0]

    def arn(self, service, rest):
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"

    def read_s3(self, path):
        path, _, query = path.partition("?")
        query = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        bucket, _, key = urllib.parse.unquote(path).lstrip("/").partition("/")
        self.resource = f"arn:aws:s3:::{bucket}" + (f"/{key}" if key else "")
        if key:
            name = self.action.partition(":")[2].replace("Head", "Get")
            self.action = f"s3:{name}Version" if "versionId" in query and name == "GetObject" else f"s3:{name}"
        else:
            self.action = self.action.replace("HeadBucket", "ListBucket").replace("ListObjectsV2", "ListBucket")
            if "prefix" in query:
                self.context["s3:prefix"] = query["prefix"]

    def read_ssm(self, body):
        name = body.get("Name", "")
        self.resource = name if name.startswith("arn:") else self.arn("ssm", "parameter/" + name.lstrip("/"))

    def read_secretsmanager(self, body):
        name = body.get("SecretId", "")
        secret = secretsmanager_backends[self.account][self.region].secrets.get(name)
        self.resource = secret.arn if secret else name

    def read_kms(self, body):
        if "CiphertextBlob" in body:
            key = _deserialize_ciphertext_blob(base64.b64decode(body["CiphertextBlob"])).key_id
            self.resource = self.arn("kms", f"key/{key}")
        for name, value in body.get("EncryptionContext", {}).items():
            self.context[f"kms:EncryptionContext:{name}"] = value


def enforce():
    """Has every request judged so; whoever may assume a role is told by the caller's policy alone."""

    def check(request, _):
        asked = Asked(request)
        if asked.action == "sts:GetCallerIdentity":
            return
        statements = [
            statement for document in documents(request._access_key.collect_policies())
            for statement in listed(document["Statement"])
        ]
        if any(allows(statement, asked.action, asked.resource, asked.context) for statement in statements):
            return
        if request._service in ("ssm", "secretsmanager", "kms"):
            # As the JSON protocols have it, where moto answers with XML.
            raise JsonRESTError(
                "AccessDeniedException",
                f"User: {request._access_key.arn} is not authorized to perform: {asked.action} on resource: "
                f"{asked.resource} because no identity-based policy allows the {asked.action} action")
        request._raise_access_denied()

    access_control.IAMRequestBase.check_action_permitted = check
