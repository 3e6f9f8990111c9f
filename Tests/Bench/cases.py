"""The cases of scripts/bench: what each runs, against which reference, and what it has to reach.

A case gets the bench and returns a `Setup`. Ratios are those of the wall time to the reference's in the same pair.
"""

import dataclasses
import os
import shutil
import subprocess
from collections.abc import Callable

import program
import script
import trail
from accounts import Accounts
from bench import say
from ingestion import Ingestion
from measure import environment, measure, run
from storage import Storage

RECORD_BYTES = 246


@dataclasses.dataclass
class Setup:
    """Two things to run in turn, and the limits of what they may differ in."""

    ours: Callable[[], dict]
    reference: Callable[[], dict] | None
    against: str
    size: int = 0
    records: int = 0
    # wall, cpu and peak to the reference's; peakMB by itself.
    limits: dict = dataclasses.field(default_factory=dict)
    # Where one run is so short that more of them are needed.
    runs: int = 0
    others: dict = dataclasses.field(default_factory=dict)


def ours(bench, form, records):
    """A Setup's half: logship over a file of that form."""
    source = bench.input(form, records)
    return source, lambda: bench.ship(source, records)


def against_ndjson(bench, form, limit, **more):
    records = bench.options.records
    source, run_ours = ours(bench, form, records)
    limits = {"wall": limit, "peakMB": 80}
    return Setup(run_ours, ours(bench, "ndjson", records)[1], "logship, NDJSON", os.path.getsize(source), records,
                 limits, **more)


def ndjson(bench):
    records = bench.options.records
    source, run_ours = ours(bench, "ndjson", records)
    bodies = bench.bodies(source)
    # Once unmeasured, so that no measured run pays for reading programs and inputs from disk.
    bench.post(bodies)
    run_ours()
    others = {}
    if "python" in bench.options.others:
        others["python"] = script.runner(bench, source, records)
    for command in bench.options.commands:
        name, words = command.split("=", 1)
        others[name] = program.runner(bench, source, words)
    return Setup(run_ours, lambda: bench.post(bodies), "curl, the same bodies", os.path.getsize(source), records,
                 {"wall": 1.5, "cpu": 2.2, "peakMB": 80}, others=others)


def ndjson_10m(bench):
    records = bench.options.records
    source, run_ours = ours(bench, "ndjson", records * 10)
    return Setup(run_ours, ours(bench, "ndjson", records)[1], "logship, a tenth of it", os.path.getsize(source),
                 records * 10, {"peak": 1.1})


def array(bench):
    return against_ndjson(bench, "array", 1.15)


def lines(bench):
    return against_ndjson(bench, "pretty", 1.4)


def csv(bench):
    return against_ndjson(bench, "csv", 1.3)


def gzip(bench):
    records = bench.options.records
    plain = bench.input("ndjson", records)
    packed = f"{plain}.gz"
    if not os.path.exists(packed):
        with open(packed, "wb") as file:
            subprocess.run(["gzip", "-6", "-c", plain], stdout=file, check=True)

    def slower():
        unpack = measure([shutil.which("gzip"), "-dc", packed], environment(), "/dev/null")
        return max(unpack, bench.ship(plain, records), key=lambda sample: sample["wall"])

    return Setup(lambda: bench.ship(packed, records), slower, "gzip -dc or NDJSON, the slower",
                 os.path.getsize(packed), records, {"wall": 1.3, "peakMB": 80})


def stdin(bench):
    records = bench.options.records
    source, run_file = ours(bench, "ndjson", records)
    return Setup(lambda: bench.ship("-", records, piped=source), run_file, "logship, the file",
                 os.path.getsize(source), records, {"wall": 1.1, "peakMB": 80})


def ingestion(bench):
    rule, records = Ingestion(bench), bench.options.records
    source = bench.input("ndjson", records)
    bodies = rule.bodies(source)

    def run_ours():
        return rule.ship(source, records, "--no-destination-logs-ingestion-gzip")

    # Once unmeasured, as in the ndjson case.
    rule.post(bodies)
    run_ours()
    return Setup(run_ours, lambda: rule.post(bodies), "curl, the same bodies", os.path.getsize(source), records,
                 {"wall": 2.0, "peakMB": 80})


def ingestion_gzip(bench):
    rule, records = Ingestion(bench), bench.options.records
    source = bench.input("ndjson", records)
    bodies = rule.packed_bodies(source, rule.ship(source, records))
    rule.compress(bodies)
    return Setup(lambda: rule.ship(source, records), lambda: rule.compress(bodies), "zlib alone on two cores",
                 os.path.getsize(source), records, {"wall": 1.3, "peakMB": 80})


def s3_small(bench):
    storage = Storage(bench)
    records = bench.options.objects * 20_000 // RECORD_BYTES
    folder = f"{storage.folder}/small/keys"
    os.makedirs(folder)
    source = bench.input("ndjson", records)
    run(["split", "-C", "20000", "-a", "6", "-d", "--additional-suffix=.ndjson", source, f"{folder}/"])
    size = os.path.getsize(source)
    os.unlink(source)
    bench.stack.enter_context(storage.served())
    return Setup(lambda: storage.ship("s3://small/keys/", records), lambda: storage.copy("small/keys"),
                 "rclone copy --transfers 16", size, records, {"wall": 1.2, "peakMB": 100})


def s3_large(bench):
    storage = Storage(bench)
    records = bench.options.large_mb * 1_000_000 // RECORD_BYTES
    folder = f"{storage.folder}/large/keys"
    os.makedirs(folder)
    source = f"{folder}/keys.ndjson"
    os.rename(bench.input("ndjson", records), source)
    bench.stack.enter_context(storage.served())
    return Setup(lambda: storage.ship("s3://large/keys/", records), lambda: storage.copy("large/keys"),
                 "rclone copy --transfers 16", os.path.getsize(source), records, {"wall": 1.2, "peakMB": 100})


def trail_set(bench):
    """Objects of CloudTrail, 500 MB unpacked, in a folder; and a program that unpacks them, a process a core."""
    folder = f"{bench.folder}/trail"
    os.makedirs(folder)
    say("making 60 objects of CloudTrail")
    paths, size, records = trail.make(folder, 60, 8_400_000)
    return folder, size, records, trail.unpack(paths, f"{bench.folder}/unpack.sh")


def cloudtrail(bench):
    folder, size, records, unpack = trail_set(bench)
    return Setup(lambda: bench.ship(folder, records, "--keys", "all"),
                 lambda: measure([unpack], environment(), f"{bench.folder}/unpack.out"), "gzip -dc, a process a core",
                 size, records, {"wall": 1.5, "peakMB": 80})


def rollup(bench):
    folder, size, records, _ = trail_set(bench)
    return Setup(lambda: bench.ship(folder, None, "--keys", "all", "--rollup", "1h"),
                 lambda: bench.ship(folder, records, "--keys", "all"), "logship, each event", size, records,
                 {"wall": 1.05, "peakMB": 80})


def collect(bench):
    accounts = Accounts(bench, bench.options.users, at_once=8)
    bench.stack.enter_context(accounts.served())
    return Setup(accounts.collect, accounts.loop, "curl, the same calls", records=2 * bench.options.users,
                 limits={"wall": 1.1, "peakMB": 80})


def version(bench):
    def shown(program):
        return lambda: measure([program, "--version"], environment(), "/dev/null")

    return Setup(shown(bench.logship), shown(bench.curl), "curl --version", limits={"wall": 1.5}, runs=40)


def start(bench):
    source = bench.input("ndjson", 100)
    # The second run and those after it are what cron starts: there is a ledger already.
    state = bench.new_state()
    bench.ship(source, 100, state=state)
    return Setup(lambda: bench.ship(source, 100, "--reship", state=state),
                 lambda: measure([bench.logship, "--version"], environment(), "/dev/null"), "logship --version",
                 os.path.getsize(source), 100, {"wall": 3.0}, runs=40)


def idle(bench):
    storage = Storage(bench)
    folder = f"{storage.folder}/idle/keys"
    os.makedirs(folder)
    record = '{{"loggedDate": "2026-11-24", "user": "user{0}", "account_number": "{0:012d}", "Status": "Active"}}\n'
    count = bench.options.idle_objects
    for number in range(count):
        with open(f"{folder}/{number:06d}.ndjson", "w") as file:
            file.write(record.format(number))
    bench.stack.enter_context(storage.served())
    say(f"shipping {count:,} objects once")
    state = bench.new_state()
    storage.ship("s3://idle/keys/", count, state=state)
    tokens = storage.list_pages("idle", "keys/")
    return Setup(lambda: storage.ship("s3://idle/keys/", 0, state=state),
                 lambda: storage.list("idle", "keys/", tokens), "curl, the same listing", limits={"wall": 1.2})


CASES = {"ndjson": ndjson, "array": array, "lines": lines, "csv": csv, "gzip": gzip, "stdin": stdin,
         "ingestion": ingestion, "ingestion-gzip": ingestion_gzip, "s3-small": s3_small, "s3-large": s3_large,
         "cloudtrail": cloudtrail, "rollup": rollup, "collect": collect, "version": version, "start": start,
         "ndjson-10m": ndjson_10m, "idle": idle}
# These take long, or much disk.
ONLY_WHEN_ASKED = ("ndjson-10m", "idle")
