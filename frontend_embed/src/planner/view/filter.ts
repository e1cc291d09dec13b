/** The one filter object of the API (DESIGN §4), as its parameters: a comma inside a value means or. */

export const FILTER_NAMES = [
  'kind',
  'theme',
  'category',
  'state',
  'zone',
  'consultation',
  'language',
  'channel',
  'q',
  'since',
  'until',
] as const;

export type FilterName = (typeof FILTER_NAMES)[number];
export type Filter = Readonly<Partial<Record<FilterName, string>>>;

export const NO_FILTER: Filter = {};

export function values(filter: Filter, name: FilterName): string[] {
  return (filter[name] ?? '').split(',').filter((value) => value !== '');
}

/** The filter with this value for that name; an empty one takes the name away. */
export function withValue(filter: Filter, name: FilterName, value: string): Filter {
  const rest = Object.entries(filter).filter(([other]) => other !== name);
  return Object.fromEntries(value === '' ? rest : [...rest, [name, value]]);
}

/** Take a value in among the others of its name, or out again. */
export function withToggled(filter: Filter, name: FilterName, value: string): Filter {
  const now = values(filter, name);
  const next = now.includes(value) ? now.filter((other) => other !== value) : [...now, value];
  return withValue(filter, name, next.toSorted().join(','));
}

/** Without the period: what the histogram is counted over. */
export function withoutDates(filter: Filter): Filter {
  return withValue(withValue(filter, 'since', ''), 'until', '');
}

/** Whether a filter leaves projects in as well: what it asks, they know too. */
export function asksProjects(filter: Filter): boolean {
  const known: readonly string[] = ['theme', 'zone', 'consultation', 'since', 'until'];
  return Object.keys(filter).every((name) => known.includes(name));
}

export function isEmpty(filter: Filter): boolean {
  return Object.keys(filter).length === 0;
}

/** The names in their fixed order, so that one filter has one address. */
export function ordered(filter: Filter): Filter {
  return Object.fromEntries(
    FILTER_NAMES.flatMap((name) => {
      const value = filter[name];
      return value ? [[name, value]] : [];
    }),
  );
}

export function queryOf(filter: Filter): string {
  return new URLSearchParams(ordered(filter) as Record<string, string>).toString();
}

export function readFilter(query: URLSearchParams): Filter {
  return ordered(Object.fromEntries(FILTER_NAMES.map((name) => [name, query.get(name) ?? ''])));
}
