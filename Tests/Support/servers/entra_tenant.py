"""A tenant of Entra ID: its token endpoint, which checks whoever asks, and what MSAL looks up before."""

import time
import uuid

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from entra_tokens import Refused, issuer_key, lock, new_token

CLIENT_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
# Seconds that clocks may differ, as Entra takes them.
LEEWAY = 30

used_ids = set()


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


def discovery(scene, handler, form, note):
    base = f"{handler.base()}/{note['scene']}"
    return 200, {
        "token_endpoint": f"{base}/oauth2/v2.0/token", "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
        "issuer": f"{base}/v2.0", "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
    }
