"""The small servers that give out AWS credentials: of containers, instances, sign-on and `aws login`."""

import base64
import json
import time

from checked_moto import HOUR, lock, moment, session
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

# After how many seconds the keys of /container/session end, as told and in truth, each for one request, the last for all
# others.
container_lives = [[HOUR, HOUR]]


def key(key_id, seconds=HOUR):
    return {
        "AccessKeyId": key_id, "SecretAccessKey": f"secret-of-{key_id}", "Token": f"token-of-{key_id}",
        "Expiration": moment(seconds),
    }


def container(name, handler, state={"sessions": 0}):
    if name == "session":
        with lock:
            told_end, real_end = container_lives.pop(0) if len(container_lives) > 1 else container_lives[0]
            state["sessions"] += 1
            key_id = f"ASIASESSION{state['sessions']}"
        return 200, session(key_id, told_end, real_end)
    key_id = f"ASIA.container.{handler.headers.get('Authorization', 'nobody')}"
    return {
        "ok": (200, key(key_id)),
        "expired": (200, key(key_id, -60)),
        "without-secret": (200, {"AccessKeyId": key_id, "Token": "t", "Expiration": moment(HOUR)}),
        "without-end": (200, {name: text for name, text in key(key_id).items() if name != "Expiration"}),
        "not-json": (200, "<html>"),
        "list": (200, []),
        "broken": (500, {"message": "no role"}),
        "forbidden": (403, {"code": "AccessDenied"}),
    }.get(name, (404, {}))


def imds(name, path, handler, asked={}):
    if name == "flaky" and handler.command == "GET":
        # Of two requests for the same the first fails, by its status or by its emptiness.
        with lock:
            asked[path] = asked.get(path, 0) + 1
            if asked[path] % 2:
                return (500, "") if path.endswith("/") else (200, "")
    if name == "silent":
        handler.rfile.read(1)
        return None
    if path == "latest/api/token":
        asked = handler.headers.get("x-aws-ec2-metadata-token-ttl-seconds")
        if handler.command != "PUT" or not asked:
            return 400, ""
        return {"version-1": (404, ""), "bad-request": (400, ""), "broken-token": (500, "")}.get(name, (200, "metadata-token"))
    if name not in ("version-1", "broken-token") and handler.headers.get("x-aws-ec2-metadata-token") != "metadata-token":
        return 401, ""
    if path == "latest/meta-data/placement/region":
        return 200, "eu-west-2"
    folder = "latest/meta-data/iam/security-credentials/"
    if path == folder:
        return (404, "") if name == "no-role" else (200, "web")
    if path != folder + "web":
        return 404, ""
    return {
        "expired": (200, key("ASIA.imds.web", -600)),
        "refused": (200, {"Code": "AssumeRoleUnauthorizedAccess", "Message": "no trust"}),
        "not-json": (200, "nothing"),
    }.get(name, (200, key("ASIA.imds.web")))


def sso(handler, query):
    token = handler.headers.get("x-amz-sso_bearer_token", "")
    role, account = query["role_name"][0], query["account_id"][0]
    if not token.startswith("good"):
        return 401, {"__type": "UnauthorizedException", "message": "Session token not found or invalid"}
    if role == "Missing":
        return 404, {"__type": "ResourceNotFoundException", "message": "No such role"}
    key_id = f"ASIA.sso.{account}.{role}.{token}"
    made = session(key_id, HOUR, HOUR)
    return 200, {"roleCredentials": {
        "accessKeyId": key_id, "secretAccessKey": made["SecretAccessKey"], "sessionToken": made["Token"],
        "expiration": int((time.time() + HOUR) * 1000)}}


def oidc(body):
    asked = json.loads(body)
    if asked["clientId"] != "client" or asked["clientSecret"] != "client-secret":
        return 401, {"error": "invalid_client", "error_description": "no such client"}
    if asked["grantType"] != "refresh_token" or not asked["refreshToken"].startswith("good"):
        return 400, {"error": "invalid_grant", "error_description": "the token is used up"}
    return 200, {"accessToken": "good-new", "tokenType": "Bearer", "expiresIn": HOUR, "refreshToken": "good-next"}


def unpacked(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check_proof(proof, url):
    """Raises where a DPoP proof (RFC 9449) does not hold; gives the thumbprint of its key."""
    header, payload, signature = proof.split(".")
    told, claims = json.loads(unpacked(header)), json.loads(unpacked(payload))
    jwk = told["jwk"]
    assert told["typ"] == "dpop+jwt" and told["alg"] == "ES256" and jwk["kty"] == "EC" and jwk["crv"] == "P-256", told
    assert claims["htm"] == "POST" and claims["htu"] == url and abs(claims["iat"] - time.time()) < 60, claims
    assert len(claims["jti"]) >= 16, claims
    x, y = (int.from_bytes(unpacked(jwk[name]), "big") for name in "xy")
    assert len(unpacked(jwk["x"])) == len(unpacked(jwk["y"])) == 32, jwk
    bits = unpacked(signature)
    assert len(bits) == 64, signature
    pair = encode_dss_signature(int.from_bytes(bits[:32], "big"), int.from_bytes(bits[32:], "big"))
    public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    public.verify(pair, f"{header}.{payload}".encode(), ec.ECDSA(hashes.SHA256()))


def signin(handler, body):
    asked = json.loads(body)
    try:
        check_proof(handler.headers["DPoP"], f"http://{handler.headers['Host']}{handler.path}")
    except (AssertionError, InvalidSignature, KeyError, ValueError, AttributeError) as error:
        return 400, {"error": "INVALID_REQUEST", "message": f"the proof does not hold: {error!r}"}
    refused = {"expired": "TOKEN_EXPIRED", "changed": "USER_CREDENTIALS_CHANGED", "poor": "INSUFFICIENT_PERMISSIONS"}
    token = asked["refreshToken"]
    if token in refused:
        return 401, {"error": refused[token], "message": "sign in again"}
    if not token.startswith("good") or not asked["clientId"] or asked["grantType"] != "refresh_token":
        return 400, {"error": "INVALID_REQUEST", "message": "what is this"}
    made = session("ASIA.login.refreshed", HOUR, HOUR)
    new = {name[0].lower() + name[1:]: made[name] for name in ["AccessKeyId", "SecretAccessKey"]}
    new["sessionToken"] = made["Token"]
    return 200, {"accessToken": new, "tokenType": "aws_sigv4", "expiresIn": 900, "refreshToken": "good-next"}
