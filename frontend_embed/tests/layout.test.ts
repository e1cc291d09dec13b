import { describe, expect, it } from 'vitest';
import { layoutFor } from '../src/parts/desk';
import { suggestionsFor } from '../src/parts/search';
import { restingPlace } from '../src/parts/sheet-drag';

describe('the layout', () => {
  it.each([
    [320, 640, 'list'],
    [360, 740, 'phone'],
    [767, 900, 'phone'],
    [768, 1024, 'panel'],
    [1199, 900, 'panel'],
    [1200, 900, 'desk'],
    [1440, 430, 'list'],
  ] as const)('%i × %i is %s', (width, height, layout) => {
    expect(layoutFor(width, height)).toBe(layout);
  });
});

describe('the sheet', () => {
  const heights = { closed: 120, half: 400, full: 670 };

  it('rests at the nearest place', () => {
    expect(restingPlace(200, 0, 'half', heights)).toBe('closed');
    expect(restingPlace(500, 0, 'half', heights)).toBe('half');
    expect(restingPlace(600, 0, 'half', heights)).toBe('full');
  });

  it('follows a flick one step on', () => {
    expect(restingPlace(420, 1, 'half', heights)).toBe('full');
    expect(restingPlace(390, -1, 'half', heights)).toBe('closed');
    expect(restingPlace(100, -1, 'closed', heights)).toBe('closed');
  });
});

describe('suggestions', () => {
  const place = {
    type: 'Feature' as const,
    geometry: { type: 'Point' as const, coordinates: [7.5, 44] as const },
    properties: { name: 'Tende', name_i18n: { it: 'Tenda' }, kind: 'village' },
  };

  it('offer a reference first, places, and the words last', () => {
    expect(suggestionsFor('alp-0412', [], true)[0]).toEqual({ kind: 'ref', ref: 'ALP-0412' });
    expect(suggestionsFor('alp-p07', [], true)[0]).toEqual({ kind: 'ref', ref: 'ALP-P07' });
    // The server allows prefixes of two to eight letters.
    expect(suggestionsFor('alpimedi-0412', [], true)).toEqual([
      { kind: 'ref', ref: 'ALPIMEDI-0412' },
    ]);
    expect(suggestionsFor('alpimedia-0412', [], true).map(({ kind }) => kind)).toEqual(['text']);
    expect(suggestionsFor('tende', [place], true).map(({ kind }) => kind)).toEqual([
      'place',
      'text',
    ]);
    expect(suggestionsFor('tende', [place], false).map(({ kind }) => kind)).toEqual(['place']);
    expect(suggestionsFor('t', [place], true)).toEqual([]);
    for (const typed of ['alp 1606', 'ALP1606', '1606', 'alp - 1606'])
      expect(suggestionsFor(typed, [], true, 'ALP')).toEqual([
        { kind: 'ref', ref: 'ALP-1606' },
        { kind: 'text', q: typed },
      ]);
    for (const [typed, ref] of [
      ['412', 'ALP-0412'],
      ['alp p7', 'ALP-P07'],
    ] as const)
      expect(suggestionsFor(typed, [], true, 'ALP')[0]).toEqual({ kind: 'ref', ref });
    expect(suggestionsFor('rue 12', [], true, 'ALP').map(({ kind }) => kind)).toEqual(['text']);
    expect(suggestionsFor('1606', [place], false, 'ALP').map(({ kind }) => kind)).toEqual([
      'place',
    ]);
  });
});
