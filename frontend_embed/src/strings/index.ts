import type { Lang } from '../api/types';
import type { fr } from './fr';

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

export const LANGS: readonly Lang[] = ['fr', 'it', 'en'];

export function isLang(value: unknown): value is Lang {
  return LANGS.some((lang) => lang === value);
}

/** Each language is a file of its own: a reader fetches the one they read. */
const FILES: Readonly<Record<Lang, () => Promise<Strings>>> = {
  fr: async () => (await import('./fr')).fr,
  it: async () => (await import('./it')).it,
  en: async () => (await import('./en')).en,
};
const known = new Map<Lang, Strings>();

/** Fetch a language, once. Throws TypeError where it does not arrive. */
export async function learn(lang: Lang): Promise<void> {
  if (!known.has(lang)) known.set(lang, await FILES[lang]());
}

/** A language that was learnt. */
export function strings(lang: Lang): Strings {
  const found = known.get(lang);
  if (!found) throw new Error(`${lang} is spoken before it was learnt`);
  return found;
}

export function knows(lang: Lang): boolean {
  return known.has(lang);
}
