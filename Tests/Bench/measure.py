"""Runs programs, and takes the time and the memory of those that are measured."""

import os
import subprocess
import time


class Failure(Exception):
    """What went wrong, in words for the user."""


def run(arguments, **options):
    """Runs a program that is not measured, and returns what it printed."""
    done = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        raise Failure(f"{arguments[0]} ended with {done.returncode}:\n{done.stdout[-4000:]}")
    return done.stdout


def environment(**more):
    """What the programs get of ours: no setting of the user's may change what is measured."""
    return {"PATH": os.environ["PATH"], "HOME": "/nonexistent", **more}


def measure(arguments, variables, output, piped=None):
    """Runs a program and returns its wall and CPU seconds and its peak resident size in MB.

    With `piped`, its standard input is what `cat` reads of that file; what `cat` takes is not counted.
    """
    feeder = None
    with open(output, "wb") as file:
        actions = [(os.POSIX_SPAWN_DUP2, file.fileno(), 1)]
        start = time.perf_counter()
        if piped is None:
            actions.append((os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0))
        else:
            feeder = subprocess.Popen(["cat", piped], stdout=subprocess.PIPE)
            actions.append((os.POSIX_SPAWN_DUP2, feeder.stdout.fileno(), 0))
        child = os.posix_spawn(arguments[0], arguments, variables, file_actions=actions)
        if feeder is not None:
            feeder.stdout.close()
        _, status, usage = os.wait4(child, 0)
        wall = time.perf_counter() - start
    if feeder is not None:
        feeder.wait()
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        with open(output, errors="replace") as file:
            raise Failure(f"{' '.join(arguments[:3])} ended with {code}:\n{file.read()[-2000:]}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peakMB": usage.ru_maxrss * 1024 / 1e6}
