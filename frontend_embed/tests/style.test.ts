import type { StyleSpecification } from 'maplibre-gl';
import { describe, expect, it } from 'vitest';
import { focusFeatures } from '../src/map/focus';
import { NO_FOCUS } from '../src/map/focus-types';
import { arcs, parseRingKey } from '../src/map/rings';
import { ownFont, prepareStyle, scaled } from '../src/map/style';
import type { Look } from '../src/map/style';
import { fillOf } from '../src/map/symbols';

const SERVER: StyleSpecification = {
  version: 8,
  glyphs: '/fonts/{fontstack}/{range}.pbf',
  sources: {
    debate: { type: 'vector', tiles: ['/tiles/alpimed/contributions,proposals/{z}/{x}/{y}.mvt'] },
    'layer-plan': {
      type: 'vector',
      tiles: ['https://a.example/tiles/alpimed/plan/{z}/{x}/{y}.mvt'],
    },
  },
  layers: [
    { id: 'land', type: 'background' },
    {
      id: 'layer-plan-fill',
      type: 'fill',
      source: 'layer-plan',
      'source-layer': 'plan',
      paint: { 'fill-opacity': 0.4 },
    },
    {
      id: 'names-towns',
      type: 'symbol',
      source: 'debate',
      'source-layer': 'x',
      layout: { 'text-field': 'a', 'text-font': ['DejaVu Sans Bold', 'DejaVu Sans'] },
    },
    { id: 'pins-contributions', type: 'circle', source: 'debate', 'source-layer': 'contributions' },
  ],
};

const LOOK: Look = {
  base: 'https://a.example',
  scheme: 'light',
  lang: 'fr',
  tileQuery: '',
  showContributions: true,
  showProposals: true,
  legends: new Map(),
  overlays: new Map(),
};

const PAINT = {
  accent: '#67264f',
  mark: '#f7cb4a',
  ink: '#1d2a31',
  label: '#1d2a31',
  focus: focusFeatures(NO_FOCUS, 'light'),
};

function prepared(look: Partial<Look> = {}): StyleSpecification {
  return prepareStyle(SERVER, { ...LOOK, ...look }, PAINT);
}

function layer(style: StyleSpecification, id: string): Record<string, unknown> {
  return style.layers.find((found) => found.id === id) as unknown as Record<string, unknown>;
}

describe('the page’s style', () => {
  it('puts our signs in the place of the plain pins, on top', () => {
    const ids = prepared().layers.map(({ id }) => id);
    expect(ids.some((id) => id.startsWith('pins-'))).toBe(false);
    expect(ids.indexOf('agorama-pins')).toBeGreaterThan(ids.indexOf('names-towns'));
    expect(ids.at(-1)).toBe('agorama-focus-pin');
  });

  it('asks for no glyph files', () => {
    expect(prepared().glyphs).toBeUndefined();
    expect(ownFont(['DejaVu Sans Bold'])[0]).toBe('Atkinson Hyperlegible Next Bold');
    expect(ownFont(['DejaVu Sans Italic'])[0]).toBe('Atkinson Hyperlegible Next Italic');
    expect(ownFont([])).toEqual(['Atkinson Hyperlegible Next']);
  });

  it('leaves the canonical tile address alone without a filter, and makes it absolute', () => {
    const { debate } = prepared().sources;
    expect(debate).toMatchObject({
      tiles: ['https://a.example/tiles/alpimed/contributions,proposals/{z}/{x}/{y}.mvt'],
    });
  });

  it('appends the filter to the debate only', () => {
    const { sources } = prepared({ tileQuery: 'theme=health' });
    expect(JSON.stringify(sources['debate'])).toContain('.mvt?theme=health');
    expect(JSON.stringify(sources['layer-plan'])).not.toContain('theme=');
  });

  it('switches a published layer and scales its opacity', () => {
    const overlays = new Map([['plan', { visible: true, opacity: 0.5 }]]);
    expect(layer(prepared({ overlays }), 'layer-plan-fill')).toMatchObject({
      paint: { 'fill-opacity': 0.2 },
      layout: { visibility: 'visible' },
    });
    const off = new Map([['plan', { visible: false, opacity: 1 }]]);
    expect(layer(prepared({ overlays: off }), 'layer-plan-fill')).toMatchObject({
      layout: { visibility: 'none' },
    });
  });

  it('hides what the filter leaves out', () => {
    const style = prepared({ showProposals: false });
    expect(layer(style, 'agorama-proposals')).toMatchObject({ layout: { visibility: 'none' } });
    expect(layer(style, 'agorama-pins')['layout']).not.toHaveProperty('visibility');
  });

  it('scales the outputs of zoom functions, not their stops', () => {
    expect(scaled(['interpolate', ['linear'], ['zoom'], 8, 0.4, 12, 1], 0.5)).toEqual([
      'interpolate',
      ['linear'],
      ['zoom'],
      8,
      0.2,
      12,
      0.5,
    ]);
    expect(scaled(['step', ['zoom'], 1, 10, 0.5], 0.5)).toEqual(['step', ['zoom'], 0.5, 10, 0.25]);
    expect(scaled(['get', 'x'], 0.5)).toEqual(['get', 'x']);
  });
});

describe('rings', () => {
  it('go around once, whatever the shares', () => {
    for (const shares of [
      { idea: 1, report: 1, proposal: 1 },
      { idea: 24, report: 1, proposal: 1 },
      { idea: 0, report: 3, proposal: 0 },
    ]) {
      const found = arcs(shares);
      expect(found[0]?.from_deg).toBe(0);
      expect(found.at(-1)?.to_deg).toBeCloseTo(360);
      for (const { from_deg, to_deg } of found)
        expect(to_deg - from_deg).toBeGreaterThanOrEqual(20 - 1e-9);
    }
  });

  it('read their image’s name', () => {
    expect(parseRingKey('2/12/8/4')).toEqual({
      size: 2,
      shares: { idea: 12, report: 8, proposal: 4 },
    });
  });
});

describe('fills', () => {
  it.each([
    ['idea', 'received', 'empty'],
    ['report', 'planned', 'half'],
    ['idea', 'done', 'done'],
    ['idea', 'declined', 'declined'],
    ['proposal', 'published', 'full'],
    ['proposal', 'in_progress', 'half'],
  ] as const)('%s %s → %s', (kind, state, fill) => {
    expect(fillOf(kind, state)).toBe(fill);
  });
});
