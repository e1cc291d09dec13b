import type { Lang } from '../api/types';

/**
 * A place name after "of": `d’Airole`, `du Boréon`, `de La Brigue` in French. Italian and English
 * have the preposition in their sentence and take the name as it is.
 */
export function of(lang: Lang, name: string): string {
  if (lang !== 'fr') return name;
  const article = /^(Les?) (.+)$/.exec(name);
  if (article?.[1] === 'Le') return `du ${article[2] ?? ''}`;
  if (article?.[1] === 'Les') return `des ${article[2] ?? ''}`;
  return /^[aeiouyàâéèêëîïôûœæ]/i.test(name) ? `d’${name}` : `de ${name}`;
}
