"""Centres of the areas of a TopoJSON file (https://github.com/topojson/topojson-specification)."""

import math
from collections import defaultdict
from typing import Any

Point = tuple[float, float]
MAIN = 0.6
"""A piece of land with this share of the whole is where its centre is looked for: Alaska does not move the USA."""


def centres(topology: dict[str, Any], name: str) -> dict[str, Point]:
    """Latitude and longitude of the centre of each geometry of the object called `name`, by its id."""
    arcs = _decoded(topology)
    found: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for geometry in topology["objects"][name]["geometries"]:
        polygons = geometry.get("arcs") or []
        polygons = [polygons] if geometry["type"] == "Polygon" else polygons
        pieces = [_piece([p for arc in polygon[0] for p in _arc(arcs, arc)]) for polygon in polygons]
        if geometry.get("id") and pieces:
            found[str(geometry["id"])] += pieces
    return {code: _centre(pieces) for code, pieces in found.items()}


def _decoded(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs in degrees, longitude first: each point is stored as a step from the one before."""
    (kx, ky), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in steps:
            x, y = x + dx, y + dy
            points.append((x * kx + tx, y * ky + ty))
        arcs.append(points)
    return arcs


def _arc(arcs: list[list[Point]], index: int) -> list[Point]:
    """An arc; a negative index is the arc backwards."""
    return arcs[index] if index >= 0 else arcs[~index][::-1]


def _piece(ring: list[Point]) -> tuple[float, float, float]:
    """Area (in square degrees of the equator), longitude and latitude of a ring's centre."""
    area = cx = cy = 0.0
    for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x0 * y1 - x1 * y0
        area, cx, cy = area + cross, cx + (x0 + x1) * cross, cy + (y0 + y1) * cross
    if abs(area) < 1e-9:
        return 0.0, ring[0][0], ring[0][1]
    lon, lat = cx / (3 * area), cy / (3 * area)
    return abs(area) / 2 * math.cos(math.radians(lat)), lon, lat


def _centre(pieces: list[tuple[float, float, float]]) -> Point:
    largest, whole = max(pieces), sum(p[0] for p in pieces)
    if whole == 0 or largest[0] > MAIN * whole:
        return largest[2], largest[1]
    return sum(p[0] * p[2] for p in pieces) / whole, sum(p[0] * p[1] for p in pieces) / whole
