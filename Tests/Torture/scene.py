"""The folder of one case of scripts/torture, with a workspace, and the runs over it."""

import base64
import contextlib
import gzip
import json
import os
import re
import socket
import sqlite3
import subprocess
import tempfile
import time
import uuid

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
IN_FLIGHT = 4
LIMIT = 900  # seconds that no run may take
MOST_WORDS = 12  # broken promises of a case that are told one by one


class Failure(Exception):
    """What kept a case from being run to its end, in words for the user."""


class Scene:
    """The folder of one case, with a workspace, what it is sent and what it must have."""

    def __init__(self, options, stack, name):
        self.folder = stack.enter_context(tempfile.TemporaryDirectory(prefix=f"torture-{name}-"))
        self.stack, self.bin, self.name, self.broken = stack, options.bin, name, []
        self.state, self.database = f"{self.folder}/state", f"{self.folder}/workspace.sqlite"
        self.id, self.key = str(uuid.uuid4()), f"{self.folder}/key"
        with open(os.open(self.key, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(base64.b64encode(os.urandom(64)).decode())
        self.environment = {"PATH": os.environ["PATH"], "HOME": self.folder}
        # Bound and never listened on: whoever connects is refused, and nobody else gets the port.
        refusing = stack.enter_context(socket.socket())
        refusing.bind(("127.0.0.1", 0))
        self.nowhere = f"http://127.0.0.1:{refusing.getsockname()[1]}"

    def say(self, text):
        print(f"  {text}", flush=True)

    def promise(self, kept, text):
        """Notes a promise that was not kept, and goes on."""
        if not kept:
            self.broken.append(text)
            if len(self.broken) <= MOST_WORDS:
                self.say(f"BROKEN: {text.strip()}")

    def start(self, arguments, **options):
        """Starts a program that ends with the case at the latest."""
        options = {"stdin": subprocess.DEVNULL, "env": self.environment, "text": True, **options}
        return subprocess.Popen(arguments, **options)

    @contextlib.contextmanager
    def running(self, arguments, **options):
        process = self.start(arguments, **options)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def open_workspace(self, *more):
        """Starts the workspace; what it has is kept in a database beside it."""
        port = f"{self.folder}/port"
        process = self.stack.enter_context(self.running(
            [f"{self.bin}/logship-workspace", "serve", "--port", "0", "--port-file", port, "--database", self.database,
             "--workspace-id", self.id, "--key-file", self.key, "--quiet", *more], stdout=subprocess.DEVNULL))
        deadline = time.monotonic() + 30
        while not (os.path.exists(port) and os.path.getsize(port)):
            if process.poll() is not None or time.monotonic() > deadline:
                raise Failure("the workspace did not start")
            time.sleep(0.02)
        with open(port) as file:
            self.endpoint = f"http://127.0.0.1:{file.read().strip()}"
        self.rows = self.stack.enter_context(contextlib.closing(
            sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)))

    def command(self, sources, *more, state=None, endpoint=None):
        return [f"{self.bin}/logship", "ship", "--workspace-id", self.id, "--workspace-key-file", self.key,
                "--endpoint", endpoint or self.endpoint, "--state", state or self.state, "--summary", "json",
                "--no-progress", "--log-level", "warning", "--retry-max-backoff", "200ms", "--retry-budget", "60s",
                "--batch-max-in-flight", str(IN_FLIGHT), *more, *sources]

    def ship(self, sources, *more, stdin=None, environment=None, **rest):
        """Runs logship to its end, and returns its status, its report and its words."""
        with contextlib.ExitStack() as stack:
            given = stack.enter_context(open(stdin, "rb")) if stdin else subprocess.DEVNULL
            process = stack.enter_context(self.running(
                self.command(sources, *more, **rest), stdin=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                env={**self.environment, **(environment or {})}))
            try:
                output, words = process.communicate(timeout=LIMIT)
            except subprocess.TimeoutExpired:
                raise Failure(f"a run did not end within {LIMIT} s") from None
        with contextlib.suppress(ValueError, IndexError):
            return process.returncode, json.loads(output.strip().splitlines()[-1]), words
        return process.returncode, {}, words

    def expect(self, sources, records):
        """The ids that the workspace must have, and the bytes of the smallest record."""
        lines = self.start([f"{self.bin}/logship", "ship", "--to", "-", "--summary", "none", "--allow-rejects",
                            "--quiet", "--state", f"{self.folder}/unused", *sources],
                           stdout=subprocess.PIPE)
        ids, smallest = set(), 1 << 30
        for line in lines.stdout:
            ids.add(re.search(r'"RecordId":"(\w+)"', line)[1])
            smallest = min(smallest, len(line.encode()))
        if lines.wait() or len(ids) != records:
            raise Failure(f"the input has {len(ids)} different records, not {records} (status {lines.returncode})")
        return ids, smallest

    def arrived(self, log_type="AWS_Access_Key_Report"):
        """How often each record arrived at a table."""
        return dict(self.rows.execute(
            "SELECT record_id, count(*) FROM records WHERE log_type = ? GROUP BY record_id", [log_type]))

    def all_arrived(self, expected, counts):
        missing = len(expected - counts.keys())
        self.promise(not missing, f"{missing:,} of {len(expected):,} records never arrived")
        self.promise(counts.keys() <= expected, f"{len(counts.keys() - expected):,} records arrived that nobody sent")


def make(path, form, records, seed):
    """Writes made-up reports to a file; another seed gives other records."""
    made = subprocess.run([f"{ROOT}/scripts/make-reports", "--count", str(records), "--form", form, "--seed",
                           str(seed)], stdout=subprocess.PIPE, check=True).stdout
    with gzip.open(path, "wb", 1) if path.endswith(".gz") else open(path, "wb") as file:
        file.write(made)
    return path
