import { describe, expect, it } from 'vitest';
import { Drawing } from '../src/workshop/drawing/drawing';
import { area_km2, crossing, isWhole, ringsOf } from '../src/workshop/drawing/shapes';
import type { DrawnShape } from '../src/workshop/drawing/shapes';
import type { LonLat } from '../src/workshop/types';

const SQUARE: readonly LonLat[] = [
  [7, 44],
  [8, 44],
  [8, 45],
  [7, 45],
];

function area(corners: readonly LonLat[]): DrawnShape {
  return { id: 1, kind: 'area', corners };
}

describe('a drawing', () => {
  it('grows corner by corner into an area', () => {
    const drawing = new Drawing('area');
    for (const corner of SQUARE.slice(0, 2)) drawing.add(corner);
    expect(drawing.areas).toEqual([]);
    expect(drawing.unfinished.features.map(({ geometry }) => geometry.type)).toEqual([
      'LineString',
      'Point',
      'Point',
    ]);
    for (const corner of SQUARE.slice(2)) drawing.add(corner);
    expect(drawing.areas).toEqual([
      {
        type: 'Polygon',
        coordinates: [[...SQUARE, SQUARE[0]].map((corner) => [...(corner ?? [])])],
      },
    ]);
    expect(drawing.unfinished.features).toEqual([]);
  });

  it('lets a corner be moved and taken away, and a hole be begun beside', () => {
    const drawing = new Drawing('area');
    for (const corner of SQUARE) drawing.add(corner);
    drawing.move(0, [6.5, 43.123456789]);
    drawing.removeCorner(3);
    expect(drawing.shape?.corners).toEqual([
      [6.5, 43.1234568],
      [8, 44],
      [8, 45],
    ]);
    drawing.use('hole');
    drawing.add([7.5, 44.5]);
    expect(drawing.shapes.map(({ kind }) => kind)).toEqual(['area', 'hole']);
    drawing.removeCorner(0);
    expect(drawing.shapes).toHaveLength(1);
    expect(drawing.holes).toEqual([]);
  });

  it('keeps what is too small for the pen when the pen has drawn', () => {
    const drawing = new Drawing('area');
    drawing.add([7, 44]);
    const id = drawing.nextId();
    drawing.penned([{ id, kind: 'area', corners: SQUARE }]);
    expect(drawing.shapes.map(({ corners }) => corners.length)).toEqual([1, 4]);
    expect(drawing.current).toBe(id);
  });

  it('tells who hears, and whether the pen did it', () => {
    const drawing = new Drawing('line');
    const heard: boolean[] = [];
    const deaf = drawing.hear((byPen) => heard.push(byPen));
    drawing.add([7, 44]);
    drawing.penned([]);
    deaf();
    drawing.clear();
    expect(heard).toEqual([false, true]);
  });

  it('starts from a boundary with its holes', () => {
    const drawing = new Drawing('area');
    const rings = [
      SQUARE,
      [
        [7.4, 44.4],
        [7.6, 44.4],
        [7.6, 44.6],
      ],
    ].map((corners) => [...corners, corners[0] ?? []].map((corner) => [...corner]));
    drawing.startFrom({ type: 'MultiPolygon', coordinates: [rings] });
    expect(drawing.areas).toEqual([{ type: 'Polygon', coordinates: [rings[0]] }]);
    expect(drawing.holes).toEqual([{ type: 'Polygon', coordinates: [rings[1]] }]);
    expect(drawing.tool).toBe('corners');
  });

  it('reads a typed line, or nothing where a row is none', () => {
    const drawing = new Drawing('line');
    expect(drawing.typed('43.9, 7.5\n\n44.0, 7.6')?.coordinates).toEqual([
      [7.5, 43.9],
      [7.6, 44],
    ]);
    expect(drawing.typed('43.9, 7.5')).toBeNull();
    expect(drawing.typed('43.9, 7.5\nover there')).toBeNull();
  });
});

describe('a shape', () => {
  it('is whole from three corners, a line from two', () => {
    expect(isWhole(area(SQUARE.slice(0, 2)))).toBe(false);
    expect(isWhole({ ...area(SQUARE.slice(0, 2)), kind: 'line' })).toBe(true);
  });

  it('knows its area on the sphere', () => {
    // One degree of longitude between 44 and 45 N: R² · Δλ · (sin 45° − sin 44°), within the ring's rhumb sides.
    const exact =
      6371.0088 ** 2 * (Math.PI / 180) * (Math.sin(Math.PI / 4) - Math.sin((44 * Math.PI) / 180));
    expect(Math.abs(area_km2(area(SQUARE)) / exact - 1)).toBeLessThan(1e-9);
  });

  it('sees its sides cross', () => {
    expect(crossing(area(SQUARE))).toBeNull();
    const bow: LonLat[] = [
      [7, 44],
      [8, 45],
      [8, 44],
      [7, 45],
    ];
    expect(crossing(area(bow))).toEqual([1, 3]);
  });

  it('is no ring where the geometry has none', () => {
    expect(ringsOf({ type: 'Point', coordinates: [7, 44] })).toEqual([]);
  });
});
