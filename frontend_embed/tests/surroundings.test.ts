import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tokensOf } from '../src/api/token';
import { addressees, opening } from '../src/app/surroundings';

const NOTHING = { ref: '', theme: '', kind: '', view: '', mode: '' };

describe('what a page writes on the element', () => {
  it('is read as the address of our own page would be', () => {
    const told = {
      ref: 'ALP-0412',
      theme: 'economy,health',
      kind: 'idea',
      view: '12.5/43.9/7.5',
      mode: 'browse',
    };
    const address = opening('site', told);
    expect(address.ref).toBe('ALP-0412');
    expect(address.filters).toEqual({ kinds: ['idea'], themes: ['economy', 'health'], q: '' });
    expect(address.view).toEqual({ center: [7.5, 43.9], zoom: 12.5 });
    expect(address.mode).toBe('browse');
  });

  it.each([
    ['view', '12/95/7'],
    ['view', '99/43.9/7.5'],
    ['view', 'zoom/lat/lon'],
    ['mode', 'page'],
    ['kind', 'car'],
  ])('is left alone where %s says %s', (name, value) => {
    expect(opening('site', { ...NOTHING, [name]: value })).toEqual(opening('site', NOTHING));
  });
});

describe('who hears what happens in a frame', () => {
  const hosts = ['https://town.example', 'http://localhost:1'];

  it('is the page around, where it is on the list', () => {
    expect(addressees(hosts, 'http://localhost:1')).toEqual(['http://localhost:1']);
    expect(addressees(hosts, 'https://elsewhere.example')).toEqual([]);
  });

  it('is any page where there is no list, and only those on it where the browser names none', () => {
    expect(addressees([], 'https://elsewhere.example')).toEqual(['*']);
    expect(addressees(hosts, null)).toEqual(hosts);
  });
});

describe('several maps on one page', () => {
  beforeEach(() => {
    vi.stubGlobal('window', { localStorage: { getItem: () => null } });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('are one participant where they are of one perimeter on one server', () => {
    expect(tokensOf('', 'valley')).toBe(tokensOf('', 'valley'));
    expect(tokensOf('', 'valley')).not.toBe(tokensOf('', 'coast'));
    expect(tokensOf('https://a.example', 'valley')).not.toBe(tokensOf('', 'valley'));
  });
});
