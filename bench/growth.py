#!/usr/bin/env python3
# How does cost grow with history, connections and facilities, and what would a district and a city need?
# builds: http dashboard start events search lamplighter
"""Runs the benches over sizes and writes docs/growth.md with its plots.

    bin/bench growth [--seconds S]      seconds of each figure (1)
    bin/bench growth --ten-million      also a history of 10,000,000 orders: an hour and 15 GB
    bin/bench growth --only PART        history, connections, listeners or facilities; the rest stays as it was
    bin/bench growth --draw             measures nothing: page and plots anew from docs/growth/figures.json
    bin/bench growth --to FOLDER        instead of docs
"""
import argparse
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "growth"))
import page  # noqa: E402 (the folder of the parts stands beside this file)

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAMS = ROOT / "build" / "bench" / "bench"
HISTORY = [0, 10_000, 100_000, 1_000_000]
CONNECTIONS = [1, 4, 16, 64, 256]
LISTENERS = [10, 100, 1_000, 9_000]
FACILITIES = [10_000, 100_000, 1_000_000]
TURNS = 3
PARTS = ("history", "connections", "listeners", "facilities")
LONGEST_SECONDS = 3 * 3600


def bench(name, *options, town=None):
    """The last line of a bench, which is JSON; what it says to people goes on to the terminal."""
    command = [str(PROGRAMS / name), *map(str, options)]
    print("\n==", name, *options, flush=True)
    surroundings = {**os.environ, **({"LAMPLIGHTER_BENCH_TOWN": str(town)} if town else {})}
    began = datetime.datetime.now()
    ran = subprocess.run(command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True, check=False,
                         timeout=LONGEST_SECONDS)
    print(ran.stdout, end="", flush=True)
    if ran.returncode != 0:
        sys.exit(f"bin/bench {name} ended with {ran.returncode}; nothing was written")
    lines = ran.stdout.strip().splitlines()
    try:
        figures = json.loads(lines[-1])
    except (IndexError, ValueError):
        sys.exit(f"the last line of bin/bench {name} is no JSON; nothing was written")
    print(f"   {(datetime.datetime.now() - began).total_seconds():.0f} s, load {os.getloadavg()[0]:.1f}", flush=True)
    return figures


def measure_history(seconds, sizes):
    """One town for each size: panels first, then starts, then HTTP, which adds to it."""
    rows = []
    for orders in sizes:
        folder = pathlib.Path(tempfile.mkdtemp(prefix="lamplighter-growth-"))
        try:
            town = folder / "town"
            rows.append({
                "orders": orders,
                "dashboard": bench("dashboard", orders, seconds, town=town),
                "start": bench("start", orders, town=town),
                "http": bench("http", "--history", orders, "--connections", 16, "--seconds", seconds, "--turns", TURNS,
                              town=town),
            })
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return rows


def measure_connections(seconds):
    return bench("http", "--connections", ",".join(map(str, CONNECTIONS)), "--seconds", seconds, "--turns", TURNS)


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def measure(part, options):
    began = datetime.datetime.now(datetime.timezone.utc)
    load = [os.getloadavg()[0]]
    if part == "history":
        figures = measure_history(options.seconds, HISTORY + ([10_000_000] if options.ten_million else []))
    elif part == "connections":
        figures = measure_connections(options.seconds)
    elif part == "listeners":
        figures = [bench("events", count) for count in LISTENERS]
    else:
        figures = [bench("search", count) for count in FACILITIES]
    load.append(os.getloadavg()[0])
    took = (datetime.datetime.now(datetime.timezone.utc) - began).total_seconds()
    return {"figures": figures, "date": began.strftime("%Y-%m-%d %H:%M UTC"), "minutes": round(took / 60, 1),
            "load": [round(one, 1) for one in load], "seconds": options.seconds, "processor": processor(),
            "cores": os.cpu_count()}


def main():
    reader = argparse.ArgumentParser(prog="bin/bench growth", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--seconds", type=float, default=1.0)
    reader.add_argument("--ten-million", action="store_true")
    reader.add_argument("--only", choices=PARTS)
    reader.add_argument("--draw", action="store_true")
    reader.add_argument("--to", type=pathlib.Path, default=ROOT / "docs")
    options = reader.parse_args()
    if not 0.1 <= options.seconds <= 600:
        reader.error("--seconds: between 0.1 and 600")
    kept = options.to / "growth" / "figures.json"
    kept.parent.mkdir(parents=True, exist_ok=True)
    measured = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    for part in () if options.draw else (options.only,) if options.only else PARTS:
        measured[part] = measure(part, options)
        # What was measured stays even if what comes after fails.
        kept.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if missing := [part for part in PARTS if part not in measured]:
        sys.exit(f"not measured yet: {', '.join(missing)}; the page needs all: bin/bench growth --only PART")
    page.write(measured, options.to)
    print(f"\nwritten: {options.to / 'growth.md'} and the plots in {options.to / 'growth'}")


if __name__ == "__main__":
    main()
