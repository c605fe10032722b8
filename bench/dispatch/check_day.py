#!/usr/bin/env python3
"""Recomputes what `bin/bench dispatch day --log DIR` reports from the logs and the days alone.

    check_day.py DAYS LOGS [POLICY]

Refuses a log that breaks a rule of the days; prints the means over all days, to be compared with the bench's.
"""
import json
import math
import pathlib
import sys


def check(day, log):
    crews = {crew["id"]: crew for crew in day["crews"]}
    orders = {order["id"]: order for order in day["orders"]}
    where = {crew["id"]: (crew["x"], crew["y"]) for crew in day["crews"]}
    free = {crew["id"]: 0 for crew in day["crews"]}
    published, visits, moved = {}, {}, 0
    for line in log:
        if "publish" in line:
            waiting = {order["id"] for order in day["orders"] if order["created"] <= line["t"]} - set(visits)
            assert waiting == {int(order) for order in line["publish"]}, f"not all waiting orders at {line['t']}"
            for order, crew in line["publish"].items():
                before = published.get(int(order))
                if before is not None and before != crew:
                    moved += 1
                published[int(order)] = crew
            continue
        visit = line["visit"]
        order, crew = orders[visit["order"]], crews[visit["crew"]]
        assert order["id"] not in visits and published.get(order["id"]) == crew["id"], "not published, or twice"
        assert order["skill"] in crew["skills"], "without the skill"
        assert visit["depart"] >= max(free[crew["id"]], order["created"]), "left before it could"
        x, y = where[crew["id"]]
        planned = math.floor(math.hypot(x - order["x"], y - order["y"]) * day["detour"] / day["speed_mps"])
        assert visit["depart"] + planned + order["estimate"] <= day["shift_end"], "beyond the shift"
        travel = math.floor(planned * order["travel_factor"])
        assert visit["start"] == visit["depart"] + travel and visit["end"] == visit["start"] + order["actual"]
        visits[order["id"]] = visit["start"], travel
        where[crew["id"]], free[crew["id"]] = (order["x"], order["y"]), visit["end"]
    late, counted, kept, danger, danger_kept = 0.0, 0, 0, 0, 0
    for order in day["orders"]:
        start = visits.get(order["id"], (None, 0))[0]
        late += day["weights"][str(order["priority"])] * max(0, (start if start is not None else day["shift_end"]) - order["due"]) / 60
        if start is None and order["due"] >= day["shift_end"]:
            continue
        good = start is not None and start <= order["due"]
        counted, kept = counted + 1, kept + good
        if order["priority"] == 1:
            danger, danger_kept = danger + 1, danger_kept + good
    travel = sum(visit[1] for visit in visits.values()) / 60
    return (100 * danger_kept / danger, 100 * kept / counted, late, moved / len(orders), travel / max(1, len(visits)))


def main():
    days, logs = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    policy = sys.argv[3] if len(sys.argv) > 3 else "ours"
    results = []
    for file in sorted(days.glob("day_*.json")):
        log = logs / f"{file.stem}.{policy}.jsonl"
        if log.exists():
            results.append(check(json.loads(file.read_text()), map(json.loads, log.read_text().splitlines())))
    names = "danger_in_time all_in_time weighted_late_minutes reassignments_per_order travel_minutes_per_order".split()
    means = [sum(result[i] for result in results) / len(results) for i in range(len(names))]
    print(json.dumps({"policy": policy, "days": len(results), **{n: round(m, 4) for n, m in zip(names, means)}}))


main()
