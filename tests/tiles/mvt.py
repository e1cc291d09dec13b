"""What Mapbox Vector Tile 2.1 demands of a tile, read byte by byte: decoders forgive what viewers stumble over."""

import struct
from collections.abc import Iterator
from typing import Any

VARINT, LONG, BYTES, SHORT = 0, 1, 2, 5
POINT, LINE, POLYGON = 1, 2, 3
MOVE_TO, LINE_TO, CLOSE_PATH = 1, 2, 7
# field: its wire type, in a value of a layer
VALUES = {1: BYTES, 2: SHORT, 3: LONG, 4: VARINT, 5: VARINT, 6: VARINT, 7: VARINT}


class Invalid(Exception):
    """Says which demand is not met."""


def check(data: bytes) -> None:
    """Raise `Invalid` for a tile that the specification forbids."""
    names = [_layer(layer) for layer in _all(data, {3: BYTES})[3]]
    _demand(len(names) == len(set(names)), "layer names are unique")


def _layer(data: bytes) -> bytes:
    fields = _all(data, {1: BYTES, 2: BYTES, 3: BYTES, 4: BYTES, 5: VARINT, 15: VARINT})
    _demand(len(fields[1]) == 1 and fields[1][0] != b"", "a layer has a name")
    _demand(len(fields[15]) == 1 and fields[15][0] in (1, 2), "a layer has a version")
    _demand(len(fields[5]) <= 1 and all(fields[5]), "a layer has an extent")
    for value in fields[4]:
        _demand(sum(map(len, _all(value, VALUES).values())) == 1, "a value has one type")
    for feature in fields[2]:
        _feature(feature, len(fields[3]), len(fields[4]))
    return fields[1][0]


def _feature(data: bytes, keys: int, values: int) -> None:
    fields = _all(data, {1: VARINT, 2: BYTES, 3: VARINT, 4: BYTES})
    tags = list(_varints(b"".join(fields[2])))
    _demand(len(tags) % 2 == 0, "tags come in pairs")
    _demand(all(key < keys for key in tags[::2]) and all(value < values for value in tags[1::2]), "tags point inside")
    _demand(len(set(tags[::2])) * 2 == len(tags), "a feature has a key once")
    _demand(len(fields[3]) == 1 and fields[3][0] in (POINT, LINE, POLYGON), "a feature has a type")
    _geometry(fields[3][0], list(_commands(list(_varints(b"".join(fields[4]))))))


def _commands(numbers: list[int]) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Yield each command with the points it moves to; of ClosePath, as many as it is repeated."""
    at = x = y = 0
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        _demand(command in (MOVE_TO, LINE_TO, CLOSE_PATH), "a command is known")
        _demand(count > 0, "a command is done at least once")
        if command == CLOSE_PATH:
            _demand(count == 1, "a path is closed once")
            yield command, []
            continue
        _demand(at + 2 * count <= len(numbers), "a command has its parameters")
        points = []
        for _n in range(count):
            x, y = x + _zigzag(numbers[at]), y + _zigzag(numbers[at + 1])
            points.append((x, y))
            at += 2
        yield command, points


def _geometry(kind: int, commands: list[tuple[int, list[tuple[int, int]]]]) -> None:
    _demand(bool(commands), "a feature has a geometry")
    shape = [command for command, _points in commands]
    if kind == POINT:
        _demand(shape == [MOVE_TO], "points are one MoveTo")
        return
    part = [MOVE_TO, LINE_TO] if kind == LINE else [MOVE_TO, LINE_TO, CLOSE_PATH]
    _demand(shape == part * (len(shape) // len(part)), "parts are begun, drawn and closed")
    _demand(all(len(points) == 1 for command, points in commands if command == MOVE_TO), "a part begins once")
    if kind == POLYGON:
        rings = [commands[at][1] + commands[at + 1][1] for at in range(0, len(commands), 3)]
        areas = [_area(ring) for ring in rings]
        _demand(all(len(ring) > 2 for ring in rings) and all(areas), "rings have an area")
        _demand(areas[0] > 0, "an outer ring comes first")


def _area(ring: list[tuple[int, int]]) -> int:
    """Return twice the area; positive where it turns clockwise on the screen."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True))


def _all(data: bytes, known: dict[int, int]) -> dict[int, list[Any]]:
    """Return a message's known fields; others are skipped, wrong types refused."""
    found: dict[int, list[Any]] = {field: [] for field in known}
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        field, wire = tag >> 3, tag & 7
        if wire == VARINT:
            value, at = _varint(data, at)
        elif wire == BYTES:
            size, at = _varint(data, at)
            value, at = data[at : at + size], at + size
        elif wire in (LONG, SHORT):
            size = 8 if wire == LONG else 4
            value, at = struct.unpack("<d" if wire == LONG else "<f", data[at : at + size])[0], at + size
        else:
            raise Invalid(f"there is no wire type {wire}")
        _demand(at <= len(data), "a field ends inside its message")
        if field in known:
            _demand(wire == known[field], f"field {field} has its type")
            found[field].append(value)
    return found


def _varints(data: bytes) -> Iterator[int]:
    at = 0
    while at < len(data):
        value, at = _varint(data, at)
        yield value


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        _demand(at < len(data) and shift < 64, "a number ends")
        value |= (data[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if data[at - 1] < 0x80:
            return value, at


def _zigzag(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def _demand(met: bool, what: str) -> None:
    if not met:
        raise Invalid(what)
