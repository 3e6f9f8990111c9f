"""The folder of a run of scripts/bench: its inputs, and logship and curl at work on them."""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile

from measure import Failure, environment, measure

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BODY_BYTES = 8_000_000
KEY = base64.b64encode(bytes(range(64))).decode()
WORKSPACE = "5ce893d9-0000-4000-8000-000000000001"


def say(words):
    print(words, file=sys.stderr, flush=True)


class Bench:
    """What the cases share."""

    def __init__(self, folder, stack, logship, endpoint, options):
        self.folder, self.stack, self.logship, self.endpoint, self.options = folder, stack, logship, endpoint, options
        self.curl = shutil.which("curl")
        if self.curl is None:
            raise Failure("there is no curl; scripts/install-deps --tests installs it")

    def input(self, form, records):
        """The path of made-up reports, the same for the same arguments; cases share them."""
        path = f"{self.options.inputs}/{records}.{form}"
        if not os.path.exists(path):
            say(f"making {records:,} records as {form}")
            with open(path, "wb") as file:
                subprocess.run([f"{ROOT}/scripts/make-reports", "--count", str(records), "--form", form], stdout=file,
                               check=True)
        return path

    def new_state(self):
        return tempfile.mkdtemp(dir=self.folder, prefix="state-")

    def workspace(self):
        """Variables that name the sink as a workspace."""
        return {"LOGSHIP_WORKSPACE_ID": WORKSPACE, "LOGSHIP_ENDPOINT": self.endpoint, "LOGSHIP_WORKSPACE_KEY": KEY,
                "LOGSHIP_BATCH_MAX_BYTES": str(BODY_BYTES)}

    def ship(self, source, records, *more, piped=None, state=None, destination=None, variables=()):
        """Runs logship over a source; `records` are what it has to ship, None where any number is right."""
        given = environment(
            LOGSHIP_STATE=state or self.new_state(), LOGSHIP_TLS_CA_FILE=f"{self.folder}/ca.pem",
            **(destination or self.workspace()), **dict(variables))
        output = f"{self.folder}/logship.out"
        result = measure([self.logship, "ship", "--summary", "json", "--no-progress", *more, source], given, output,
                         piped)
        with open(output) as file:
            report = json.load(file)
        if records is not None and report["recordsShipped"] != records:
            raise Failure(f"logship shipped {report['recordsShipped']:,} records of {records:,}")
        if state is None:
            shutil.rmtree(given["LOGSHIP_STATE"])
        return result | {"bytesSent": report["bytesSent"], "batches": report["batches"]}

    def bodies(self, source, most=BODY_BYTES):
        """Splits what logship would send of a source into arrays of at most so many bytes; returns their paths."""
        folder = tempfile.mkdtemp(dir=self.folder, prefix="bodies-")
        paths, body, size = [], None, 0
        with subprocess.Popen([self.logship, "ship", "--to", "-", "--summary", "none", source],
                              stdout=subprocess.PIPE, env=environment()) as process:
            for line in process.stdout:
                record = line.rstrip(b"\n")
                if body is None or size + len(record) + 2 > most:
                    if body is not None:
                        body.write(b"]")
                        body.close()
                    paths.append(f"{folder}/{len(paths):05d}.json")
                    body = open(paths[-1], "wb")
                    body.write(b"[" + record)
                    size = 1 + len(record)
                else:
                    body.write(b"," + record)
                    size += 1 + len(record)
        if process.returncode != 0 or body is None:
            raise Failure(f"logship ship --to - ended with {process.returncode}")
        body.write(b"]")
        body.close()
        return paths

    def post(self, bodies, path="/api/logs?api-version=2016-04-01"):
        """curl, one body after another on one connection."""
        blocks = [f'url = "{self.endpoint}{path}"\nupload-file = "{body}"\n'
                  f'request = "POST"\nheader = "Content-Type: application/json"\nheader = "Expect:"\n'
                  f'cacert = "{self.folder}/ca.pem"\noutput = "/dev/null"\nfail\nsilent\nshow-error\n'
                  for body in bodies]
        config = f"{self.folder}/curl.config"
        with open(config, "w") as file:
            file.write("next\n".join(blocks))
        return measure([self.curl, "-q", "--config", config], environment(), f"{self.folder}/curl.out")
