import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { personalHints } from '../src/app/hints';

const SAMPLES = JSON.parse(
  readFileSync(new URL('../../tests/participation/hints.json', import.meta.url), 'utf-8'),
) as { hints: [string, [string, string][]][]; none: string[] };

describe('hints at persons in a text', () => {
  it.each(SAMPLES.hints)('sees it: %s', (text, expected) => {
    const found = personalHints(text).map(({ start, end, kind }) => [kind, text.slice(start, end)]);
    expect(found).toEqual(expected);
  });

  it.each(SAMPLES.none)('leaves it alone: %s', (text) => {
    expect(personalHints(text)).toEqual([]);
  });
});
