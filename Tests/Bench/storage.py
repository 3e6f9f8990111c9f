"""`rclone serve s3`, which checks signatures, and others who read from it."""

import contextlib
import os
import re
import shutil
import subprocess
import urllib.parse

from bench import ROOT, say
from measure import Failure, environment, measure, run

KEY, SECRET = "AKIABENCH", "bench/secret"


class Storage:
    """A folder of buckets that is served for as long as the context is open."""

    def __init__(self, bench):
        self.bench, self.folder = bench, f"{bench.folder}/buckets"
        self.rclone = rclone(bench.options)
        os.makedirs(self.folder, exist_ok=True)

    @contextlib.contextmanager
    def served(self):
        """Serves what is in the folder now: it is taken not to change."""
        server = subprocess.Popen(
            [self.rclone, "serve", "s3", self.folder, "--addr", "127.0.0.1:0", "--auth-key", f"{KEY},{SECRET}",
             "--dir-cache-time", "1h", "--config", ""],
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment())
        try:
            for line in server.stderr:
                if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                    break
            else:
                raise Failure("rclone serve s3 did not start")
            # What it says later has to go somewhere, or the pipe fills up.
            drain = subprocess.Popen(["cat"], stdin=server.stderr, stdout=subprocess.DEVNULL)
            self.url = found[0]
            yield self
        finally:
            server.terminate()
            server.wait()
            server.stderr.close()
        drain.wait()

    def ship(self, source, records, *more, state=None):
        return self.bench.ship(source, records, *more, state=state, variables={
            "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_REGION": "us-east-1"})

    def copy(self, path):
        """`rclone copy` of a bucket's folder to local disk."""
        target = f"{self.bench.folder}/copied"
        shutil.rmtree(target, ignore_errors=True)
        result = measure(
            [self.rclone, "copy", "--transfers", "16", "--config", "", f"bench:{path}", target],
            environment(RCLONE_CONFIG_BENCH_TYPE="s3", RCLONE_CONFIG_BENCH_PROVIDER="Rclone",
                        RCLONE_CONFIG_BENCH_ENDPOINT=self.url, RCLONE_CONFIG_BENCH_ACCESS_KEY_ID=KEY,
                        RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY=SECRET), f"{self.bench.folder}/rclone.out")
        shutil.rmtree(target)
        return result

    def _lists(self, bucket, prefix, tokens):
        """A configuration for curl that asks for the pages that come after the tokens."""
        config, blocks = f"{self.bench.folder}/list.config", []
        for number, token in enumerate(tokens):
            query = {"list-type": "2", "max-keys": "1000", "prefix": prefix}
            if token:
                query["continuation-token"] = token
            text = "&".join(f"{name}={urllib.parse.quote(value, safe='')}" for name, value in sorted(query.items()))
            blocks.append(f'url = "{self.url}/{bucket}?{text}"\naws-sigv4 = "aws:amz:us-east-1:s3"\n'
                          f'user = "{KEY}:{SECRET}"\noutput = "{self.bench.folder}/page-{number}.xml"\n'
                          "fail\nsilent\nshow-error\n")
        with open(config, "w") as file:
            file.write("next\n".join(blocks))
        return [self.bench.curl, "-q", "--config", config]

    def list_pages(self, bucket, prefix):
        """The tokens of all pages of a listing, which `list` can ask for without waiting for one to name the next."""
        tokens = [""]
        while True:
            run(self._lists(bucket, prefix, tokens[-1:]), env=environment())
            with open(f"{self.bench.folder}/page-0.xml") as file:
                found = re.search(r"<NextContinuationToken>([^<]+)<", file.read())
            if found is None:
                return tokens
            tokens.append(found[1].replace("&#34;", '"').replace("&amp;", "&"))

    def list(self, bucket, prefix, tokens):
        """curl that asks for every page of a listing on one connection, and reads nothing of it."""
        return measure(self._lists(bucket, prefix, tokens), environment(), f"{self.bench.folder}/curl.out")


def rclone(options):
    """The binary: LOGSHIP_TEST_RCLONE, else that of the environment of the tests, which is made if it is missing."""
    if options.rclone:
        return options.rclone
    say("rclone")
    made = run([f"{ROOT}/scripts/test-venv"]).strip().splitlines()
    return f"{made[-1]}/bin/rclone"
