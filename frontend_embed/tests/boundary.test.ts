import { describe, expect, it } from 'vitest';
import { boundsOf, readPoint, writePoint } from '../src/boundary/geometry';

describe('the back office’s small map', () => {
  it('frames any GeoJSON', () => {
    const geometry = {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [7, 43],
            [8, 43.5],
            [7.5, 44],
            [7, 43],
          ],
        ],
      ],
    };
    const box = [7, 43, 8, 44];
    expect(boundsOf(geometry)).toEqual(box);
    expect(boundsOf({ type: 'Feature', geometry, properties: {} })).toEqual(box);
    const collection = { type: 'GeometryCollection', geometries: [geometry] };
    expect(boundsOf({ type: 'FeatureCollection', features: [{ geometry: collection }] })).toEqual(
      box,
    );
    expect(boundsOf({ type: 'FeatureCollection', features: [] })).toBeNull();
    expect(boundsOf(null)).toBeNull();
  });

  it.each(['geojson', 'wkt'] as const)('reads the point it wrote as %s', (format) => {
    expect(readPoint(writePoint([7.51472345678, 43.9375], format))).toEqual([7.5147235, 43.9375]);
  });

  it('reads what Django’s fields hold', () => {
    expect(readPoint('SRID=4326;POINT (7.5 -43.9)')).toEqual([7.5, -43.9]);
    expect(readPoint('')).toBeNull();
    expect(readPoint('POLYGON ((0 0, 1 0, 1 1, 0 0))')).toBeNull();
    expect(readPoint('{"type":"LineString","coordinates":[[1,2],[3,4]]}')).toBeNull();
  });
});
