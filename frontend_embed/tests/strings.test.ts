import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGS, STRINGS } from '../src/strings/index';
import type { Forms, Key } from '../src/strings/index';

const SRC = join(import.meta.dirname, '..', 'src');
const KEYS = Object.keys(STRINGS.fr) as Key[];

/** Words that are the same in two languages, looked at one by one. */
const SAME: Readonly<Record<string, readonly Key[]>> = {
  'fr-it': ['app.name', 'where.near'],
  'fr-en': [
    'app.name',
    'vote.total',
    'where.coordinates.label',
    'where.near',
    'boundary.lon',
    'boundary.lat',
  ],
  'it-en': ['app.name', 'kind.idea', 'count.idea', 'row.inLanguage', 'legend.idea', 'where.near'],
};

/** Values that only some languages or forms write out. */
const EXTRA: Readonly<Partial<Record<Key, readonly string[]>>> = {
  'list.around': ['place'],
  'list.more': ['n'],
};

function texts(value: string | Forms): string[] {
  return typeof value === 'string' ? [value] : [value.one, value.other];
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'strings' ? [] : sources(path);
    return entry.name.endsWith('.ts') ? [readFileSync(path, 'utf8')] : [];
  });
}

describe('the words', () => {
  it('are all used', () => {
    const code = sources(SRC).join('\n');
    const unused = KEYS.filter((key) => !code.includes(`'${key}'`));
    // Built from the choice: `vote.${choice}`.
    expect(unused.filter((key) => key !== 'vote.for' && key !== 'vote.against')).toEqual([]);
  });

  it.each([
    ['fr', 'it'],
    ['fr', 'en'],
    ['it', 'en'],
  ] as const)('differ between %s and %s, unless we know they do not', (one, other) => {
    const same = KEYS.filter((key) => {
      const [first, second] = [texts(STRINGS[one][key]), texts(STRINGS[other][key])];
      return first.some((text, index) => text.toLowerCase() === second[index]?.toLowerCase());
    });
    const known = SAME[`${one}-${other}`] ?? [];
    expect(same.filter((key) => !known.includes(key))).toEqual([]);
    expect(known.filter((key) => !same.includes(key))).toEqual([]);
  });

  it.each(LANGS)('are never empty and keep their places for values in %s', (lang) => {
    const names = (text: string): string[] =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (const key of KEYS) {
      const [reference = ''] = texts(STRINGS.fr[key]);
      for (const text of texts(STRINGS[lang][key])) {
        expect(text.trim(), key).not.toBe('');
        // A place's name may be asked for with its preposition or without; a single one needs no number.
        const wanted = [...names(reference), ...(EXTRA[key] ?? [])];
        for (const name of names(text)) expect(wanted, `${key} in ${lang}`).toContain(name);
      }
    }
  });
});
