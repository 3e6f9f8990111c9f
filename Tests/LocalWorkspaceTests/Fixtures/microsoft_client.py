"""Uploads logs by Microsoft's own client, with a token by Microsoft's own client.

Standard input is JSON: {"url" (https, of endpoint and authority alike), "tenant", "client", "secret", "rule", "uploads":
[{"stream", and either "logs" (a list of objects) or "noise" (bytes of one record that does not shrink)}]}. Standard output
is a JSON array of outcomes: {} or {status, code, message}.
"""
import json
import random
import sys

from azure.core.exceptions import HttpResponseError
from azure.identity import ClientSecretCredential
from azure.monitor.ingestion import LogsIngestionClient


def logs(upload):
    if "noise" in upload:
        return [{"Filler": random.Random(7).randbytes(upload["noise"] // 2).hex()}]
    return upload["logs"]


def main():
    plan = json.load(sys.stdin)
    # Else it asks login.microsoftonline.com whether it may trust this authority.
    credential = ClientSecretCredential(
        plan["tenant"], plan["client"], plan["secret"], authority=plan["url"], disable_instance_discovery=True
    )
    outcomes = []
    with LogsIngestionClient(plan["url"], credential) as client:
        for upload in plan["uploads"]:
            try:
                client.upload(rule_id=plan["rule"], stream_name=upload["stream"], logs=logs(upload))
                outcomes.append({})
            except HttpResponseError as error:
                code = error.error.code if error.error else None
                outcomes.append({"status": error.status_code, "code": code, "message": error.message})
    json.dump(outcomes, sys.stdout)


main()
