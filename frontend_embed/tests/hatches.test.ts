import type { LayerSpecification } from 'maplibre-gl';
import { describe, expect, it } from 'vitest';
import type { LegendEntry } from '../src/api/types';
import { hatchOver } from '../src/map/hatch-layers';

const zone = (code: string, hatch: string): LegendEntry => ({
  code,
  label: code,
  fill: '#e60000',
  line: '#343434',
  hatch,
  group: 'zone',
});
const LEGEND: LegendEntry[] = [
  zone('U', 'grid'),
  zone('N', 'plain'),
  { ...zone('P05', 'cross'), fill: '#e600a9', line: '#e600a9', group: 'prescription' },
];

function fill(id: string, opacity: unknown): LayerSpecification {
  return {
    id,
    type: 'fill',
    source: 'layer-plu',
    'source-layer': 'plu',
    filter: ['!', ['has', 'part']],
    paint: { 'fill-color': '#e60000', 'fill-opacity': opacity },
  } as LayerSpecification;
}

describe('hatches over a plan', () => {
  it('has one of each type that is not plain, and goes where the fill goes', () => {
    const over = hatchOver(fill('layer-plu-fill', ['step', ['zoom'], 0.4, 16.3, 0]), LEGEND);
    expect(over?.id).toBe('layer-plu-fill-hatch');
    expect(over?.paint?.['fill-pattern']).toEqual([
      'match',
      ['get', 'typezone'],
      'U',
      'hatch/#343434/grid',
      '',
    ]);
    expect(over?.paint?.['fill-opacity']).toEqual(['step', ['zoom'], 0.45, 16.3, 0]);
    expect(over?.filter).toEqual([
      'all',
      ['!', ['has', 'part']],
      ['in', ['get', 'typezone'], ['literal', ['U']]],
    ]);
  });

  it('draws those of the rules in their own colour, at every zoom', () => {
    const over = hatchOver(fill('layer-plu-rule-fill', 0.12), LEGEND);
    expect(over?.paint).toEqual({
      'fill-pattern': ['match', ['get', 'rule'], 'P05', 'hatch/#e600a9/cross', ''],
      'fill-opacity': 0.7,
    });
  });

  it('leaves plain areas and lines alone', () => {
    expect(hatchOver(fill('layer-x-fill', 0.4), [zone('N', 'plain')])).toBeNull();
    expect(hatchOver({ ...fill('x', 1), type: 'line' } as LayerSpecification, LEGEND)).toBeNull();
  });
});
