"""Files that grow and are rotated while runs ship them."""

import multiprocessing
import os
import random
import signal
import time

from scene import Failure, make


def append(folder, files, pipe, other_end, seed):
    """Appends what it is told to, in pieces, and leaves half a line at the end where it is told that."""
    # It ends with the pipe, and not before the case does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    other_end.close()
    pick, rest = random.Random(seed), {}
    for command, lines in iter(pipe.recv, None):
        for name, header in files:
            path = f"{folder}/{name}"
            if command == "rotate":
                # Before the run beside it, or at any moment of that.
                time.sleep(pick.uniform(0, 0.15))
                stem, ending = name.split(".", 1)
                os.rename(path, f"{folder}/{stem}-{len(os.listdir(folder))}.{ending}")
            with open(path, "ab", buffering=0) as file:
                if not file.tell():
                    file.write(header)
                text, rest[name] = rest.get(name, b"") + b"".join(lines[name]), b""
                if command == "half":
                    cut = pick.randrange(1, len(lines[name][-1]) + 1)
                    text, rest[name] = text[:-cut], text[-cut:]
                while text:
                    size = pick.randint(1, 4000)
                    file.write(text[:size])
                    text = text[size:]
                    time.sleep(pick.uniform(0, 0.02))
        pipe.send("done")


def grow_case(scene, options):
    runs, lines = (10, 200) if options.short else (50, 400)
    folder = f"{scene.folder}/logs"
    os.mkdir(folder)
    inputs, headers = {}, {"app.ndjson": b"", "keys.csv": None}
    for seed, (name, form) in enumerate((("app.ndjson", "ndjson"), ("keys.csv", "csv")), 1):
        with open(make(f"{scene.folder}/{name}", form, runs * lines, seed), "rb") as file:
            inputs[name] = file.readlines()
    headers["keys.csv"] = inputs["keys.csv"].pop(0)
    expected, _ = scene.expect([f"{scene.folder}/{name}" for name in inputs], 2 * runs * lines)
    scene.open_workspace()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    files = list(headers.items())
    writer = context.Process(target=append, args=(folder, files, theirs, ours, options.seed), daemon=True)
    writer.start()
    scene.stack.callback(lambda: (writer.kill(), writer.join()))
    rotations, unended, whole = 0, 0, 2 * runs * lines
    for number in range(runs):
        part = {name: made[number * lines:(number + 1) * lines] for name, made in inputs.items()}
        # A line that was begun is ended before its file is rotated.
        ends = number == runs - 1 or number % 4 == 2
        command = "rotate" if number % 4 == 3 else "whole" if ends else "half"
        rotations += command == "rotate"
        unended += command == "half"
        ours.send((command, part))
        if number == 0:
            # There is nothing to ship before.
            while len(os.listdir(folder)) < 2 and writer.is_alive():
                time.sleep(0.01)
        status, _, words = scene.ship([folder], "--batch-max-bytes", "20000")
        scene.promise(status == 0, f"run {number + 1} ended with {status}: {words}")
        if not ours.poll(60):
            raise Failure("the process that appends does not answer")
        ours.recv()
        if command == "half":
            # One more, over a line that stays unended for the whole run.
            status, _, words = scene.ship([folder], "--batch-max-bytes", "20000")
            scene.promise(status == 0, f"a run over half a line ended with {status}: {words}")
    ours.send(None)
    status, _, words = scene.ship([folder])
    scene.promise(status == 0, f"the last run ended with {status}: {words}")
    counts = scene.arrived()
    scene.all_arrived(expected, counts)
    repeats = sum(counts.values()) - len(counts)
    scene.say(f"{whole:,} lines in {runs} steps, each with a run beside it, {rotations} rotations, and {unended} more "
              f"runs over half a line: {len(counts):,} arrived, {repeats:,} repeats")
    scene.promise(not repeats, f"{repeats:,} lines arrived more than once")
