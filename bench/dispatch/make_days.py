#!/usr/bin/env python3
"""Makes days of the same kind as the fixed ones, for tuning on some and judging on others.

    make_days.py FOLDER COUNT SEED [ORDERS CREWS]

The same seed gives the same days. What was counted in the twenty fixed days of 220 orders and is drawn here: crews with three
of eight skills anywhere on a square of 30 km; one order in ten is danger, three in ten are of priority 2; all danger orders and
65 in 100 of the others come in the first 30,000 s, the rest stands at the beginning; durations are log-normal around 40 minutes,
what they really take lies a quarter around the estimate, drives take 0.9 to 1.3 of what is planned.
"""
import json
import math
import pathlib
import random
import sys

LIMIT = {1: 3600, 2: 14400, 3: 28800}
SHIFT_END, SIDE, LAST_CALL, SKILLS = 36000, 30000, 30000, 8


def order(number, chance):
    priority = chance.choices([1, 2, 3], [0.1, 0.3, 0.6])[0]
    created = chance.randrange(LAST_CALL)
    if priority > 1 and chance.random() < 0.35:
        created = 0
    due = created + LIMIT[priority]
    estimate = int(min(10800, max(600, math.exp(chance.gauss(math.log(2400), 0.47)))))
    return {
        "id": number,
        "x": chance.randrange(SIDE),
        "y": chance.randrange(SIDE),
        "priority": priority,
        "created": created,
        "due": min(due, SHIFT_END) if priority == 3 else due,
        "skill": chance.randrange(SKILLS),
        "estimate": estimate,
        "actual": max(300, int(estimate * math.exp(chance.gauss(-0.03125, 0.25)))),
        "travel_factor": round(chance.uniform(0.9, 1.3), 4),
    }


def crew(number, chance):
    place = {"id": number, "x": chance.randrange(SIDE), "y": chance.randrange(SIDE)}
    return {**place, "skills": sorted(chance.sample(range(SKILLS), 3))}


def day(seed, orders, crews):
    chance = random.Random(seed)
    return {
        "shift_end": SHIFT_END,
        "detour": 1.3,
        "speed_mps": 10,
        "weights": {"1": 100, "2": 10, "3": 1},
        "crews": [crew(i, chance) for i in range(crews)],
        "orders": [order(i, chance) for i in range(orders)],
    }


def main():
    if len(sys.argv) not in (4, 6):
        sys.exit(__doc__)
    folder, count, seed = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    orders, crews = (int(sys.argv[4]), int(sys.argv[5])) if len(sys.argv) == 6 else (220, 20)
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        one = day(seed * 100003 + number, orders, crews)
        (folder / f"day_{orders}_{crews}_{100 + number}.json").write_text(json.dumps(one))


main()
