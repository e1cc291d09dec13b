import type { Lang } from '../api/types';

/**
 * As Intl has them (a test compares), which takes a weak phone a tenth of a second to begin: the first screen has
 * dates, and nothing else that needs it.
 */
export const MONTHS: Readonly<Record<Lang, readonly string[]>> = {
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(
    ' ',
  ),
  it: 'gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre'.split(
    ' ',
  ),
  en: 'January February March April May June July August September October November December'.split(
    ' ',
  ),
};
