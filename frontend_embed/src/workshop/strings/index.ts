import type { Lang } from '../../api/types';
import type { Forms } from '../../strings/index';
import { Speech } from '../../strings/words';
import type { Values } from '../../strings/words';
import { en } from './en';
import { fr } from './fr';
import { it } from './it';

export type WorkshopKey = keyof typeof fr;
export type WorkshopStrings = {
  readonly [K in WorkshopKey]: (typeof fr)[K] extends string ? string : Forms;
};
export type WorkshopText = {
  [K in WorkshopKey]: (typeof fr)[K] extends string ? K : never;
}[WorkshopKey];
export type WorkshopCount = Exclude<WorkshopKey, WorkshopText>;

export const WORKSHOP: Readonly<Record<Lang, WorkshopStrings>> = { fr, it, en };

/** One language's words of the workshop. */
export class WorkshopWords extends Speech {
  t(key: WorkshopText, values: Values = {}): string {
    return this.filled(WORKSHOP[this.lang][key], values);
  }

  n(key: WorkshopCount, n: number, values: Values = {}): string {
    return this.counted(WORKSHOP[this.lang][key], n, values);
  }

  /** `9 812,4 km²`, `0,8 ha`: as much as the size deserves. */
  area(area_km2: number): string {
    const [value, unit] = Math.abs(area_km2) < 1 ? [area_km2 * 100, 'ha'] : [area_km2, 'km²'];
    const locale = this.lang === 'en' ? 'en-GB' : this.lang;
    const digits = Math.abs(value) < 100 ? 2 : 1;
    return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)}\u00a0${unit}`;
  }

  /** A coordinate to two decimals: enough to know a town by. */
  decimal(value: number): string {
    const locale = this.lang === 'en' ? 'en-GB' : this.lang;
    return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
  }
}
