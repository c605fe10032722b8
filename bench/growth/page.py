"""docs/growth.md and its plots, from what bench/growth.py measured."""
import needs
import plot

WORKS = {"read": "读一个工单 read an order", "list of 50": "列表 50 条 list of 50", "dashboard": "看板 dashboard",
         "create": "登记 create a report", "update": "加说明 add a note"}
PANELS = {"/api/v1/dashboard": ("看板", "dashboard"), "/api/v1/work-orders?state=active&limit=50": ("在办工单", "active orders"),
          "/api/v1/alerts": ("提醒", "alerts"), "/api/v1/plan/forecast": ("预测", "forecast")}
ASKED = {"whole code": ("完整编号", "whole code"), "end of a code": ("编号末尾", "end of a code"),
         "two Chinese characters": ("两个汉字", "two Chinese characters"), "initials": ("拼音首字母", "pinyin initials"),
         "two words": ("两个词", "two words"), "nothing like it": ("查无此物", "nothing like it")}
HISTORY_AXIS, CONNECTION_AXIS = "已办结工单 closed orders", "连接数 connections"
CPU_AXIS, RATIO_AXIS = "处理器时间，毫秒 processor, ms", "与裸服务器之比 share of the bare rate"


def panel_name(target):
    """Figures by their length and grouping; the others by their table."""
    if target in PANELS:
        return PANELS[target]
    if "/figures" not in target:
        word = target.rsplit("/", 1)[-1]
        return {"rechecks": ("复查", "re-checks"), "requests": ("诉求", "requests")}.get(word, ("", word))
    if "by=" in target:
        by = target.rsplit("=", 1)[-1]
        return {"village": ("全年指标按村", "figures of a year by village"), "day": ("全年指标按日", "figures of a year by day")}[by]
    if "T04:30" in target:
        return ("跨半天的 30 天指标", "30 days cut within a day")
    return ("全年指标", "figures of a year") if "from=2025" in target else ("全月指标", "figures of a month")


def of_panels(history):
    """Panel to points of (orders, its row)."""
    found = {}
    for row in history:
        for one in row["dashboard"]["panels"]:
            found.setdefault(panel_name(one["panel"]), []).append((row["orders"], one))
    return found


def number(value):
    """Two digits that count, and no more."""
    if value == 0:
        return "0"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2g}"


def table(heads, rows):
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def grown(first, last):
    """How many times the last is the first."""
    return f"{last / first:.2g} ×" if first > 0 else "–"


def history_plots(history):
    panels = of_panels(history)
    chosen = [("看板", "dashboard"), ("在办工单", "active orders"), ("预测", "forecast"), ("全月指标", "figures of a month"),
              ("全年指标", "figures of a year"), ("全年指标按日", "figures of a year by day"),
              ("跨半天的 30 天指标", "30 days cut within a day")]
    lines = [(name, [(orders, one["cpu_ms"]) for orders, one in panels[name]], name[1].startswith("30 days"))
             for name in chosen if name in panels]
    ratio = [(tuple(WORKS[work].split(" ", 1)) if work != "list of 50" else ("列表 50 条", "list of 50"),
              [(row["orders"], row["http"][work]["16"]["ratio"]) for row in history], False) for work in WORKS]
    size = [(("数据库文件", "database file"), [(row["orders"], row["dashboard"]["file_bytes"] / 1e6) for row in history], False)]
    start = [(("启动至首次应答", "start to first answer"), [(row["orders"], row["start"]["history_ms"]) for row in history], False),
             (("空库，同一次测量", "empty, in the same run"), [(row["orders"], row["start"]["empty_ms"]) for row in history], True)]
    return {
        "history-panels": plot.draw("每次应答的处理器时间与历史 · processor of an answer by history", HISTORY_AXIS, CPU_AXIS, lines),
        "history-ratio": plot.draw("16 个连接，与裸服务器之比 · share of the bare server, 16 connections", HISTORY_AXIS, RATIO_AXIS,
                                   ratio, logarithmic=False),
        "history-size": plot.draw("数据库大小与历史 · database by history", HISTORY_AXIS, "兆字节 MB", size),
        "history-start": plot.draw("启动与历史 · start by history", HISTORY_AXIS, "毫秒 ms", start, logarithmic=False),
    }


def connection_plots(http, listeners):
    named = {work: ("列表 50 条", "list of 50") if work == "list of 50" else tuple(WORKS[work].split(" ", 1)) for work in WORKS}
    points = {work: [(int(count), one) for count, one in http[work].items()] for work in WORKS}
    ratio = [(named[work], [(count, one["ratio"]) for count, one in points[work]], False) for work in WORKS]
    cost = [(named[work], [(count, one["cpu_us"] / 1e3) for count, one in points[work]], False) for work in WORKS]
    rate = [(named[work], [(count, one["rate"]) for count, one in points[work]], False) for work in WORKS]
    heard = [(("本程序", "Lamplighter"), [(one["listeners"], one["ms"]) for one in listeners], False),
             (("裸服务器", "bare server"), [(one["listeners"], one["bare_ms"]) for one in listeners], True)]
    return {
        "connections-ratio": plot.draw("与裸服务器之比与连接数 · share of the bare rate by connections", CONNECTION_AXIS, RATIO_AXIS,
                                       ratio, logarithmic=False),
        "connections-cost": plot.draw("每次应答的处理器时间与连接数 · processor of an answer by connections", CONNECTION_AXIS,
                                      CPU_AXIS, cost),
        "connections-rate": plot.draw("每秒应答与连接数 · answers a second by connections", CONNECTION_AXIS, "每秒 per second", rate),
        "listeners": plot.draw("一个变化告知所有收听者 · one change told to all listeners", "收听者 listeners", "毫秒 ms", heard),
    }


def facility_plots(facilities):
    lines = [(ASKED[kind], [(row["facilities"], row["kinds"][kind]["cpu_ms"]) for row in facilities], False) for kind in ASKED]
    lines.append((("逐行扫描（基准）", "every row looked at (yardstick)"),
                  [(row["facilities"], row["scan_cpu_ms"]) for row in facilities], True))
    return {"facilities-search": plot.draw("查找设施的处理器时间 · processor of a search by facilities", "设施 facilities", CPU_AXIS,
                                           lines)}


def said(part):
    return (f"{part['date']}, {part['minutes']} minutes, {part['seconds']:g} s for each figure, load of the machine "
            f"{part['load'][0]} before and {part['load'][1]} after")


def sizes(rows, key):
    return [f"{row[key]:,}" for row in rows]


def history_text(part):
    history = part["figures"]
    panels = [[name[1], *(f"{number(one['cpu_ms'])} · {number(one['p99_ms'])}" for _, one in points),
               grown(points[0][1]["cpu_ms"], points[-1][1]["cpu_ms"])] for name, points in of_panels(history).items()]
    works = [[WORKS[work].split(" ", 1)[1] if work != "list of 50" else "list of 50",
              *(f"{row['http'][work]['16']['ratio']:.2f} · {number(row['http'][work]['16']['cpu_us'])} · "
                f"{number(row['http'][work]['16']['bare_cpu_us'])}" for row in history),
              grown(history[0]["http"][work]["16"]["cpu_us"], history[-1]["http"][work]["16"]["cpu_us"])] for work in WORKS]
    rest = [["database, MB", *(number(row["dashboard"]["file_bytes"] / 1e6) for row in history)],
            ["start to first answer, ms (empty in the same run)",
             *(f"{row['start']['history_ms']:.0f} ({row['start']['empty_ms']:.0f})" for row in history)],
            ["memory idle; after 256 connections, MiB",
             *(f"{row['start']['history_idle_mib']:.0f}; {row['start']['history_busy_mib']:.0f}" for row in history)],
            ["counters and figures against a full recount",
             *("equal" if row["dashboard"]["sound"] else "**not equal**" for row in history)]]
    columns = sizes(history, "orders")
    return f"""## History

Closed orders behind the demo town, each with its report, clocks, events and sums. `bin/bench growth --only history`, {said(part)}.

![processor of an answer by history](growth/history-panels.svg)

Processor of the server for one answer · p99 by the clock, ms (`bin/bench dashboard ORDERS`); the last column: how many times the processor of
the first size.

{table(["panel", *columns, "grows"], panels)}

The last one begins and ends within a day: the orders of these two days are counted from the log, and the copies give each day up to 1,440.

![share of the bare server by history](growth/history-ratio.svg)

By 16 connections beside the bare server of the same run (`bin/bench http --history ORDERS --connections 16`): share of its rate · processor of an
answer, ours · bare, µs.

{table(["work", *columns, "ours grows"], works)}

![database by history](growth/history-size.svg)

![start by history](growth/history-start.svg)

{table(["", *columns], rest)}
"""


def connection_text(part, listeners):
    http = part["figures"]
    counts = sorted(next(iter(http.values())), key=int)
    rows = [[WORKS[work].split(" ", 1)[1] if work != "list of 50" else work,
             *(f"{number(http[work][count]['rate'])} · {http[work][count]['ratio']:.2f} · {number(http[work][count]['cpu_us'])} · "
               f"{number(http[work][count]['bare_cpu_us'])}" for count in counts)] for work in WORKS]
    failed = sum(one["failures"] for work in http.values() for one in work.values())
    memory = http[list(http)[-1]]
    heard = [[f"{one['listeners']:,}", f"{one['ms']:.1f} · {one['bare_ms']:.1f}", f"{one['ratio']:.2f}",
              number(one["ms"] * 1e3 / one["listeners"]), number(one["bytes_each"])] for one in listeners["figures"]]
    return f"""## Connections

The demo town and 400 orders more. `bin/bench growth --only connections`, {said(part)}. {failed} answers failed.

![share of the bare rate by connections](growth/connections-ratio.svg)

![processor of an answer by connections](growth/connections-cost.svg)

![answers a second by connections](growth/connections-rate.svg)

Answers a second · share of the bare server's rate · processor of an answer, ours · bare, µs:

{table(["work", *counts], rows)}

Memory of the program at the end of each, MiB: {", ".join(f"{count}: {number(memory[count]['memory_mib'])}" for count in counts)}.

Who only listens (`bin/bench growth --only listeners`, {said(listeners)}):

![one change told to all listeners](growth/listeners.svg)

{table(["listeners", "all have heard, ours · bare, ms", "ratio", "µs each", "bytes each"], heard)}
"""


def facility_text(part):
    rows = part["figures"]
    lines = [[kind, *(f"{number(row['kinds'][kind]['cpu_ms'])} · {number(row['kinds'][kind]['p99_ms'])}" for row in rows),
              grown(rows[0]["kinds"][kind]["cpu_ms"], rows[-1]["kinds"][kind]["cpu_ms"])] for kind in ASKED]
    lines.append(["every row looked at (yardstick)", *(number(row["scan_cpu_ms"]) for row in rows),
                  grown(rows[0]["scan_cpu_ms"], rows[-1]["scan_cpu_ms"])])
    return f"""## Facilities

`bin/bench growth --only facilities`, {said(part)}.

![processor of a search by facilities](growth/facilities-search.svg)

Processor of a search · p99 by the clock, ms. The yardstick looks at every row of the same file for two Chinese characters.

{table(["asked", *sizes(rows, "facilities"), "grows"], lines)}
"""


def write(measured, folder):
    for part in (history_plots(measured["history"]["figures"]),
                 connection_plots(measured["connections"]["figures"], measured["listeners"]["figures"]),
                 facility_plots(measured["facilities"]["figures"])):
        for name, svg in part.items():
            (folder / "growth" / f"{name}.svg").write_text(svg, encoding="utf-8")
    machine = measured["history"]
    text = f"""# How cost grows

<!-- Written by `bin/bench growth`; change bench/growth/page.py, not this page. -->
Made by `bin/bench growth` from what it measured ([figures.json](growth/figures.json)), on {machine['cores']} cores of {machine['processor']},
client and server on the same ones, shared with other work: the load stands beside each part. So read the processor's time and the shares of the
bare server of the same run; the clock's p99 belongs to that machine and that load. What each yardstick is: [performance.md](performance.md).

{history_text(measured["history"])}
{connection_text(measured["connections"], measured["listeners"])}
{facility_text(measured["facilities"])}
{needs.text(measured)}"""
    (folder / "growth.md").write_text(text.rstrip() + "\n", encoding="utf-8")
