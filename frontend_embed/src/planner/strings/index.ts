import type { Lang } from '../../api/types';
import type { Forms } from '../../strings/index';
import { Speech } from '../../strings/words';
import type { Values } from '../../strings/words';
import type { Measure } from '../view/view';
import { en } from './en';
import { fr } from './fr';
import { it } from './it';

export type PlannerKey = keyof typeof fr;
export type PlannerStrings = {
  readonly [K in PlannerKey]: (typeof fr)[K] extends string ? string : Forms;
};
export type PlannerText = {
  [K in PlannerKey]: (typeof fr)[K] extends string ? K : never;
}[PlannerKey];
export type PlannerCount = Exclude<PlannerKey, PlannerText>;

export const PLANNER: Readonly<Record<Lang, PlannerStrings>> = { fr, it, en };

/** One language's words of the planner's page. */
export class PlannerWords extends Speech {
  t(key: PlannerText, values: Values = {}): string {
    return this.filled(PLANNER[this.lang][key], values);
  }

  n(key: PlannerCount, n: number, values: Values = {}): string {
    return this.counted(PLANNER[this.lang][key], n, values);
  }

  /** `67 %` of a share between 0 and 1; a dash where there is none. */
  share(value: number | null): string {
    return value === null ? '–' : this.measure(Math.round(value * 100), 'answered');
  }

  /** What the colour of a zone stands for, as it is written on it. */
  measure(value: number, measure: Measure): string {
    const number = this.amount(value);
    if (measure !== 'answered') return number;
    return this.lang === 'fr' ? `${number}\u202f%` : `${number}%`;
  }

  /** A number of a picture as its legend writes them: four figures that matter, and its unit. */
  value(value: number, unit: string): string {
    const locale = this.lang === 'en' ? 'en-GB' : this.lang;
    const digits =
      Math.abs(value) < 10_000 ? { maximumSignificantDigits: 4 } : { maximumFractionDigits: 0 };
    const text = new Intl.NumberFormat(locale, { ...digits, useGrouping: false }).format(value);
    return unit ? `${text}\u00a0${unit}` : text;
  }

  /** Two figures below one, two decimals below ten, one below a hundred. */
  amount(value: number): string {
    const locale = this.lang === 'en' ? 'en-GB' : this.lang;
    const digits =
      value < 1
        ? { maximumSignificantDigits: 2 }
        : { maximumFractionDigits: value < 10 ? 2 : value < 100 ? 1 : 0 };
    return new Intl.NumberFormat(locale, digits).format(value);
  }
}
