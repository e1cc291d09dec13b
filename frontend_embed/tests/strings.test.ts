import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Lang } from '../src/api/types';
import { LANGS, strings } from '../src/strings/index';
import type { Forms } from '../src/strings/index';
import { PLANNER } from '../src/planner/strings/index';
import { WORKSHOP } from '../src/workshop/strings/index';

const SRC = join(import.meta.dirname, '..', 'src');
type Dictionary = Readonly<Record<string, string | Forms>>;

/** The words of the citizen map, the workshop and the planner's page: three dictionaries, one set of rules. */
const DICTIONARIES: Readonly<Record<string, Readonly<Record<Lang, Dictionary>>>> = {
  'the map': { fr: strings('fr'), it: strings('it'), en: strings('en') },
  'the workshop': WORKSHOP,
  'the planner': PLANNER,
};

/** Words that are the same in two languages, looked at one by one. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  'fr-it': ['app.name', 'where.near'],
  'fr-en': [
    'app.name',
    'vote.total',
    'where.coordinates.label',
    'where.near',
    'boundary.lon',
    'boundary.lat',
  ],
  'workshop fr-en': ['step.source'],
  'planner fr-en': ['show.points'],
  'it-en': ['app.name', 'kind.idea', 'count.idea', 'row.inLanguage', 'legend.idea', 'where.near'],
};

/** Values that only some languages or forms write out. */
const EXTRA: Readonly<Record<string, readonly string[]>> = {
  'count.more': ['n'],
  'count.fromUnits': ['n'],
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

describe.each(Object.entries(DICTIONARIES))('the words of %s', (name, words) => {
  const KEYS = Object.keys(words.fr);

  it('are all used', () => {
    const code = sources(SRC).join('\n');
    // Some are made of a prefix and what the data says: `vote.${choice}`.
    const made = [...code.matchAll(/`([a-z]+\.)\$\{/g)].map(([, prefix]) => prefix ?? '');
    const unused = KEYS.filter((key) => !code.includes(`'${key}'`));
    expect(unused.filter((key) => !made.some((prefix) => key.startsWith(prefix)))).toEqual([]);
  });

  it.each([
    ['fr', 'it'],
    ['fr', 'en'],
    ['it', 'en'],
  ] as const)('differ between %s and %s, unless we know they do not', (one, other) => {
    const same = KEYS.filter((key) => {
      const [first, second] = [texts(words[one][key] ?? ''), texts(words[other][key] ?? '')];
      return first.some((text, index) => text.toLowerCase() === second[index]?.toLowerCase());
    });
    const prefix = name === 'the map' ? '' : `${name.slice('the '.length)} `;
    const known = SAME[`${prefix}${one}-${other}`] ?? [];
    expect(same.filter((key) => !known.includes(key))).toEqual([]);
    expect(known.filter((key) => !same.includes(key))).toEqual([]);
  });

  it.each(LANGS)('are never empty and keep their places for values in %s', (lang) => {
    const names = (text: string): string[] =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (const key of KEYS) {
      const [reference = ''] = texts(words.fr[key] ?? '');
      for (const text of texts(words[lang][key] ?? '')) {
        expect(text.trim(), key).not.toBe('');
        // A place's name may be asked for with its preposition or without; a single one needs no number.
        const wanted = [...names(reference), ...(EXTRA[key] ?? [])];
        for (const name of names(text)) expect(wanted, `${key} in ${lang}`).toContain(name);
      }
    }
  });
});
