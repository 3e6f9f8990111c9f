"""The sink as a data collection rule: what logship needs to send there, and what others do with the same bodies."""

import math
import os
import sys

from measure import environment, measure

RULE = "dcr-00000000000000000000000000000001"
STREAM = "Custom-AWS_AccessKeyReport"
TENANT = "5ce893d9-0000-4000-8000-000000000002"
CLIENT = "5ce893d9-0000-4000-8000-000000000003"
# The service takes 1 MB of a body as it is sent, of which logship keeps 4 KiB free.
SENT_BYTES = 1_044_480


class Ingestion:
    """logship that sends to a rule, and its references."""

    def __init__(self, bench):
        self.bench = bench

    def ship(self, source, records, *more):
        rule = "LOGSHIP_DESTINATION_LOGS_INGESTION"
        destination = {
            f"{rule}_ENDPOINT": self.bench.endpoint, f"{rule}_RULE_ID": RULE, f"{rule}_AUTH": "clientSecret",
            "AZURE_AUTHORITY_HOST": self.bench.endpoint, "AZURE_TENANT_ID": TENANT, "AZURE_CLIENT_ID": CLIENT,
            "AZURE_CLIENT_SECRET": "bench"}
        return self.bench.ship(source, records, *more, destination=destination)

    def bodies(self, source):
        """Bodies as large as those that logship sends unpacked."""
        return self.bench.bodies(source, SENT_BYTES)

    def post(self, bodies):
        return self.bench.post(bodies, f"/dataCollectionRules/{RULE}/streams/{STREAM}?api-version=2023-01-01")

    def packed_bodies(self, source, shipped):
        """Bodies as large as those that logship packed in a run were on average: it learns how much fits as it goes."""
        return self.bench.bodies(source, math.ceil(shipped["bytesSent"] / shipped["batches"]))

    def compress(self, bodies):
        """zlib alone, on two cores."""
        words = [sys.executable, f"{os.path.dirname(os.path.abspath(__file__))}/compress.py", *bodies]
        return measure(words, environment(), f"{self.bench.folder}/compress.out")
