#!/usr/bin/env python3
"""Everything that gives out tokens of Entra ID, on free ports of the loopback, written to the public protocols.

    entra-server.py CERTIFICATE KEY < commands

Prints a line of JSON, {"port", "tlsPort"}, once it is ready, and ends when its standard input does. Needs cryptography,
PyJWT and botocore. Both ports answer alike; below NAME is a scene's, so that tests do not see each other:

    /NAME/oauth2/v2.0/token              Entra's token endpoint of the tenant NAME: a secret, an assertion signed by a
                                         certificate's key (PS256 and x5t#S256, or RS256 and x5t), or a federated
                                         credential's token (RS256)
    /NAME/v2.0/.well-known/openid-configuration    what MSAL looks up before it asks
    /imds/NAME/metadata/identity/oauth2/token      the metadata service of an instance
    /app/NAME                            App Service's identity endpoint
    /arc/NAME                            Azure Arc's, with its challenge
    /arm/NAME                            Azure Resource Manager: its list of clouds, and Azure Resource Graph
    /sts/NAME                            AWS's STS, which checks signatures by botocore, and gives web identity tokens

Standard input takes a line of JSON at a time and answers each with one:

    {"scene": NAME, "set": {...}}        changes these members of the scene, see SCENE; answers "ok"
    {"scene": NAME, "sign": {...}}       answers a JSON Web Token with these claims, signed as STS signs its own
    {"scene": NAME, "given": true}       answers all tokens that were given out so far, and the keys of challenges
    {"scene": NAME, "log": true}         answers what was asked of the scene so far: [{"kind", "method", "target",
                                         "headers", "form", "status", "claims"}, ...]

A token that is given out tells where it is from, such as `secret-7` or `imds-<client id>-8`; in a scene with a
workspace it is one that the workspace's own token endpoint gave.
"""

import copy
import http.server
import json
import socketserver
import ssl
import sys
import threading
import time
import urllib.parse
import urllib.request
import uuid

import jwt
import resource_graph
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

SCENE = {
    # By client id: "secret", "certificate" (PEM), "federated": [{"issuer", "subject", "audience"}].
    "applications": {},
    "scope": "https://monitor.azure.com/.default",
    "resource": "https://monitor.azure.com",
    # Whom tokens are for that Azure Resource Manager takes, None to give none out; and the rules that it has, None for an
    # identity that may see no subscription.
    "management": None,
    "rules": [],
    # Whose tokens are given out once a client has proved itself: {"url", "client", "secret"}.
    "workspace": None,
    # Of tokens, in seconds; what is told as refresh_in, if anything.
    "life": 3600,
    "refreshIn": None,
    # How long each answer takes, in seconds.
    "delay": 0,
    # Answers in the place of the next ones, by kind: [{"status", "headers", "body"}, ...].
    "faults": {},
    # By kind, the status of answers that refuse in words that repeat what came: {"entra": 401, ...}.
    "echoes": {},
    # Whom managed identities are there of, "" for the machine's own.
    "identities": [""],
    # The secret of an app.
    "header": None,
    # Where the keys of challenges are put, and what is told in the place of the right path.
    "arcFolder": None,
    "arcPath": None,
    "arcKey": None,
    "arcConfirms": True,
    # By access key id: {"secret", "token", "arn", "end"}.
    "keys": {},
    "federationEnabled": True,
}
CLIENT_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

lock = threading.Lock()
scenes = {}
logs = {}
given = 0
used_ids = set()
issuer_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Refused(Exception):
    def __init__(self, status, body, headers=None):
        self.status, self.body, self.headers = status, body, headers or {}


# Seconds that clocks may differ, as Entra takes them.
LEEWAY = 30


def new_token(scene, origin, audience):
    global given
    if audience == scene["management"]:
        origin = f"management-{origin}"
    elif scene["workspace"]:
        form = {"grant_type": "client_credentials", "client_id": scene["workspace"]["client"], "scope": scene["scope"],
                "client_secret": scene["workspace"]["secret"]}
        with urllib.request.urlopen(scene["workspace"]["url"], urllib.parse.urlencode(form).encode()) as answer:
            return json.load(answer)["access_token"]
    with lock:
        given += 1
        return f"{origin}-{given}"


def entra_error(code, message, error="invalid_client", status=401):
    trace, correlation = str(uuid.uuid4()), str(uuid.uuid4())
    moment = time.strftime("%Y-%m-%d %H:%M:%SZ", time.gmtime())
    text = f"AADSTS{code}: {message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {moment}"
    return Refused(status, {
        "error": error, "error_description": text, "error_codes": [code], "timestamp": moment, "trace_id": trace,
        "correlation_id": correlation, "error_uri": f"https://login.microsoftonline.com/error?code={code}",
    })


def check_certificate(assertion, header, certificate, client, url, note):
    certificate = x509.load_pem_x509_certificate(certificate.encode())
    # MSAL still signs by RS256 where it is given the older thumbprint, as azure-identity does.
    name, digest = ("x5t#S256", hashes.SHA256()) if "x5t#S256" in header else ("x5t", hashes.SHA1())
    algorithm = "PS256" if name == "x5t#S256" else "RS256"
    if header.get("alg") != algorithm or header.get("typ") != "JWT":
        raise entra_error(5002723, f"Invalid JWT token. Token format is not valid, {header}.")
    if jwt.utils.base64url_decode(header[name]) != certificate.fingerprint(digest) or "=" in header.get("x5t#S256", ""):
        raise entra_error(700027, "The certificate with identifier used to sign the client assertion is not registered "
                                  "on application. Please register it.")
    try:
        claims = jwt.decode(
            assertion, certificate.public_key(), algorithms=[algorithm], audience=url, issuer=client, leeway=LEEWAY,
            options={"require": ["aud", "iss", "sub", "jti", "exp"] + (["nbf"] if name == "x5t#S256" else [])})
    except jwt.InvalidAudienceError:
        raise entra_error(700023, "Client assertion audience claim does not match Realm issuer.")
    except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError):
        raise entra_error(700024, "Client assertion is not within its valid time range. Current time: now.")
    except jwt.PyJWTError as error:
        raise entra_error(50012, f"Authentication failed: {error!r}.")
    if claims["sub"] != client:
        raise entra_error(50048, "Subject mismatches Issuer claim in the client assertion.")
    if claims["exp"] - claims.get("nbf", claims.get("iat", 0)) > 3600:
        raise entra_error(700024, "Client assertion is not within its valid time range.")
    with lock:
        if claims["jti"] in used_ids:
            raise entra_error(50013, "Assertion failed: it was used before.")
        used_ids.add(claims["jti"])
    note["claims"] = {**claims, "header": header}


def check_federated(assertion, header, credentials, note):
    try:
        claims = jwt.decode(assertion, options={"verify_signature": False})
    except jwt.PyJWTError:
        raise entra_error(50027, "JWT token is invalid or malformed.")
    note["claims"] = {**claims, "header": header}
    if not credentials:
        raise entra_error(70025, "The client has no configured federated identity credentials.", "invalid_request", 400)
    for code, claim, member in [(700211, "iss", "issuer"), (700213, "sub", "subject"), (700212, "aud", "audience")]:
        credentials = [one for one in credentials if one[member] == claims.get(claim)]
        if not credentials:
            raise entra_error(code, f"No matching federated identity record found for presented assertion {member} "
                              f"'{claims.get(claim)}'. Please check your federated identity credential Subject, "
                              "Audience and Issuer against the presented assertion.")
    if header.get("alg") != "RS256":
        raise entra_error(5002723, "Invalid JWT token. The signing algorithm is not supported.")
    try:
        jwt.decode(assertion, issuer_key.public_key(), algorithms=["RS256"], audience=credentials[0]["audience"],
                   leeway=LEEWAY, options={"require": ["exp", "iat", "sub", "iss", "aud"]})
    except jwt.ExpiredSignatureError:
        raise entra_error(700024, "Client assertion is not within its valid time range.")
    except jwt.PyJWTError as error:
        raise entra_error(50027, f"JWT token is invalid or malformed: {error!r}.")


def entra(scene, handler, form, note):
    if handler.command != "POST" or handler.headers["Content-Type"] != "application/x-www-form-urlencoded":
        raise entra_error(900561, "The endpoint only accepts POST requests.", "invalid_request", 400)
    if form.get("grant_type") != "client_credentials":
        raise entra_error(70003, "The app requested an unsupported grant type.", "unsupported_grant_type", 400)
    client = form.get("client_id", "")
    application = scene["applications"].get(client)
    if application is None:
        raise entra_error(700016, f"Application with identifier '{client}' was not found in the directory "
                                  f"'{note['scene']}'. This can happen if the application has not been installed.",
                          "unauthorized_client", 400)
    audience = form.get("scope", "").removesuffix("/.default")
    if form.get("scope") != scene["scope"] and (not audience or audience != scene["management"]):
        raise entra_error(70011, f"The provided request must include a 'scope' input parameter. The provided value for "
                                 f"the input parameter 'scope' is not valid, {form.get('scope')}.",
                          "invalid_scope", 400)
    if "client_secret" in form:
        if form["client_secret"] != application.get("secret"):
            raise entra_error(7000215, "Invalid client secret provided. Ensure the secret being sent in the request is "
                                       f"the client secret value, not the client secret ID, for a secret added to app "
                                       f"'{client}'.")
        origin = "secret"
    elif form.get("client_assertion_type") == CLIENT_ASSERTION:
        assertion = form.get("client_assertion", "")
        try:
            header = jwt.get_unverified_header(assertion)
        except jwt.PyJWTError:
            raise entra_error(50027, "JWT token is invalid or malformed.")
        if "certificate" in application and ("x5t#S256" in header or "x5t" in header):
            check_certificate(assertion, header, application["certificate"], client, handler.url(), note)
            origin = "certificate"
        else:
            check_federated(assertion, header, application.get("federated", []), note)
            origin = "federated"
    else:
        raise entra_error(7000216, "'client_assertion', 'client_secret' or 'request' is required for the "
                                   "'client_credentials' grant type.", "invalid_request")
    answer = {"token_type": "Bearer", "expires_in": scene["life"], "ext_expires_in": scene["life"],
              "access_token": new_token(scene, origin, audience)}
    if scene["refreshIn"] is not None:
        answer["refresh_in"] = scene["refreshIn"]
    return 200, answer


def query(handler):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(handler.path).query))


def managed(scene, origin, asked, texts):
    whose = asked.get("client_id", "")
    if whose not in scene["identities"]:
        raise Refused(400, {"error": "invalid_request", "error_description": "Identity not found"})
    audience = asked.get("resource")
    if audience != scene["resource"] and (not audience or audience != scene["management"]):
        raise Refused(400, {"error": "invalid_resource", "error_description": "AADSTS500011: no such resource"})
    end = int(time.time()) + scene["life"]
    answer = {"access_token": new_token(scene, f"{origin}-{whose}" if whose else origin, audience),
              "expires_in": scene["life"], "expires_on": end, "resource": asked["resource"], "token_type": "Bearer"}
    if texts:
        answer["expires_in"], answer["expires_on"] = str(answer["expires_in"]), str(end)
    return answer


def imds(scene, handler, form, note):
    asked = query(handler)
    if handler.headers["Metadata"] != "true":
        raise Refused(400, {"error": "invalid_request", "error_description": "Required metadata header not specified"})
    if handler.headers["X-Forwarded-For"] or asked.get("api-version") != "2018-02-01":
        raise Refused(400, {"error": "bad_request_102", "error_description": "Unsupported API version"})
    return 200, managed(scene, "imds", asked, True)


def app(scene, handler, form, note):
    asked = query(handler)
    if handler.headers["X-IDENTITY-HEADER"] != scene["header"]:
        raise Refused(403, {"statusCode": 403, "message": "Forbidden"})
    if asked.get("api-version") != "2019-08-01":
        raise Refused(400, {"statusCode": 400, "message": "Unsupported API version"})
    try:
        answer = managed(scene, "app", asked, True)
    except Refused:
        raise Refused(400, {"statusCode": 400, "message": "No User Assigned or Delegated Managed Identity found for "
                                                          "specified ClientId/ResourceId/PrincipalId."})
    del answer["expires_in"]
    return 200, answer


def arc(scene, handler, form, note):
    asked = query(handler)
    if handler.headers["Metadata"] != "true" or asked.get("api-version") != "2020-06-01":
        raise Refused(400, {"error": "invalid_request", "error_description": "Bad request"})
    sent = handler.headers["Authorization"]
    note["given"] = [f"key-of-{note['scene']}"]
    path = scene["arcPath"] or f"{scene['arcFolder']}/{note['scene']}.key"
    if sent is None:
        with open(f"{scene['arcFolder']}/{note['scene']}.key", "w") as file:
            file.write(scene["arcKey"] or f"key-of-{note['scene']}")
        raise Refused(401, {"error": "unauthorized_client", "error_description": "Missing Basic Authorization header"},
                      {"WWW-Authenticate": f"Basic realm={path}"})
    if sent != f"Basic key-of-{note['scene']}":
        raise Refused(401, {"error": "unauthorized_client", "error_description": "wrong key"},
                      {"WWW-Authenticate": f"Basic realm={path}"})
    answer = managed(scene, "arc", asked, False)
    if "client_id" in asked and scene["arcConfirms"]:
        answer["client_id"] = asked["client_id"].upper()
    return 200, answer


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


def arm(scene, handler, form, note):
    parts = urllib.parse.urlsplit(handler.path)
    path, asked = parts.path.removeprefix(f"/arm/{note['scene']}"), query(handler)
    if path == "/metadata/endpoints":
        return 200, json.dumps(resource_graph.clouds(f"{handler.base()}/arm/{note['scene']}/"))
    kind, _, token = (handler.headers["Authorization"] or "").partition(" ")
    if kind != "Bearer" or not token.startswith("management-"):
        raise Refused(401, {"error": {"code": "InvalidAuthenticationToken", "message": "The access token is invalid."}})
    if handler.command != "POST" or path != "/providers/Microsoft.ResourceGraph/resources":
        raise Refused(404, {"error": {"code": "ResourceNotFound", "message": f"There is no {path}."}})
    content_type = handler.headers["Content-Type"]
    return resource_graph.answer(scene["rules"], asked.get("api-version"), content_type, note["body"])


def discovery(scene, handler, form, note):
    base = f"{handler.base()}/{note['scene']}"
    return 200, {
        "token_endpoint": f"{base}/oauth2/v2.0/token", "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "issuer": f"{base}/v2.0", "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
    }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def base(self):
        return f"{'https' if self.server.is_tls else 'http'}://{self.headers['Host']}"

    def url(self):
        return self.base() + self.path

    def route(self):
        parts = urllib.parse.urlsplit(self.path).path.strip("/").split("/")
        kinds = {"imds": imds, "app": app, "arc": arc, "sts": sts, "arm": arm}
        if len(parts) >= 2 and parts[0] in kinds:
            return parts[0], parts[1], kinds[parts[0]]
        if parts[1:] == ["oauth2", "v2.0", "token"]:
            return "entra", parts[0], entra
        if parts[1:] == ["v2.0", ".well-known", "openid-configuration"]:
            return "discovery", parts[0], discovery
        return "nothing", "", None

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind, name, serve = self.route()
        is_form = self.headers["Content-Type"] == "application/x-www-form-urlencoded" or kind == "sts"
        form = dict(urllib.parse.parse_qsl(body.decode())) if self.command == "POST" and is_form else {}
        note = {"kind": kind, "scene": name, "method": self.command, "target": self.path, "body": body,
                "headers": {key.lower(): value for key, value in self.headers.items()}, "form": form}
        with lock:
            scene = copy.deepcopy(scenes.get(name, SCENE))
            logs.setdefault(name, []).append(note)
            waiting = scenes.get(name, {}).get("faults", {}).get(kind, [])
            fault = waiting.pop(0) if waiting else None
        time.sleep(scene["delay"])
        headers = {}
        try:
            if serve is None:
                raise Refused(404, {"error": "there is nothing here"})
            if fault:
                raise Refused(fault["status"], fault.get("body", ""), fault.get("headers"))
            if kind in scene["echoes"]:
                status = scene["echoes"][kind]
                proofs = [form.get("client_secret"), form.get("client_assertion"), self.headers["X-IDENTITY-HEADER"]]
                said = " ".join([f"got {proof}," for proof in proofs if proof] + list(form.values()))
                # By the status also in a form that is no answer of Entra's.
                raise Refused(status, said if status in (403, 503) else {"error": "invalid_client",
                                                                         "error_description": f"AADSTS1: {said}"})
            if kind == "entra" and name not in scenes:
                raise entra_error(90002, f"Tenant '{name}' not found. Check to make sure you have the correct tenant "
                                         "ID.", "invalid_request", 400)
            status, content = serve(scene, self, form, note)
            if "access_token" in content:
                note.setdefault("given", []).append(content["access_token"])
        except Refused as refused:
            status, content, headers = refused.status, refused.body, refused.headers
        note["status"] = status
        text = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(status)
        for key, value in {"Content-Type": "application/json", "Content-Length": str(len(text)), **headers}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = answer


class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 64
    is_tls = False

    def handle_error(self, request, client_address):
        """Says nothing of a client that went away, which is what some tests are about."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


def obey(command):
    name = command["scene"]
    with lock:
        if "set" in command:
            scenes.setdefault(name, copy.deepcopy(SCENE)).update(command["set"])
            return "ok"
        if "given" in command:
            return [token for note in logs.get(name, []) for token in note.get("given", [])]
        if "sign" in command:
            return jwt.encode(command["sign"], issuer_key, algorithm="RS256", headers={"kid": "one"})
        told = [{key: value for key, value in note.items() if key != "body"} for note in logs.get(name, [])]
        return told


def main():
    servers = [Server(("127.0.0.1", 0), Handler), Server(("127.0.0.1", 0), Handler)]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    servers[1].socket = context.wrap_socket(servers[1].socket, server_side=True)
    servers[1].is_tls = True
    for server in servers:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    print(json.dumps({"port": servers[0].server_address[1], "tlsPort": servers[1].server_address[1]}), flush=True)
    for line in sys.stdin:
        print(json.dumps(obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
