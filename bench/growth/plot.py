"""One plot of lines as SVG: light, axes with units, Chinese and English, no library."""
import math
from html import escape

WIDTH, HEIGHT = 860, 440
LEFT, RIGHT, TOP, BOTTOM = 84, 264, 64, 66
# Told apart also by who sees no red from green, and each with a mark of its own.
COLOURS = ("#0b5394", "#c0392b", "#2e7d32", "#8e44ad", "#b9770e", "#455a64", "#00838f")
MARKS = ("circle", "square", "triangle", "diamond", "cross", "circle", "square")


def short(number):
    """A number as an axis says it: 10 k, 1 M, 0.05."""
    for size, unit in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if abs(number) >= size:
            return f"{number / size:g}{unit}"
    return f"{number:g}"


def round_numbers(near):
    decade = math.floor(math.log10(near))
    return [float(f"{step}e{power}") for power in (decade - 1, decade, decade + 1) for step in (1, 2, 5)]


class Axis:
    """From numbers to places. On a logarithmic one a 0 stands a step before the smallest."""

    def __init__(self, numbers, begin, end, logarithmic, from_zero=False):
        self.begin, self.end, self.logarithmic = begin, end, logarithmic
        positive = [one for one in numbers if one > 0]
        if logarithmic:
            self.zero = 0 in numbers
            self.low = min(positive) / (10 if self.zero else 1)
            self.high = max(max(positive), self.low * 10)
        else:
            self.low = 0 if from_zero else min(numbers)
            self.high = max(numbers) * 1.08 or 1

    def fit(self):
        """To 1, 2 or 5 times a power of ten below and above."""
        self.low = max(one for one in round_numbers(self.low) if one <= self.low * 1.001)
        self.high = min(one for one in round_numbers(self.high) if one >= self.high * 0.999 and one > self.low)

    def place(self, number):
        if self.logarithmic:
            number = max(number, self.low)
            part = math.log(number / self.low) / math.log(self.high / self.low)
        else:
            part = (number - self.low) / (self.high - self.low)
        return self.begin + (self.end - self.begin) * part

    def ticks(self):
        if self.logarithmic:
            decades = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
            steps = (1, 2, 5) if self.high / self.low < 300 else (1,)
            every = [float(f"{step}e{decade}") for decade in decades for step in steps]
            return [one for one in every if self.low * 0.999 <= one <= self.high * 1.001]
        step = next(one for one in round_numbers(self.high) if self.high / one <= 6)
        return [step * i for i in range(int(self.high / step) + 1)]


def mark(kind, x, y, colour):
    r = 4.5
    if kind == "square":
        return f'<rect x="{x - r + .5:.1f}" y="{y - r + .5:.1f}" width="{2 * r - 1}" height="{2 * r - 1}" fill="{colour}"/>'
    if kind == "cross":
        return (f'<path d="M{x - r:.1f} {y - r:.1f}L{x + r:.1f} {y + r:.1f}M{x - r:.1f} {y + r:.1f}L{x + r:.1f} {y - r:.1f}" '
                f'stroke="{colour}" stroke-width="2.5"/>')
    corners = {"triangle": ((0, -r - 1), (r + .5, r), (-r - .5, r)),
               "diamond": ((0, -r - 1), (r + 1, 0), (0, r + 1), (-r - 1, 0))}.get(kind)
    if corners is None:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{r - .3}" fill="{colour}"/>'
    return '<polygon points="' + " ".join(f"{x + a:.1f},{y + b:.1f}" for a, b in corners) + f'" fill="{colour}"/>'


def text(x, y, words, more=""):
    return f'<text x="{x:.1f}" y="{y:.1f}"{" " + more if more else ""}>{escape(words)}</text>'


def frame(x, y, sizes, across, up):
    """Grid, numbers and names of both axes."""
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    parts = []
    for tick in y.ticks():
        at = y.place(tick)
        parts.append(f'<path d="M{LEFT} {at:.1f}H{right}" stroke="#e3e6ea"/>')
        parts.append(text(LEFT - 8, at + 4.5, short(tick), 'text-anchor="end"'))
    for size in sizes:
        at = x.place(size)
        parts.append(f'<path d="M{at:.1f} {TOP}V{bottom}" stroke="#f0f2f4"/>')
        parts.append(text(at, bottom + 20, short(size), 'text-anchor="middle"'))
    parts.append(f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="#7a828a"/>')
    parts.append(text((LEFT + right) / 2, HEIGHT - 18, across, 'text-anchor="middle" fill="#333"'))
    middle = (TOP + bottom) / 2
    parts.append(text(0, 0, up, f'text-anchor="middle" fill="#333" transform="translate(20 {middle:.0f}) rotate(-90)"'))
    return parts


def draw(title, across, up, lines, logarithmic=True, level=None):
    """The SVG of lines over sizes; sizes are always spread by their logarithm.

    lines: (name, [(size, number)…], dashed or not); level: (number, words) of an aim, drawn across.
    """
    sizes = sorted({size for _, points, _ in lines for size, _ in points})
    numbers = [number for _, points, _ in lines for _, number in points] + ([level[0]] if level else [])
    x = Axis(sizes, LEFT + 14, WIDTH - RIGHT - 14, True)
    y = Axis([one for one in numbers if one > 0] if logarithmic else numbers, HEIGHT - BOTTOM, TOP, logarithmic, True)
    if logarithmic:
        y.fit()
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-size="13" fill="#222" '
             'font-family="\'Noto Sans CJK SC\', \'Source Han Sans SC\', sans-serif">',
             '<rect width="100%" height="100%" fill="#fff"/>',
             text(LEFT, 30, title, 'font-size="16" font-weight="600"'), *frame(x, y, sizes, across, up)]
    if level:
        at = y.place(level[0])
        parts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#666" stroke-dasharray="7 4"/>')
        parts.append(text(WIDTH - RIGHT - 4, at - 6, level[1], 'text-anchor="end" fill="#555" font-size="12"'))
    for i, (name, points, dashed) in enumerate(lines):
        colour, kind = COLOURS[i % len(COLOURS)], MARKS[i % len(MARKS)]
        places = [(x.place(size), y.place(number)) for size, number in sorted(points) if number > 0 or not logarithmic]
        dash = ' stroke-dasharray="3 4"' if dashed else ""
        way = " ".join(f"{a:.1f},{b:.1f}" for a, b in places)
        parts.append(f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        parts += [mark(kind, a, b, colour) for a, b in places]
        at = TOP + 10 + i * 40
        beside = WIDTH - RIGHT + 18
        parts.append(f'<path d="M{beside} {at}h26" stroke="{colour}" stroke-width="2"{dash}/>')
        parts.append(mark(kind, beside + 13, at, colour))
        parts += [text(beside + 34, at + j * 16 + (4 if len(name) == 1 else -1), words) for j, words in enumerate(name)]
    return "\n".join(parts) + "\n</svg>\n"
