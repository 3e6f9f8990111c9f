"""Sends requests to a workspace as a client of its own: signed by Python's hmac, over http.client.

Standard input is JSON: {"port", "id", "key", "requests": [...]}. A request may have: method, target, headers (null leaves
one out), body (text) or base64, fill (bytes of one valid string), skew (seconds that x-ms-date is off), sign ("bad" for a
wrong signature), chunked, timeout, repeat (over one connection). Standard output is a JSON array of answers: {status, headers, body} or
{error: "closed" | "reset" | "timeout"}.
"""
import base64
import email.utils
import hashlib
import hmac
import http.client
import json
import sys
import time


def content(request):
    if "base64" in request:
        return base64.b64decode(request["base64"])
    if "fill" in request:
        head, tail = b'[{"Filler":"', b'"}]'
        return head + b"x" * (request["fill"] - len(head) - len(tail)) + tail
    return request.get("body", '[{"Status":"Active"}]').encode("utf-8")


def headers(request, body, identity, key):
    date = email.utils.formatdate(time.time() + request.get("skew", 0), usegmt=True)
    text = f"POST\n{len(body)}\napplication/json\nx-ms-date:{date}\n/api/logs"
    signature = base64.b64encode(hmac.new(base64.b64decode(key), text.encode(), hashlib.sha256).digest()).decode()
    if request.get("sign") == "bad":
        signature = base64.b64encode(bytes(32)).decode()
    result = {
        "Content-Type": "application/json",
        "Log-Type": "Test_Log",
        "x-ms-date": date,
        "Authorization": f"SharedKey {identity}:{signature}",
        "Content-Length": str(len(body)),
    }
    result.update(request.get("headers", {}))
    return {name: value for name, value in result.items() if value is not None}


def send(connection, request, identity, key):
    body = content(request)
    fields = headers(request, body, identity, key)
    connection.putrequest(request.get("method", "POST"), request.get("target", "/api/logs?api-version=2016-04-01"))
    if request.get("chunked"):
        fields.pop("Content-Length")
        fields["Transfer-Encoding"] = "chunked"
        body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    for name, value in fields.items():
        connection.putheader(name, value)
    connection.endheaders()
    connection.send(body)
    response = connection.getresponse()
    text = response.read()
    return {
        "status": response.status,
        "headers": {name.lower(): value for name, value in response.getheaders()},
        "body": text.decode("utf-8"),
    }


def main():
    plan = json.load(sys.stdin)
    answers = []
    for request in plan["requests"]:
        connection = http.client.HTTPConnection("127.0.0.1", plan["port"], timeout=request.get("timeout", 30))
        for _ in range(request.get("repeat", 1)):
            try:
                answers.append(send(connection, request, plan["id"], plan["key"]))
            except TimeoutError:
                answers.append({"error": "timeout"})
                connection.close()
            except (http.client.RemoteDisconnected, BrokenPipeError) as error:
                reset = isinstance(error, ConnectionResetError) and not isinstance(error, http.client.RemoteDisconnected)
                answers.append({"error": "reset" if reset else "closed"})
                connection.close()
            except ConnectionResetError:
                answers.append({"error": "reset"})
                connection.close()
        connection.close()
    json.dump(answers, sys.stdout)


main()
