import type { Lang } from '../api/types';
import { en } from './en';
import { fr } from './fr';
import { it } from './it';

/** Forms by number; `many` (millions, in French and Italian) reads as `other` here. */
export interface Forms {
  readonly one: string;
  readonly other: string;
}

export type Key = keyof typeof fr;
/** Same keys in every language, a text where French has a text, forms where it has forms. */
export type Strings = { readonly [K in Key]: (typeof fr)[K] extends string ? string : Forms };
export type TextKey = { [K in Key]: (typeof fr)[K] extends string ? K : never }[Key];
export type CountKey = Exclude<Key, TextKey>;

export const STRINGS: Readonly<Record<Lang, Strings>> = { fr, it, en };
export const LANGS: readonly Lang[] = ['fr', 'it', 'en'];

export function isLang(value: unknown): value is Lang {
  return LANGS.some((lang) => lang === value);
}
