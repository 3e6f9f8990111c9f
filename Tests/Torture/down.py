"""Standard input while the workspace is down, and the spool that holds it."""

import contextlib
import os
import random
import subprocess
import time

from scene import IN_FLIGHT, make


def spool_files(scene):
    folder = f"{scene.state}/spool"
    return [entry for entry in os.scandir(folder) if entry.is_file()] if os.path.isdir(folder) else []


def down_case(scene, options):
    records, kills = (50_000, 6) if options.short else (1_000_000, 30)
    more = ("--batch-max-bytes", str(max(200_000, 4 * records)))
    for cut in (False, True):
        scene.state = f"{scene.folder}/state-{cut}"
        log_type = f"Down_{cut}"
        given = make(f"{scene.folder}/input-{cut}", "ndjson", records, 1 + cut)
        expected, _ = scene.expect([given], records)
        began = time.monotonic()
        status, _, words = scene.ship(["-"], *more, "--log-type", log_type, "--retry-budget", "1s", stdin=given,
                                      endpoint=scene.nowhere)
        scene.promise(status == 75, f"a run without the workspace ended with {status}, not 75: {words}")
        spooled = [entry.stat() for entry in spool_files(scene)]
        scene.say(
            f"{records:,} records from standard input in {time.monotonic() - began:.1f} s while the workspace is down: "
            f"status {status}, {len(spooled)} files of {sum(s.st_size for s in spooled):,} bytes in the spool")
        scene.promise(all(s.st_mode & 0o777 == 0o600 for s in spooled), "a file of the spool is not of mode 0600")
        if not cut:
            scene.open_workspace()
        pick, killed = random.Random(options.seed), 0
        for _ in range(kills if cut else 0):
            with scene.running(scene.command(["-"], *more, "--log-type", log_type), stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL) as run:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    # So long that the spool lasts for most of the kills.
                    run.wait(pick.uniform(0, 0.15 + 2 * took / kills))
                killed += run.poll() is None
        before = len(scene.arrived(log_type))
        # Something new to read, so that the order shows.
        fresh = make(f"{scene.folder}/fresh-{cut}.ndjson", "ndjson", 10, 3 + cut)
        new, _ = scene.expect([fresh], 10)
        began = time.monotonic()
        status, _, words = scene.ship([fresh], *more, "--log-type", log_type)
        took = time.monotonic() - began
        scene.promise(status == 0, f"the next run ended with {status}: {words}")
        counts = scene.arrived(log_type)
        scene.all_arrived(expected | new, counts)
        most, = scene.rows.execute("SELECT max(records) FROM requests WHERE log_type = ?", [log_type]).fetchone()
        repeats, bound = sum(counts.values()) - len(counts), killed * (IN_FLIGHT + 1) * (most or 0)
        scene.say((f"{killed} runs killed after which {before:,} had arrived; " if cut else "")
                  + f"the next run took {took:.1f} s and left {len(expected - counts.keys()):,} behind; repeats: "
                  f"{repeats:,} of at most {bound:,}")
        scene.promise(repeats <= bound, f"{repeats:,} repeats are more than the kills explain")
        # The last batches of the spool may be in flight together with the first one of what is new.
        tail = {record for record, in scene.rows.execute(
            "SELECT record_id FROM records WHERE log_type = ? ORDER BY id DESC LIMIT ?",
            [log_type, (most or 0) * IN_FLIGHT])}
        scene.promise(new <= tail, "the spool was not sent before what is new")
        left = len(spool_files(scene))
        scene.promise(not left, f"{left} files stay in the spool")
