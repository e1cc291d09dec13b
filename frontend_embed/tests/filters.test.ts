import { describe, expect, it } from 'vitest';
import { NO_FILTERS, isFiltered, listQuery, shows, tileQuery, toggled } from '../src/api/filters';
import { formatAddress, parseAddress } from '../src/app/address';

const window_ = { bbox: null, order: 'supported' as const, near: null, seed: 7, limit: 12 };

describe('one filter for list and tiles', () => {
  it('asks for everything with nothing', () => {
    expect(tileQuery(NO_FILTERS)).toBe('');
    expect(isFiltered(NO_FILTERS)).toBe(false);
    expect(listQuery(NO_FILTERS, 'idea', window_).toString()).toBe(
      'kind=idea&order=supported&limit=12',
    );
  });

  it('gives themes and words to both alike', () => {
    const filters = { kinds: [], themes: ['economy', 'health'], q: 'banc' };
    const tiles = new URLSearchParams(tileQuery(filters));
    const list = listQuery(filters, 'report', window_);
    for (const name of ['theme', 'q']) expect(tiles.get(name)).toBe(list.get(name));
  });

  it('does not filter tiles by kind when both kinds of contributions show', () => {
    expect(tileQuery({ kinds: ['idea'], themes: [], q: '' })).toBe('kind=idea');
    expect(tileQuery({ kinds: ['idea', 'report'], themes: [], q: '' })).toBe('');
    expect(tileQuery({ kinds: ['proposal'], themes: [], q: '' })).toBe('');
    expect(shows({ kinds: ['proposal'], themes: [], q: '' }, 'idea')).toBe(false);
  });

  it('names no kind to the list of proposals, which has none', () => {
    expect(listQuery(NO_FILTERS, 'proposal', window_).has('kind')).toBe(false);
  });

  it('orders by distance only where there is a point', () => {
    const nearest = { ...window_, order: 'nearest' as const };
    expect(listQuery(NO_FILTERS, 'idea', nearest).get('order')).toBe('newest');
    const near = listQuery(NO_FILTERS, 'idea', { ...nearest, near: [7.5, 43.9] });
    expect(near.get('order')).toBe('nearest');
    expect(near.get('near')).toBe('7.50000,43.90000,200000');
  });

  it('toggles', () => {
    expect(toggled(['a', 'b'], 'b')).toEqual(['a']);
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
  });
});

describe('the page’s address', () => {
  it('comes back as it was written', () => {
    const address = {
      ref: 'ALP-0412',
      lang: 'it' as const,
      filters: { kinds: ['idea' as const], themes: ['economy', 'health'], q: 'due punti: sì' },
      order: 'newest' as const,
      mode: 'browse' as const,
      view: { center: [7.5147, 43.9375] as const, zoom: 12.5 },
    };
    const text = formatAddress(address, 'fr');
    const [search = '', hash = ''] = text.split('#');
    expect(parseAddress(search, `#${hash}`)).toEqual(address);
  });

  it('leaves out what is as it always is', () => {
    const plain = {
      ref: null,
      lang: 'fr' as const,
      filters: NO_FILTERS,
      order: 'shuffled' as const,
      mode: null,
      view: null,
    };
    expect(formatAddress(plain, 'fr')).toBe('');
  });

  it('ignores what it cannot read', () => {
    const read = parseAddress('?kind=car,idea&order=best&lang=de', '#map=12/95/200');
    expect(read.filters.kinds).toEqual(['idea']);
    expect(read.order).toBe('shuffled');
    expect(read.lang).toBeNull();
    expect(read.view).toBeNull();
  });
});
