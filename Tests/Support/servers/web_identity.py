"""AWS's STS as it gives out web identity tokens: signatures are checked by botocore's own signing."""

import time
import uuid

import jwt
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from entra_tokens import Refused, issuer_key


def sts_error(status, code, message):
    text = (f'<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
            f"<Code>{code}</Code><Message>{message}</Message></Error><RequestId>{uuid.uuid4()}</RequestId>"
            "</ErrorResponse>")
    return Refused(status, text, {"Content-Type": "text/xml"})


def check_signature(handler, body, keys):
    """Whose request it is, by botocore's own signing."""
    try:
        kind, _, rest = handler.headers["Authorization"].partition(" ")
        parts = dict(part.strip().split("=", 1) for part in rest.split(","))
        key_id, date, region, service, end = parts["Credential"].split("/")
        assert (kind, service, end) == ("AWS4-HMAC-SHA256", "sts", "aws4_request")
    except (AttributeError, AssertionError, KeyError, ValueError):
        raise sts_error(403, "IncompleteSignature", "The request signature does not conform to AWS standards")
    if key_id not in keys:
        raise sts_error(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
    key = keys[key_id]
    if handler.headers["X-Amz-Security-Token"] != key.get("token"):
        raise sts_error(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
    if key.get("end") and key["end"] <= time.time():
        raise sts_error(403, "ExpiredToken", "The security token included in the request is expired")
    signed = {name: handler.headers[name] for name in parts["SignedHeaders"].split(";") if name != "host"}
    request = AWSRequest(handler.command, handler.url(), headers=signed, data=body)
    request.context["timestamp"] = handler.headers["X-Amz-Date"]
    auth = SigV4Auth(Credentials(key_id, key["secret"]), service, region)
    text = auth.string_to_sign(request, auth.canonical_request(request))
    if auth.signature(text, request) != parts["Signature"]:
        raise sts_error(403, "SignatureDoesNotMatch", "The request signature we calculated does not match.")
    return key


def sts(scene, handler, form, note):
    key = check_signature(handler, note["body"], scene["keys"])
    if form.get("Version") != "2011-06-15" or form.get("Action") != "GetWebIdentityToken":
        raise sts_error(400, "InvalidAction", "Could not find operation for version")
    if not scene["federationEnabled"]:
        raise sts_error(403, "OutboundWebIdentityFederationDisabledException",
                        "Outbound web identity federation is not enabled for this account.")
    if key.get("denied"):
        raise sts_error(403, "AccessDenied", f"User: {key['session']} is not authorized to perform: "
                        "sts:GetWebIdentityToken on resource: * because no identity-based policy allows the "
                        "sts:GetWebIdentityToken action")
    audience, algorithm = form.get("Audience.member.1"), form.get("SigningAlgorithm")
    duration = int(form.get("DurationSeconds", 300))
    if not audience or algorithm not in ("RS256", "ES384") or not 60 <= duration <= 3600:
        raise sts_error(400, "ValidationError", "1 validation error detected")
    now = int(time.time())
    if key.get("end") and now + duration > key["end"]:
        raise sts_error(403, "SessionDurationEscalationException",
                        "The requested token duration would extend the session beyond its original expiration time.")
    note["claims"] = claims = {
        "iss": f"https://{note['scene']}.tokens.sts.global.api.aws", "sub": key["arn"], "aud": audience, "iat": now,
        "exp": now + duration, "jti": str(uuid.uuid4()),
        "https://sts.amazonaws.com/": {"aws_account": key["arn"].split(":")[4]},
    }
    signed = jwt.encode(claims, issuer_key, algorithm="RS256", headers={"kid": "one"})
    note["given"] = [signed]
    end = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now + duration))
    text = ('<GetWebIdentityTokenResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">'
            f"<GetWebIdentityTokenResult><WebIdentityToken>{signed}</WebIdentityToken><Expiration>{end}</Expiration>"
            "</GetWebIdentityTokenResult>"
            f"<ResponseMetadata><RequestId>{uuid.uuid4()}</RequestId></ResponseMetadata></GetWebIdentityTokenResponse>")
    return 200, text
