"""Packs files as logship packs bodies, and does nothing else: gzip by zlib at level 1, on two cores.

    compress.py FILE...

Prints how many bytes they came to.
"""

import os
import sys
import zlib

PROCESSES = 2
LEVEL = 1
GZIP = 31


def packed(path):
    with open(path, "rb") as file:
        return len(zlib.compress(file.read(), LEVEL, GZIP))


def main():
    with open("/proc/self/maps") as maps:
        if "/libz.so" not in maps.read():
            sys.exit("this Python has a zlib of its own: run scripts/bench with one that has the system's")
    ends = []
    for number in range(PROCESSES):
        theirs, ours = os.pipe()
        child = os.fork()
        if child == 0:
            os.write(ours, str(sum(packed(path) for path in sys.argv[1 + number::PROCESSES])).encode())
            os._exit(0)
        os.close(ours)
        ends.append((child, theirs))
    total = 0
    for child, end in ends:
        if os.waitpid(child, 0)[1] != 0:
            sys.exit("a process of it failed")
        total += int(os.read(end, 100))
    print(total)


if __name__ == "__main__":
    main()
