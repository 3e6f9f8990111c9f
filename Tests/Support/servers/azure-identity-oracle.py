#!/usr/bin/env python3
"""Says which token azure-identity's DefaultAzureCredential takes, a set of variables at a time.

Prints a line of JSON once it is ready, and ends when its standard input does. Standard input takes a line of JSON at a
time, {"environment": {...}}, and answers each with {"token": "..."} or {"error": "..."}. Each has a process of its own,
since azure-identity reads the environment as it is made. What is for people alone (Visual Studio Code, PowerShell, the
developer CLI, a broker, a cache) is left out; the authority is not looked up at Microsoft's. Needs azure-identity.

    {"authorities": true}    answers the hosts of the public cloud, the US government's and China's
"""

import json
import os
import sys

from azure.identity import AzureAuthorityHosts, DefaultAzureCredential
from in_child import in_child

AUTHORITIES = [
    AzureAuthorityHosts.AZURE_PUBLIC_CLOUD, AzureAuthorityHosts.AZURE_GOVERNMENT, AzureAuthorityHosts.AZURE_CHINA,
]


def resolve(given):
    os.environ.clear()
    os.environ.update(given["environment"])
    credential = DefaultAzureCredential(
        disable_instance_discovery=True, exclude_shared_token_cache_credential=True,
        exclude_visual_studio_code_credential=True, exclude_powershell_credential=True,
        exclude_developer_cli_credential=True, exclude_broker_credential=True, retry_total=0)
    return {"token": credential.get_token("https://monitor.azure.com/.default").token}


def main():
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps(AUTHORITIES) if "authorities" in question else in_child(resolve, question), flush=True)


if __name__ == "__main__":
    main()
