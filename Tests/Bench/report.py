"""What the runs of a case come to, and how it is shown."""

import json
import os
import platform
import re
import statistics

MEASURES = ("wall", "cpu", "peakMB")


def medians(runs):
    return {name: statistics.median(run[name] for run in runs) for name in MEASURES}


def ratios(ours, reference, name):
    """Pair by pair, since a busy machine slows both of a pair; lowest, median and highest."""
    each = sorted(a[name] / b[name] for a, b in zip(ours, reference) if b[name] > 0)
    return (each[0], statistics.median(each), each[-1]) if each else None


def summary(name, setup, ours, reference, others):
    """The figures of a case, as they are kept in a file."""
    result = {"case": name, "runs": len(ours), "bytes": setup.size, "records": setup.records, **medians(ours)}
    # The highest, since the memory of a machine has to be enough for every run.
    result["peakMB"] = max(run["peakMB"] for run in ours)
    wall = ratios(ours, reference, "wall")
    result |= {"reference": {"what": setup.against, **medians(reference)}, "ratio": wall[1],
               "ratioSpread": [wall[0], wall[2]]}
    measured = {"wall": (wall[1], f"x the wall time of {setup.against}"), "peakMB": (result["peakMB"], "MB peak")}
    if cpu := ratios(ours, reference, "cpu"):
        result |= {"cpuRatio": cpu[1], "cpuRatioSpread": [cpu[0], cpu[2]]}
        measured["cpu"] = (cpu[1], f"x the CPU time of {setup.against}")
    measured["peak"] = (ratios(ours, reference, "peakMB")[1], f"x the peak of {setup.against}")
    result["checks"] = [
        {"of": of, "value": measured[of][0], "limit": limit, "words": measured[of][1],
         "met": measured[of][0] <= limit} for of, limit in setup.limits.items() if of in measured]
    result["others"] = {other: medians(runs) for other, runs in others.items()}
    return result


def rate(amount, seconds, form):
    return format(amount / seconds, form) if amount else "-"


def line(name, result, measured, ratio="-", spread="-", target="-", met="-"):
    return [
        name, f"{result['bytes'] / 1e6:,.1f}" if result["bytes"] else "-",
        f"{result['records']:,}" if result["records"] else "-", f"{measured['wall']:.3f}", f"{measured['cpu']:.3f}",
        f"{measured['peakMB']:.0f}", rate(result["bytes"] / 1e6, measured["wall"], ",.0f"),
        rate(result["records"], measured["wall"], ",.0f"), ratio, spread, target, met]


def show(results):
    head = ["case", "MB", "records", "wall s", "CPU s", "peak MB", "MB/s", "records/s", "ratio", "spread", "target",
            "met"]
    rows = [head]
    for result in results:
        low, high = result["ratioSpread"]
        limits = {check["of"]: f"{check['limit']:.2f}" for check in result["checks"]}
        target = limits.get("wall") or f"peak {limits['peak']}"
        rows.append(line(
            result["case"], result, result, f"{result['ratio']:.2f}", f"{low:.2f} to {high:.2f}",
            target, "yes" if all(check["met"] for check in result["checks"]) else "no"))
        rows.append(line(f"  {result['reference']['what']}", result | {"bytes": 0, "records": 0}, result["reference"]))
        rows += [line(f"  {other}", result, measured) for other, measured in result["others"].items()]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        print("  ".join([row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]))
    print()
    for result in results:
        for check in result["checks"]:
            print(f"{'met   ' if check['met'] else 'MISSED'}  {result['case']}: {check['value']:.2f} {check['words']}, "
                  f"at most {check['limit']:g}")


def compare(results, path):
    with open(path) as file:
        before = {result["case"]: result for result in json.load(file)["results"]}
    for result in results:
        old = before.get(result["case"])
        if old is None or old["records"] != result["records"]:
            print(f"{result['case']}: nothing to compare with in {path}")
            continue
        changes = [f"{name} {result[name] / old[name]:.2f} x" for name in ("wall", "cpu", "peakMB", "ratio", "cpuRatio")
                   if result.get(name) and old.get(name)]
        print(f"{result['case']} against {path}: {', '.join(changes)}")


def machine():
    """What the figures were measured on."""
    def find(path, pattern):
        with open(path) as file:
            found = re.search(pattern, file.read(), re.MULTILINE)
        return found[1].strip() if found else "unknown"

    return {"processor": find("/proc/cpuinfo", r"^model name\s*:(.*)$"), "cores": len(os.sched_getaffinity(0)),
            "memoryGB": round(int(find("/proc/meminfo", r"^MemTotal:\s*(\d+)")) * 1024 / 1e9, 1),
            "kernel": platform.release(), "load": os.getloadavg()[0]}


def machine_words(told):
    return (f"{told['processor']}, {told['cores']} cores, {told['memoryGB']} GB, Linux {told['kernel']}, "
            f"load {told['load']:.1f} at the start")
