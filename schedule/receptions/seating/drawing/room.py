"""The drawing of a room: the head table and long ones across it, the round ones in rows below. Coordinates of an SVG, y downwards.

The host of a table sits at the top and looks down, so that his right hand is at the left, whichever way the reader's language runs.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import cos, pi, sin

from schedule.receptions.seating.geometry import Shape, halves

WIDTH = 800.0
RADIUS, GAP, MARGIN = 13.0, 30.0, 36.0
# So much wider a room may be drawn for one table more in each row: four stand abreast also where codes are long.
STRETCH = 1.1
# From the seats of one row of round tables to those of the next, with the codes of both between them.
ROW = 93.0
# Sizes of a code's letters, by whether it is long; a capital's width as part of that; from one line to the next.
LETTERS, CAPITAL, LEADING = {False: 12.0, True: 9.0}, 0.68, 10.0


@dataclass(frozen=True)
class Chair:
    """What a seat shows.

    Args:
        kind: `guest`, `companion`, `host`, `kept`, `free` or `unsettled`.
        number: What stands in it: the place in precedence, `c`, `H`, or nothing.
        code: Of the party, outside the table.
        says: Its name for who does not see it.
        key: Of the person, empty for none.
    """

    kind: str
    number: str = ""
    code: str = ""
    says: str = ""
    key: str = ""
    head: bool = False
    chosen: bool = False
    target: bool = False

    @property
    def is_long(self) -> bool:
        """Return whether the code is one of an organization, longer than those of States."""
        return len(self.code) > 4

    @property
    def lines(self) -> list[str]:
        """Return the code, whole; a long one breaks after a hyphen."""
        return self.code.replace("-", "-\n").split("\n") if self.is_long else [self.code]

    @property
    def wide(self) -> float:
        """Return about how wide the code is."""
        return max(map(len, self.lines)) * LETTERS[self.is_long] * CAPITAL


@dataclass(frozen=True)
class Spot:
    """A seat with its place; `code_x`, `code_y` and `side` (w, e or none) place the code."""

    table: int
    seat: int
    x: float
    y: float
    code_x: float
    code_y: float
    side: str
    chair: Chair

    @property
    def text_y(self) -> float:
        return round(self.y + 4, 1)

    @property
    def lines(self) -> list[tuple[float, str]]:
        """Return the lines of the code, each with its y."""
        lines = self.chair.lines
        return [(round(self.code_y + LEADING * (at - (len(lines) - 1) / 2), 1), line) for at, line in enumerate(lines)]

    @property
    def code_box(self) -> tuple[float, float, float, float]:
        """Return about where the code is: from left to right, from top to bottom."""
        wide, size = self.chair.wide, LETTERS[self.chair.is_long]
        west_edge = self.code_x - {"w": wide, "e": 0.0}.get(self.side, wide / 2)
        return west_edge, west_edge + wide, self.lines[0][0] - 0.7 * size, self.lines[-1][0]


@dataclass(frozen=True)
class Board:
    """A table's top: a circle of radius `r`, or a rectangle."""

    number: int
    name: str
    sub: str
    x: float
    y: float
    r: float
    width: float
    height: float
    spots: list[Spot]

    @property
    def left(self) -> float:
        return round(self.x - self.width / 2, 1)

    @property
    def top(self) -> float:
        return round(self.y - self.height / 2, 1)

    @property
    def sub_y(self) -> float:
        return round(self.y + 14, 1)


@dataclass(frozen=True)
class Drawing:
    width: float
    height: float
    boards: list[Board]


@dataclass(frozen=True)
class TableSketch:
    number: int
    shape: str
    seats: int
    name: str
    sub: str


def draw(
    tables: Iterable[TableSketch], chair: Callable[[int, int], Chair], width: float = 0, height: float = 0
) -> Drawing:
    """Return the plan.

    Args:
        chair: What the seat of a table, both by number, shows.
        width: Of the room; the more tables stand side by side, the less high it is.
            0: WIDTH, or a little more for one table more in each row.
        height: That the rows of round tables are spread over, where they need less.
    """
    sketches = list(tables)
    across = [sketch for sketch in sketches if sketch.shape != Shape.ROUND]
    across.sort(key=lambda sketch: (sketch.shape != Shape.HEAD, sketch.number))
    rounds = [sketch for sketch in sketches if sketch.shape == Shape.ROUND]
    ring, cell = _cell(rounds, chair)
    width = width or _for_screen(len(rounds), cell)
    boards, y = [], MARGIN
    for table in across:
        both = table.shape == Shape.LONG
        boards.append(_across(table, width, y + 2 * RADIUS + 22, chair))
        y += 100 + (46 if both else 0)
    if rounds:
        columns = min(max(1, int(width // cell)), len(rounds))
        step, rows = width / columns, -(-len(rounds) // columns)
        deep = max(2 * ring + ROW, (height - y - 10) / rows)
        for place, table in enumerate(rounds):
            centre_x, centre_y = step * (place % columns + 0.5), y + deep * (place // columns + 0.5)
            boards.append(_round(table, centre_x, centre_y, ring, chair))
        y += deep * rows
    return Drawing(width, round(y + 10), boards)


def _for_screen(rounds: int, cell: float) -> float:
    wider = (WIDTH // cell + 1) * cell
    return wider if rounds * cell > WIDTH and wider <= WIDTH * STRETCH else WIDTH


def _cell(rounds: Sequence[TableSketch], chair: Callable[[int, int], Chair]) -> tuple[float, float]:
    """Return the radius on which seats stand, and how wide a round table is with the codes at its sides."""
    if not rounds:
        return 0.0, WIDTH
    ring = max(54.0, max(sketch.seats for sketch in rounds) * GAP / (2 * pi))
    longest = max(chair(sketch.number, seat).wide for sketch in rounds for seat in range(1, sketch.seats + 1))
    return ring, 2 * ring + max(90.0, 2 * (18 + longest + 4))


def _round(table: TableSketch, x: float, y: float, ring: float, chair: Callable[[int, int], Chair]) -> Board:
    spots = []
    for seat in range(1, table.seats + 1):
        angle = 2 * pi * (seat - 1) / table.seats
        dx, dy = sin(angle), -cos(angle)
        side = "" if abs(dx) < 0.75 else "w" if dx < 0 else "e"
        out = ring + (18 if side else 27)
        spots.append(_spot(table, seat, (x + ring * dx, y + ring * dy), (x + out * dx, y + out * dy), side, chair))
    spots = _apart(spots, y)
    return Board(table.number, table.name, table.sub, round(x, 1), round(y, 1), ring - 18, 0, 0, spots)


def _apart(spots: list[Spot], centre: float) -> list[Spot]:
    """Return the spots with each code that would touch one before it moved outwards, line by line."""
    placed: list[Spot] = []
    for spot in spots:
        for _step in range(3):
            if not any(_touch(spot, other) for other in placed):
                break
            out = LEADING if spot.y > centre else -LEADING
            spot = replace(spot, code_y=round(spot.code_y + out, 1))
        placed.append(spot)
    return placed


def _touch(spot: Spot, other: Spot) -> bool:
    if not (spot.chair.code and other.chair.code):
        return False
    (west_edge, right, top, bottom), (west, east, high, low) = spot.code_box, other.code_box
    return west_edge < east + 2 and west < right + 2 and top < low + 1 and high < bottom + 1


def _across(table: TableSketch, room: float, y: float, chair: Callable[[int, int], Chair]) -> Board:
    upper, lower = halves(table.seats) if table.shape == Shape.LONG else (list(range(1, table.seats + 1)), [])
    width = min(room - 2 * MARGIN, max(220.0, 48.0 * len(upper)))
    spots = []
    for row, up in ((upper, True), (lower, False)):
        for place, seat in enumerate(row):
            x = room / 2 + width * ((place + 0.5) / len(row) - 0.5)
            at = y if up else y + 38 + 2 * RADIUS + 10
            spots.append(_spot(table, seat, (x, at), (x, at - 21 if up else at + 26), "", chair))
    centre = y + RADIUS + 5 + 19
    spots = _apart(spots, centre)
    return Board(table.number, table.name, table.sub, room / 2, round(centre, 1), 0, width, 38, spots)


def _spot(
    table: TableSketch,
    seat: int,
    at: tuple[float, float],
    code: tuple[float, float],
    side: str,
    chair: Callable[[int, int], Chair],
) -> Spot:
    (x, y), (code_x, code_y) = at, code
    return Spot(
        table.number,
        seat,
        round(x, 1),
        round(y, 1),
        round(code_x, 1),
        round(code_y + (4 if side else 2), 1),
        side,
        chair(table.number, seat),
    )
