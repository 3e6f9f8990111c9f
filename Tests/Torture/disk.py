"""A disk that is full from some write on, and kills at some write, wherever logship writes to its state folder."""

import collections
import json
import os
import shutil
import signal
import subprocess
import sys

from scene import IN_FLIGHT, ROOT, Failure, make

RECORDS, REJECT_EVERY = 1000, 50
# The first writes of a run and, since a run ends with some of another kind, the last ones.
FIRST_WRITES, LAST_WRITES = 200, 20
# What a run does when it meets the disk, and how it ends on a good one.
KINDS = {
    "send": ("a file is shipped", (65,)),
    "spool": ("a file meets a workspace that is down", (75,)),
    "pipe": ("standard input meets a workspace that is down", (75,)),
    "drain": ("the spool is sent", (0,)),
}


class Disk:
    """Runs over a state folder whose disk fails, or that are killed, at one of their writes."""

    def __init__(self, scene, kills):
        self.scene, self.kills = scene, kills
        self.input, self.count, self.library = (f"{scene.folder}/{name}" for name in ("in.ndjson", "count", "disk.so"))
        compiler = os.environ.get("CC") or shutil.which("gcc") or shutil.which("clang")
        if not compiler:
            raise Failure("there is no C compiler in PATH, neither gcc nor clang")
        built = subprocess.run(
            [compiler, "-O1", "-fPIC", "-shared", "-o", self.library, f"{ROOT}/Tests/Torture/full-disk.c", "-ldl"],
            text=True, stderr=subprocess.PIPE)
        if built.returncode:
            raise Failure(f"{compiler}: {built.stderr}")
        with open(make(self.input, "ndjson", RECORDS, 1)) as file:
            lines = file.readlines()
        # Rejects are in the state folder too.
        self.rejects = [f"reject-{number}." for number in range(RECORDS // REJECT_EVERY)]
        for number, name in enumerate(self.rejects):
            lines.insert(number * (REJECT_EVERY + 1), json.dumps({"loggedDate": "never", "user": name}) + "\n")
        with open(self.input, "w") as file:
            file.writelines(lines)
        self.expected, _ = scene.expect([self.input], RECORDS)
        scene.open_workspace()

    def run(self, kind, first):
        """Ships with a disk that fails at a write (never for 0), then with a good one.

        Returns the first run's status and how many writes it came to.
        """
        scene, name = self.scene, f"{kind}_{first}"
        state, table = f"{scene.folder}/states/{name}", f"Disk_{name}"
        where = f"{kind}, {'killed at' if self.kills else 'full from'} write {first}" if first else f"{kind}, good disk"
        more = ("--batch-max-bytes", "15000", "--log-type", table)
        down = ("--retry-budget", "300ms"), scene.nowhere
        sources = ["-"] if kind in ("pipe", "drain") else [self.input]
        if kind == "drain":
            status, _, words = scene.ship(sources, *more, *down[0], stdin=self.input, state=state, endpoint=down[1])
            scene.promise(status == 75, f"{where}: a run without the workspace ended with {status}: {words}")
        with open(self.count, "wb") as file:
            file.write(bytes(8))
        faults = {"LD_PRELOAD": self.library, "TORTURE_FOLDER": state, "TORTURE_COUNT": self.count,
                  "TORTURE_FIRST": str(first), **({"TORTURE_KILL": "1"} if self.kills else {})}
        budget, endpoint = down if kind in ("spool", "pipe") else ((), scene.endpoint)
        status, _, words = scene.ship(
            sources, *more, *budget, stdin=self.input if kind == "pipe" else None, state=state, endpoint=endpoint,
            environment=faults)
        with open(self.count, "rb") as file:
            writes = int.from_bytes(file.read(), sys.byteorder)
        # Who pipes has to repeat it where the run did not say that it has all of it.
        repeated = kind == "pipe" and status not in (0, 65, 75)
        after, _, last = scene.ship(sources, *more, stdin=self.input if repeated else None, state=state)
        # Threads do not make the same writes each time, so that a late one may not come.
        met = first and writes >= first
        allowed = KINDS[kind][1] if not met else (-signal.SIGKILL,) if self.kills else (0, 65, 74, 75)
        scene.promise(status in allowed, f"{where}: the run ended with {status}: {words}")
        scene.promise(status != 74 or state in words, f"{where}: nothing names what could not be written: {words}")
        scene.promise(after in (0, 65), f"{where}: the run after it ended with {after}: {last}")
        self.look(where, table, state, status, 0 if not met else None if repeated else IN_FLIGHT + 1)
        return status, writes

    def look(self, where, table, state, status, batches):
        """Looks for what must have arrived or been rejected, and for repeats of more than some batches."""
        scene, counts = self.scene, self.scene.arrived(table)
        missing = len(self.expected - counts.keys())
        scene.promise(not missing, f"{where}: {missing:,} records lost after status {status}")
        most, = scene.rows.execute("SELECT max(records) FROM requests WHERE log_type = ?", [table]).fetchone()
        repeats = sum(counts.values()) - len(counts)
        scene.promise(batches is None or repeats <= batches * (most or 0),
                      f"{where}: {repeats:,} repeats, more than {batches} batches of {most}")
        kept = ""
        for folder, _, names in os.walk(f"{state}/rejects"):
            for name in names:
                with open(f"{folder}/{name}") as file:
                    kept += file.read()
        lost = sum(name not in kept for name in self.rejects)
        scene.promise(not lost, f"{where}: {lost} rejects lost after status {status}")
        shutil.rmtree(state, ignore_errors=True)


def disk_case(scene, options, kills=False):
    disk = Disk(scene, kills)
    for kind, (meaning, _) in KINDS.items():
        _, writes = disk.run(kind, 0)
        scene.promise(writes, f"{kind}: a run writes nothing to the state folder")
        points = [write for write in range(1, writes + 1) if write <= FIRST_WRITES or write > writes - LAST_WRITES]
        if options.short and points:
            # As many of each kind, evenly among all.
            steps = 3 if kills else 6
            points = sorted({points[round(step * (len(points) - 1) / steps)] for step in range(steps + 1)})
        ends = collections.Counter(disk.run(kind, first)[0] for first in points)
        scene.say(
            f"{meaning}: {writes} writes to the state folder; {'killed at' if kills else 'full from'} {len(points)} of "
            "them: " + ", ".join(f"{ends[status]} ended with {status}" for status in sorted(ends)))


def crash_case(scene, options):
    disk_case(scene, options, kills=True)
