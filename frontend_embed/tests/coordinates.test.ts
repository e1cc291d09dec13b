import { describe, expect, it } from 'vitest';
import { parseCoordinates } from '../src/geo/coordinates';
import { boxAround, distance_m, holds } from '../src/geo/measure';

describe('typed coordinates', () => {
  it.each([
    ['43.9375, 7.5147', [7.5147, 43.9375]],
    ['43.9375,7.5147', [7.5147, 43.9375]],
    ['43,9375, 7,5147', [7.5147, 43.9375]],
    ['43,9375 7,5147', [7.5147, 43.9375]],
    ['43.9375 7.5147', [7.5147, 43.9375]],
    ['43,9375; 7,5147', [7.5147, 43.9375]],
    ['43.9375° N, 7.5147° E', [7.5147, 43.9375]],
    ['7.5147E 43.9375N', [7.5147, 43.9375]],
    ['43.9375N 7.5147O', [-7.5147, 43.9375]],
    ['-43, 7', [7, -43]],
  ])('%s', (text, expected) => {
    expect(parseCoordinates(text)).toEqual(expected);
  });

  it('reads degrees, minutes and seconds', () => {
    const found = parseCoordinates('43°56\'15"N 7°30\'53"E');
    expect(found?.[0]).toBeCloseTo(7.5147, 4);
    expect(found?.[1]).toBeCloseTo(43.9375, 4);
  });

  it.each(['', '43.9', 'Breil', '43.9, 7.5, 3', '91, 7', '43, 181', 'NaN, 7', '43.9 north'])(
    'refuses "%s"',
    (text) => {
      expect(parseCoordinates(text)).toBeNull();
    },
  );
});

describe('measuring', () => {
  it('knows how far Menton is from Nice', () => {
    expect(distance_m([7.2683, 43.7009], [7.5, 43.775])).toBeGreaterThan(20_000);
    expect(distance_m([7.2683, 43.7009], [7.5, 43.775])).toBeLessThan(21_000);
    expect(distance_m([7, 43], [7, 43])).toBe(0);
  });

  it('puts a box around a point', () => {
    const [west, south, east, north] = boxAround([7.5, 44], 5000);
    expect(distance_m([7.5, 44], [east, 44])).toBeCloseTo(5000, -2);
    expect(distance_m([7.5, 44], [7.5, north])).toBeCloseTo(5000, -2);
    expect(holds([west, south, east, north], [7.49, 43.99, 7.51, 44.01])).toBe(true);
    expect(holds([7.49, 43.99, 7.51, 44.01], [west, south, east, north])).toBe(false);
  });
});
