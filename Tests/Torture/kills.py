"""Runs killed at random moments, with a workspace that answers and with one that fails."""

import json
import os
import random
import subprocess
import sys

from scene import IN_FLIGHT, ROOT, Failure, make

FAULTS = "429,500,503,reset,reset=mid-body,stall,stall=mid-body,lost-200"


def kill_runs(scene, options, source, environment, more, expected, kills, batch_bytes, smallest):
    """Kills runs at random moments, then lets runs end, and counts what arrived how often."""
    pick, more = random.Random(options.seed), ("--batch-max-bytes", str(batch_bytes), *more)
    seen, last, repeats, worst, killed, statuses = set(), 0, 0, 0, 0, []
    # Runs may live for up to this many seconds, which is mended as they go so that the work lasts for all kills.
    window = 0.5

    def look():
        nonlocal last, repeats
        before = repeats
        for last, record in scene.rows.execute("SELECT id, record_id FROM records WHERE id > ? ORDER BY id", [last]):
            repeats += record in seen
            seen.add(record)
        return repeats - before

    def explained():
        """What the kills so far may have repeated, what they may have by the size of batches, and what was lost in 200s."""
        most, lost = scene.rows.execute(
            "SELECT coalesce(max(records), 0), coalesce(sum(records) FILTER (WHERE fault = 'lost-200'), 0) "
            "FROM requests").fetchone()
        return killed * IN_FLIGHT * most, most, lost

    def check_repeats():
        measured, _, lost = explained()
        scene.promise(repeats <= measured + lost,
                      f"{repeats:,} repeats after {killed} kills, which explain {measured:,}, and lost 200s {lost:,}")

    for number in range(kills):
        with scene.running(scene.command([source], *more), env={**scene.environment, **environment},
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as run:
            try:
                run.wait(pick.uniform(0, window))
                statuses.append(run.returncode)
                scene.promise(run.returncode in (0, 75), f"a run ended with {run.returncode}: {run.stderr.read()}")
            except subprocess.TimeoutExpired:
                run.kill()
                killed += 1
        worst = max(worst, look())
        check_repeats()
        planned = len(expected) * 0.9 * (number + 1) / kills
        window = min(60, max(0.05, window * (0.9 if len(seen) > planned else 1.15)))
    at_kills = len(seen)
    for after in range(1, 9):
        status, _, words = scene.ship([source], *more, environment=environment)
        worst = max(worst, look())
        if status != 75:
            break
    scene.promise(status == 0, f"the last run ended with {status}: {words}")
    scene.all_arrived(expected, dict.fromkeys(seen, 1))
    measured, most, lost = explained()
    bound = killed * IN_FLIGHT * (batch_bytes // smallest)
    scene.say(f"{killed} runs killed over {len(expected):,} records, of which {at_kills:,} had arrived at the last "
              f"kill; {len(statuses)} ended before their kill; then {after} to the end")
    scene.say(f"repeats: {repeats:,} ({worst:,} in one run at most); in flight at the kills: {measured:,} at most "
              f"({most} records a batch; {bound:,} by bytes); in lost 200s: {lost:,}")
    check_repeats()
    status, _, _ = scene.ship([source], *more, environment=environment)
    stored, = scene.rows.execute("SELECT coalesce(max(id), 0) FROM records").fetchone()
    scene.promise(status == 0 and stored == last,
                  f"one more run ended with {status} and sent {stored - last:,} records that the ledger knows")


def kill_case(scene, options, faults=(), more=(), s3=False):
    objects, records, kills, batch_bytes = (10, 5000, 20, 40_000) if options.short else (20, 50_000, 300, 100_000)
    source, environment = f"{scene.folder}/buckets/audit/keys", {}
    os.makedirs(source)
    forms = [("ndjson", "ndjson"), ("csv", "csv"), ("array", "json"), ("ndjson", "ndjson.gz")]
    for number in range(objects):
        form, ending = forms[number % len(forms)]
        make(f"{source}/{number:02d}.{ending}", form, records, number + 1)
    expected, smallest = scene.expect([source], objects * records)
    if s3:
        server = scene.stack.enter_context(scene.running(
            [sys.executable, f"{ROOT}/Tests/Support/servers/rclone-server.py", f"{scene.folder}/buckets", "AKIATORTURE",
             "torture/secret"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**scene.environment, "LOGSHIP_TEST_RCLONE": options.rclone}))
        # It ends, and its rclone with it, once its input does.
        scene.stack.callback(lambda: (server.stdin.close(), server.wait(30)))
        environment = {"AWS_ACCESS_KEY_ID": "AKIATORTURE", "AWS_SECRET_ACCESS_KEY": "torture/secret",
                       "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{json.loads(server.stdout.readline())['port']}"}
        source = "s3://audit/keys/"
    scene.open_workspace(*faults)
    kill_runs(scene, options, source, environment, more, expected, kills, batch_bytes, smallest)


def kill_s3_case(scene, options):
    if not options.rclone:
        raise Failure("there is no rclone in PATH, and LOGSHIP_TEST_RCLONE names none")
    kill_case(scene, options, s3=True)


def faults_case(scene, options):
    # Long enough for every batch, so that no more answers are lost than the faults lose.
    kill_case(scene, options, faults=("--fault-rate", f"rate=0.3 seed={options.seed}: {FAULTS}"),
              more=("--timeouts-stall", "1500ms"))
    met = scene.rows.execute("SELECT fault, count(*) FROM requests WHERE fault IS NOT NULL GROUP BY 1").fetchall()
    total, = scene.rows.execute("SELECT count(*) FROM requests").fetchone()
    scene.say(f"faults in {sum(n for _, n in met):,} of {total:,} requests: "
              + ", ".join(f"{fault} {number}" for fault, number in met))
