"""Who gives tokens to a machine or an app of Azure: the metadata service, App Service and Azure Arc."""

import time

from entra_tokens import Refused, new_token, query


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
