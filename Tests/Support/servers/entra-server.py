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

import entra_tenant
import jwt
import managed_identities
import resource_graph
import web_identity
from entra_tokens import SCENE, Refused, issuer_key, lock, query

scenes = {}
logs = {}


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
        kinds = {"imds": managed_identities.imds, "app": managed_identities.app, "arc": managed_identities.arc,
                 "sts": web_identity.sts, "arm": arm}
        if len(parts) >= 2 and parts[0] in kinds:
            return parts[0], parts[1], kinds[parts[0]]
        if parts[1:] == ["oauth2", "v2.0", "token"]:
            return "entra", parts[0], entra_tenant.entra
        if parts[1:] == ["v2.0", ".well-known", "openid-configuration"]:
            return "discovery", parts[0], entra_tenant.discovery
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
                raise entra_tenant.entra_error(
                    90002, f"Tenant '{name}' not found. Check to make sure you have the correct tenant ID.",
                    "invalid_request", 400)
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
