"""What a town, a district and a city need, from the cost of one answer as measured and what a town does in a year."""
import math

# A simulated year of Lucheng with 14 technicians (decision 17), its registers, and ten screens that stay open.
ORDERS, REPORTS, EVENTS, KILOBYTES_AN_ORDER = 12_030, 13_819, 166_000, 5.0
FACILITIES, SCREENS = 16_581, 10
# The busiest hour beside the mean one, as in docs/scaling.md: 250 heaters where 13 are usual, half of them in three hours.
BUSIEST = 77
YEARS = 3
SECONDS_A_YEAR = 365 * 86_400
PLACES = (("town", 1), ("district × 22", 22), ("city × 300", 300))


def at(points, size):
    """The figure at a size between or beyond what was measured, by the logarithms; whether it lies beyond.

    Beyond the last one it goes on as between the last two, but never less.
    """
    points = sorted((max(1, one), number) for one, number in points)
    beyond = size > points[-1][0]
    if size <= points[0][0]:
        return points[0][1], False
    for (low, first), (high, last) in zip(points, points[1:]):
        if size <= high:
            break
    if first <= 0 or last <= 0:
        return last, beyond
    slope = math.log(last / first) / math.log(high / low)
    if beyond:
        return last * (size / high) ** max(0.0, slope), True
    return first * (size / low) ** slope, False


def told(number):
    """Two digits that count."""
    if number == 0:
        return "0"
    digits = max(0, 1 - math.floor(math.log10(abs(number))))
    return f"{number:,.{min(digits, 6)}f}"


def figure(points, size, unit=""):
    number, beyond = at(points, size)
    return ("~" if beyond else "") + told(number) + unit


class Measured:
    """The curves that the table reads."""

    def __init__(self, measured):
        self.history = measured["history"]["figures"]
        self.connections = measured["connections"]["figures"]
        self.listeners = measured["listeners"]["figures"]
        self.facilities = measured["facilities"]["figures"]

    def answer(self, work):
        return [(row["orders"], row["http"][work]["16"]["cpu_us"]) for row in self.history]

    def panel(self, target):
        return [(row["orders"], one["cpu_ms"]) for row in self.history for one in row["dashboard"]["panels"]
                if one["panel"] == target]

    def start(self, what):
        return [(row["orders"], row["start"][what]) for row in self.history]

    def listener(self, what):
        return [(one["listeners"], one[what] / (one["listeners"] if what == "ms" else 1)) for one in self.listeners]

    def search(self, kind):
        return [(row["facilities"], row["kinds"][kind]["cpu_ms"]) for row in self.facilities]


def busiest_hour(curves, times):
    """Shares of one processor: changes, screens, what is told."""
    behind = YEARS * ORDERS * times
    # Few changes share a commit: each costs what it does alone.
    create, note = (curves.connections[work]["1"]["cpu_us"] / 1e6 for work in ("create", "update"))
    listed, board = (at(curves.answer(work), behind)[0] / 1e6 for work in ("list of 50", "dashboard"))
    changes = times * (REPORTS * create + (EVENTS - REPORTS) * note) * BUSIEST / SECONDS_A_YEAR
    screens = times * SCREENS * (listed + board) / 60
    events = times * EVENTS * BUSIEST / SECONDS_A_YEAR
    # By the clock, with the listeners on the same processors; of a few most is the way of one change, not of a listener.
    each = curves.listener("ms")[-1][1] / 1e3
    return changes, screens, events * SCREENS * each


def rows(curves):
    shares = [busiest_hour(curves, times) for _, times in PLACES]
    behind = [YEARS * ORDERS * times for _, times in PLACES]

    def each(make):
        return [make(times) for _, times in PLACES]

    return [
        ["orders; reports a year", *each(lambda t: f"{t * ORDERS:,}; {t * REPORTS:,}"), "decision 17"],
        ["changes a second, mean; busiest hour",
         *each(lambda t: f"{told(t * EVENTS / SECONDS_A_YEAR)}; {told(t * EVENTS * BUSIEST / SECONDS_A_YEAR)}"),
         f"{EVENTS:,} events a year, × {BUSIEST}"],
        ["processor for changes, busiest hour", *(f"{told(100 * one[0])} %" for one in shares), "create and note of 1 connection, Connections"],
        [f"… for {SCREENS} screens a town, a list of 50 and the dashboard each minute", *(f"{told(100 * one[1])} %" for one in shares),
         "list and dashboard, History"],
        ["… for telling every change to the screens of its town", *(f"{told(100 * one[2])} %" for one in shares),
         "the most listeners, Connections"],
        ["**together, of one processor**", *(f"**{told(100 * sum(one))} %**" for one in shares), ""],
        [f"orders behind it after {YEARS} years", *(f"{one:,}" for one in behind), ""],
        ["GB of rows by then, without pictures", *(told(one * KILOBYTES_AN_ORDER / 1e6) for one in behind),
         f"{KILOBYTES_AN_ORDER:g} kB an order, decision 17"],
        ["dashboard then, ms of processor", *(figure(curves.panel("/api/v1/dashboard"), one) for one in behind), "panels"],
        ["list of 50 then, µs of processor", *(figure(curves.answer("list of 50"), one) for one in behind), "History"],
        ["start to first answer then, ms", *(figure(curves.start("history_ms"), one) for one in behind), "History"],
        ["facilities; two Chinese characters among them, ms of processor",
         *each(lambda t: f"{t * FACILITIES:,}; {figure(curves.search('two Chinese characters'), t * FACILITIES)}"), "Facilities"],
        ["memory for the screens, MiB", *each(lambda t: told(t * SCREENS * at(curves.listener("bytes_each"), t * SCREENS)[0] / 2**20)),
         "listeners"],
    ]


def text(measured):
    curves = Measured(measured)
    last = curves.history[-1]
    copied = (last["dashboard"]["file_bytes"] - curves.history[0]["dashboard"]["file_bytes"]) / max(1, last["orders"])
    city = 100 * sum(busiest_hour(curves, 300))
    lines = ["| | " + " | ".join(name for name, _ in PLACES) + " | from |", "|---|" + "---|" * (len(PLACES) + 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows(curves)]
    return f"""## What a district and a city would need

Reckoned from the tables above, as if one program held the whole place; nobody has run a city with it. A figure between two sizes follows the line
between them in the plot; one with ~ lies beyond what was measured and goes on as between the last two sizes. An order copied for the history above
takes {copied / 1e3:.1f} kB, one lived through with all its events {KILOBYTES_AN_ORDER:g}: the larger one is reckoned with.

""" + "\n".join(lines) + f"""

So the requests of a city's busiest hour take {told(city)} % of one processor of this machine (it was busy, which makes the figure larger). What
asks for more machines is not this but what is kept, who looks and how far a fault reaches: [scaling.md](scaling.md) has the steps, with PostgreSQL,
a schema for each town and a database for each district. What does not grow like that is the plan: it is made for all crews of one program at
once and was never tried with a city's 6,600 technicians; a city has one program for each town.
"""
