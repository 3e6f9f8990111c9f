"""An account of many users in moto, and two who ask for all of its keys."""

import contextlib
import json
import subprocess

from bench import ROOT, say
from measure import Failure, environment, measure, run

# moto takes anybody's word for who he is; the service stands in the scope.
SIGNED = "AWS4-HMAC-SHA256 Credential=AKIABENCH/20261124/us-east-1/iam/aws4_request, SignedHeaders=host, Signature=0"


class Accounts:
    """The account, while the context is open."""

    def __init__(self, bench, users, at_once):
        self.bench, self.users, self.at_once = bench, users, at_once

    @contextlib.contextmanager
    def served(self):
        say(f"making {self.users:,} users with two keys each")
        python = f"{run([f'{ROOT}/scripts/test-venv']).strip().splitlines()[-1]}/bin/python3"
        server = subprocess.Popen(
            [python, "-B", f"{ROOT}/Tests/Bench/accounts_server.py", str(self.users)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        try:
            told = json.loads(server.stdout.readline())
            self.url = f"http://127.0.0.1:{told['port']}"
            self._write_loop(told["calls"])
            yield self
        finally:
            server.stdin.close()
            server.wait()
            server.stdout.close()

    def _write_loop(self, calls):
        blocks = [f'url = "{self.url}/"\ndata = "{call}"\nheader = "Authorization: {SIGNED}"\noutput = "/dev/null"\n'
                  "silent\n"
                  for call in calls]
        self.config = f"{self.bench.folder}/loop.config"
        with open(self.config, "w") as file:
            file.write("next\n".join(blocks))

    def loop(self):
        """curl that makes the same calls, as many at once, and reads nothing of the answers."""
        return measure(
            [self.bench.curl, "-q", "--parallel", "--parallel-max", str(self.at_once), "--config",
             self.config], environment(), f"{self.bench.folder}/curl.out")

    def collect(self):
        output = f"{self.bench.folder}/keys.ndjson"
        result = measure(
            [self.bench.logship, "collect", "access-keys", "--concurrency", str(self.at_once), "-q"],
            environment(AWS_ACCESS_KEY_ID="AKIABENCH", AWS_SECRET_ACCESS_KEY="secret", AWS_REGION="us-east-1",
                        AWS_ENDPOINT_URL=self.url), output)
        with open(output) as file:
            found = sum(1 for _ in file)
        if found != 2 * self.users:
            raise Failure(f"logship reported {found:,} keys of {2 * self.users:,}")
        return result
