"""Sends requests to a workspace's Logs Ingestion API as a client of its own, over http.client.

Standard input is JSON: {"port", "tenant", "client", "secret", "rule", "requests": [...]}. A request for tokens has form
(null leaves a parameter out), and may have tenant, contentType and raw (in place of the form). Any other may have method,
target, stream, headers (null leaves one out), body (text), base64, fill (bytes of one valid string), gzip (true), token
(text in place of the one that was fetched; null for none), repeat. Standard output is a JSON array of answers: {status,
headers, body} or {error: "closed" | "reset"}.
"""
import base64
import gzip
import http.client
import json
import sys
import urllib.parse


def exchange(port, method, target, headers, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, target, body, headers)
        response = connection.getresponse()
        text = response.read()
        fields = {name.lower(): value for name, value in response.getheaders()}
        return {"status": response.status, "headers": fields, "body": text.decode("utf-8")}
    except ConnectionResetError as error:
        closed = isinstance(error, http.client.RemoteDisconnected)
        return {"error": "closed" if closed else "reset"}
    finally:
        connection.close()


def ask_token(plan, request):
    form = {
        "grant_type": "client_credentials",
        "client_id": plan["client"],
        "client_secret": plan["secret"],
        "scope": "https://monitor.azure.com/.default",
    }
    form.update(request.get("form", {}))
    body = urllib.parse.urlencode({name: value for name, value in form.items() if value is not None})
    headers = {"Content-Type": request.get("contentType", "application/x-www-form-urlencoded")}
    target = f"/{request.get('tenant', plan['tenant'])}/oauth2/v2.0/token"
    return exchange(plan["port"], "POST", target, headers, request.get("raw", body))


def content(request):
    if "base64" in request:
        return base64.b64decode(request["base64"])
    if "fill" in request:
        head, tail = b'[{"Filler":"', b'"}]'
        return head + b"x" * (request["fill"] - len(head) - len(tail)) + tail
    return request.get("body", '[{"EventTime":"2026-11-24T00:00:00Z"}]').encode("utf-8")


def send(plan, request, token):
    body = content(request)
    headers = {"Content-Type": "application/json"}
    if request.get("gzip"):
        body = gzip.compress(body, 1)
        headers["Content-Encoding"] = "gzip"
    bearer = request.get("token", token)
    if bearer is not None:
        headers["Authorization"] = f"Bearer {bearer}"
    headers.update(request.get("headers", {}))
    headers = {name: value for name, value in headers.items() if value is not None}
    stream = request.get("stream", "Custom-Keys")
    target = f"/dataCollectionRules/{plan['rule']}/streams/{stream}?api-version=2023-01-01"
    return exchange(plan["port"], request.get("method", "POST"), request.get("target", target), headers, body)


def main():
    plan = json.load(sys.stdin)
    token = json.loads(ask_token(plan, {})["body"]).get("access_token", "none")
    answers = []
    for request in plan["requests"]:
        for _ in range(request.get("repeat", 1)):
            tokens = "form" in request or "raw" in request
            answers.append(ask_token(plan, request) if tokens else send(plan, request, token))
    json.dump(answers, sys.stdout)


main()
