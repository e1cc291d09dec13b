import type { Lang } from '../api/types';
import { strings } from './index';
import type { CountKey, Forms, TextKey } from './index';
import { MONTHS } from './months';
import { french } from './typography';

export type Values = Readonly<Record<string, string | number>>;

/** One language's way with numbers, dates and values in sentences; a dictionary is added by who extends it. */
export abstract class Speech {
  // Made when first asked for: the first formatter of a page costs a weak phone a quarter of a second.
  private plural?: Intl.PluralRules;
  private numbers?: Intl.NumberFormat;
  /** English as it is read in Europe: day before month. */
  private readonly locale: string;

  constructor(readonly lang: Lang) {
    this.locale = lang === 'en' ? 'en-GB' : lang;
  }

  /** What has no thousands looks the same in all of our languages. */
  number(value: number): string {
    if (Number.isInteger(value) && value >= 0 && value < 1000) return String(value);
    this.numbers ??= new Intl.NumberFormat(this.locale);
    return this.numbers.format(value);
  }

  date(iso: string): string {
    const date = new Date(iso);
    const month = MONTHS[this.lang][date.getMonth()] ?? '';
    return `${String(date.getDate())} ${month} ${String(date.getFullYear())}`;
  }

  /** `a, b and c`. */
  list(parts: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { type: 'conjunction' }).format(parts);
  }

  /** `2026-05`: “mai 2026”. */
  month(iso: string): string {
    return new Intl.DateTimeFormat(this.locale, { month: 'short', year: 'numeric' }).format(
      new Date(`${iso}-15`),
    );
  }

  euros(amount: number): string {
    const style = { style: 'currency', currency: 'EUR', maximumFractionDigits: 0 } as const;
    return new Intl.NumberFormat(this.locale, style).format(amount);
  }

  /** `120 m`, `1,4 km`, `13 km`: two figures are enough to walk by. */
  distance(distance_m: number): string {
    const unit = distance_m < 995 ? 'meter' : 'kilometer';
    const value = unit === 'meter' ? roundedMetres(distance_m) : distance_m / 1000;
    const maximumFractionDigits = unit === 'kilometer' && value < 10 ? 1 : 0;
    return new Intl.NumberFormat(this.locale, {
      style: 'unit',
      unit,
      maximumFractionDigits,
    }).format(value);
  }

  /** The form for `n`, with `{n}` written as a number of this language. */
  protected counted(forms: Forms, n: number, values: Values): string {
    this.plural ??= new Intl.PluralRules(this.locale);
    const form = this.plural.select(n) === 'one' ? forms.one : forms.other;
    return this.filled(form, { ...values, n });
  }

  protected filled(template: string, values: Values): string {
    const set = this.lang === 'fr' ? french(template) : template;
    return set.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? this.number(value) : value;
    });
  }
}

/** One language's words of the citizen map. */
export class Words extends Speech {
  t(key: TextKey, values: Values = {}): string {
    return this.filled(strings(this.lang)[key], values);
  }

  n(key: CountKey, n: number, values: Values = {}): string {
    return this.counted(strings(this.lang)[key], n, values);
  }
}

function roundedMetres(distance_m: number): number {
  const step = distance_m < 100 ? 5 : 10;
  return Math.max(step, Math.round(distance_m / step) * step);
}
