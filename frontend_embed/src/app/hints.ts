/**
 * Where a text perhaps names or reaches a person: said to its author while writing, never in the way. The same
 * patterns in Python: participation/hints.py; both are held to tests/participation/hints.json.
 */

export type HintKind = 'phone' | 'email' | 'name';

export interface Hint {
  start: number;
  end: number;
  kind: HintKind;
}

const TITLES =
  'Monsieur|Madame|Mademoiselle|M(?:me|lle|lles|mes|r|rs|s)?\\.?|MM\\.?' +
  '|Signore?|Signora|Signorina|[Ss]ig\\.?(?:ra|na|r)?\\.?' +
  '|Dott\\.?(?:ssa)?\\.?|Dottore|Dottoressa|Dr\\.?|Docteure?|Maître|Avv\\.?|Ing\\.?|Geom\\.?|Mister|Doctor';
const W = '\\p{L}\\p{N}_';
const PATTERNS: readonly (readonly [HintKind, RegExp])[] = [
  ['email', new RegExp(`[${W}.+-]+@[${W}-]+(?:\\.[${W}-]+)+`, 'gu')],
  [
    'phone',
    new RegExp(
      `(?<![${W}.,+/-])(?:` +
        '(?:\\+|00)\\d{1,3}[ ./-]?(?:\\(0\\)[ .-]?)?\\d(?:[ ./-]?\\d){7,11}' +
        '|0[1-9](?:[ .-]?\\d{2}){4}' +
        '|3\\d{2}[ ./-]?\\d{3}[ .-]?\\d{3,4}' +
        '|0\\d{1,3}[ /-]\\d{5,8}' +
        `)(?![${W}]|[.,/-]\\d)`,
      'gu',
    ),
  ],
  [
    'name',
    new RegExp(
      `(?<![${W}'’.-])(?:${TITLES}) ?(?<=[ .])` +
        `(?:[A-ZÀ-Þ][${W}'’-]+(?: [A-ZÀ-Þ][${W}'’-]+)?|[A-ZÀ-Þ](?![${W}])\\.?)`,
      'gu',
    ),
  ],
];

/** The spans that look like an e-mail address, a telephone number or a person's name, in their order. */
export function personalHints(text: string): Hint[] {
  const found = PATTERNS.flatMap(([kind, pattern]) =>
    [...text.matchAll(pattern)].map((match): Hint => ({
      start: match.index,
      end: match.index + match[0].length,
      kind,
    })),
  );
  return found.sort((one, other) => one.start - other.start);
}
