"""The script that many would write in place of logship, to compare with: Python's standard library, one thread.

    script.py FILE URL CA_FILE

It reads NDJSON, parses each record, gives it logship's columns, and posts signed arrays of up to 8 MB. It keeps no
ledger, and a failed post ends it. The identifier and the key of the workspace come from the environment.
"""

import base64
import datetime
import email.utils
import hashlib
import hmac
import http.client
import json
import os
import ssl
import sys
import urllib.parse

BODY_BYTES = 8_000_000
NAMES = {"account_number": "AccountId", "user": "UserName", "Status": "Status",
         "Region": "LastUsedRegion", "ServiceName": "LastUsedService"}


def mapped(record, source):
    """One record with the columns that logship sends."""
    day = record["loggedDate"]
    out = {"EventTime": f"{day}T00:00:00Z"}
    for name, column in NAMES.items():
        if name in record:
            out[column] = record[name]
    key = record["AccessKeyId"]
    out["AccessKeyId"] = f"{key[:4]}...{key[-4:]}"
    today = datetime.date.fromisoformat(day)
    for name, days in (("CreateDate", "KeyAgeDays"), ("LastUsedDate", "DaysSinceLastUse")):
        if name in record:
            out[name] = f"{record[name]}Z"
            out[days] = (today - datetime.date.fromisoformat(record[name][:10])).days
    out["RecordSource"] = source
    digest = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).digest()
    out["RecordId"] = "r" + base64.b32encode(digest)[:26].decode().lower()
    return json.dumps(out, separators=(",", ":"), ensure_ascii=False).encode()


class Poster:
    """One connection that posts signed bodies."""

    def __init__(self, url, authorities):
        at = urllib.parse.urlsplit(url)
        self.connection = http.client.HTTPSConnection(
            at.hostname, at.port, context=ssl.create_default_context(cafile=authorities))
        self.workspace = os.environ["LOGSHIP_WORKSPACE_ID"]
        self.key = base64.b64decode(os.environ["LOGSHIP_WORKSPACE_KEY"])

    def post(self, body):
        date = email.utils.formatdate(usegmt=True)
        text = f"POST\n{len(body)}\napplication/json\nx-ms-date:{date}\n/api/logs".encode()
        signature = base64.b64encode(hmac.new(self.key, text, hashlib.sha256).digest()).decode()
        self.connection.request("POST", "/api/logs?api-version=2016-04-01", body, {
            "Content-Type": "application/json", "Log-Type": "AWS_Access_Key_Report", "x-ms-date": date,
            "Authorization": f"SharedKey {self.workspace}:{signature}", "time-generated-field": "EventTime"})
        answer = self.connection.getresponse()
        answer.read()
        if answer.status != 200:
            sys.exit(f"the workspace answered {answer.status}")


def main():
    source, url, authorities = sys.argv[1:]
    poster, records, size, shipped = Poster(url, authorities), [], 2, 0
    with open(source, "rb") as file:
        for line in file:
            record = mapped(json.loads(line), source)
            if size + len(record) + 1 > BODY_BYTES:
                poster.post(b"[" + b",".join(records) + b"]")
                records, size = [], 2
            records.append(record)
            size += len(record) + 1
            shipped += 1
    if records:
        poster.post(b"[" + b",".join(records) + b"]")
    print(shipped)


def runner(bench, source, records):
    """What runs the script once, measured."""
    from bench import KEY, WORKSPACE
    from measure import Failure, environment, measure

    output = f"{bench.folder}/script.out"

    def once():
        result = measure(
            [sys.executable, __file__, source, bench.endpoint, f"{bench.folder}/ca.pem"],
            environment(LOGSHIP_WORKSPACE_ID=WORKSPACE, LOGSHIP_WORKSPACE_KEY=KEY), output)
        with open(output) as file:
            shipped = int(file.read())
        if shipped != records:
            raise Failure(f"the script shipped {shipped:,} records of {records:,}")
        return result

    return once


if __name__ == "__main__":
    main()
