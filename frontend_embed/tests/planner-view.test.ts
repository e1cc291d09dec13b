import { describe, expect, it } from 'vitest';
import { around, areaText, polygon, readArea, withZones } from '../src/planner/view/area';
import { classOf, classesOf } from '../src/planner/view/classes';
import {
  NO_FILTER,
  asksProjects,
  queryOf,
  withToggled,
  withValue,
} from '../src/planner/view/filter';
import type { ZoneRow } from '../src/planner/types';
import { groupsOf } from '../src/planner/view/groups';
import {
  chosenMonths,
  countBetween,
  dayAfter,
  monthsOf,
  withMonths,
} from '../src/planner/view/months';
import { readView, viewSearch } from '../src/planner/view/view';

describe('the address of a view', () => {
  it.each([
    '',
    '?kind=idea&theme=economy,health&q=banc&since=2026-01-01&until=2026-04-01',
    '?show=zones&measure=km2&by=layer:plu&layers=plu:40,ortho',
    '?layers=',
    '?hide=contributions,proposals&area=shape:7.1,43.6;7.2,43.6;7.2,43.7',
    '?area=zones:layer:plu:12,7&at=9.50/44.10000/7.30000',
    '?area=near:250:7.1,43.6&lang=it',
    '?area=near:250:7.1,43.6;7.2,43.7',
  ])('says the same again: %s', (search) => {
    expect(viewSearch(readView(search), search)).toBe(search);
  });

  it('takes what cannot be read as not there', () => {
    const view = readView('?show=stars&area=shape:7,43&at=9/95/7&measure=x');
    expect(view.show).toBe('points');
    expect(view.area).toBeNull();
    expect(view.camera).toBeNull();
    expect(viewSearch(view, '')).toBe('');
  });

  it.each([
    'near:0:7,43',
    'near:90000:7,43',
    'near:x:7,43',
    'zones:communes:',
    'shape:7,43;x,1;2,3',
  ])('knows no area in %s', (text) => {
    expect(readArea(text)).toBeNull();
  });

  it('closes the ring of a drawn area', () => {
    const area = polygon([
      [7, 43],
      [8, 43],
      [8, 44],
    ]);
    expect(area?.type === 'shape' && area.geometry.coordinates[0]).toHaveLength(4);
    expect(area && areaText(area)).toBe('shape:7,43;8,43;8,44');
  });

  it('makes a point or a line of what is near', () => {
    expect(around([[7, 43]], 100)).toMatchObject({ geometry: { type: 'Point' } });
    expect(around([], 100)).toBeNull();
  });
});

describe('zones taken', () => {
  it('go in and out, and begin anew in another zoning', () => {
    const one = withZones(null, 'communes', ['W']);
    const both = withZones(one, 'communes', ['E', 'W']);
    expect(both).toEqual({ type: 'zones', zoning: 'communes', codes: ['E', 'W'] });
    expect(withZones(both, 'communes', ['W'])).toMatchObject({ codes: ['E'] });
    expect(withZones(both, 'communes', ['W', 'E'])).toBeNull();
    expect(withZones(both, 'layer:plu', ['7'])).toMatchObject({ codes: ['7'] });
  });

  it('of one name and type are one, the fullest first', () => {
    const row = (zone: string, name: string, typezone: string, contributions: number): ZoneRow =>
      ({
        zone,
        name,
        typezone,
        contributions,
        by_kind: { idea: contributions },
        proposals: 1,
        answered: 1,
      }) as unknown as ZoneRow;
    const found = groupsOf([row('1', 'UA', 'U', 2), row('2', 'N', 'N', 4), row('3', 'UA', 'U', 3)]);
    expect(found.map(({ name, codes, contributions }) => [name, codes, contributions])).toEqual([
      ['UA', ['1', '3'], 5],
      ['N', ['2'], 4],
    ]);
    expect(found[0]).toMatchObject({ by_kind: { idea: 5 }, proposals: 2, answered: 2 });
  });
});

describe('the filter', () => {
  it('has one address, whatever the order of choosing', () => {
    const one = withToggled(withValue(NO_FILTER, 'q', 'a b'), 'theme', 'economy');
    const other = withValue(withToggled(NO_FILTER, 'theme', 'economy'), 'q', 'a b');
    expect(queryOf(one)).toBe(queryOf(other));
    expect(withToggled(one, 'theme', 'economy')).not.toHaveProperty('theme');
  });

  it('is about projects too only where they know what is asked', () => {
    expect(asksProjects(NO_FILTER)).toBe(true);
    expect(asksProjects({ theme: 'economy', since: '2026-01-01' })).toBe(true);
    expect(asksProjects({ theme: 'economy', kind: 'report' })).toBe(false);
    expect(asksProjects({ category: 'light' })).toBe(false);
  });
});

describe('classes', () => {
  it('are the values themselves where there are few', () => {
    expect(classesOf([0, 3, 1, 1])).toEqual([
      { from: 1, to: 1 },
      { from: 3, to: 3 },
    ]);
    expect(classesOf([0, 0])).toEqual([]);
  });

  it('hold as many zones each, leave no value out and say what is in them', () => {
    const values = Array.from({ length: 100 }, (_, index) => index + 1);
    const classes = classesOf(values);
    expect(classes).toHaveLength(5);
    expect(classes[0]).toEqual({ from: 1, to: 20 });
    expect(classes[4]).toEqual({ from: 81, to: 100 });
    expect(values.every((value) => classOf(classes, value) >= 0)).toBe(true);
    expect([classOf(classes, 20), classOf(classes, 21), classOf(classes, 100)]).toEqual([0, 1, 4]);
    expect([classOf(classes, 0), classOf(classes, null)]).toEqual([-1, -1]);
  });

  it('keep few full zones apart from many with little in them', () => {
    const little = Array.from({ length: 60 }, (_, index) => 1 + (index % 3));
    const classes = classesOf([...little, 4, 5, 6, 7, 11, 13, 40, 59]);
    expect(classOf(classes, 40)).toBe(4);
    expect(classOf(classes, 11)).toBeLessThan(4);
    expect(classes.at(-1)?.from).toBe(40);
  });

  it('stay apart for shares of one and for skewed numbers', () => {
    const classes = classesOf([0.012, 0.5, 0.5, 0.5, 0.5, 0.5, 2, 3, 900]);
    const ends = classes.map(({ to }) => to);
    expect(ends).toEqual([...new Set(ends)].toSorted((a, b) => a - b));
    expect(classOf(classes, 900)).toBe(classes.length - 1);
  });
});

describe('months', () => {
  const months = monthsOf([
    ['2025-11-30', 2],
    ['2026-01-02', 1],
    ['2026-01-09', 4],
  ]);

  it('have no gap', () => {
    expect(months).toEqual([
      { month: '2025-11', count: 2 },
      { month: '2025-12', count: 0 },
      { month: '2026-01', count: 5 },
    ]);
    expect(monthsOf([])).toEqual([]);
  });

  it('become dates, of which the end is the first day out', () => {
    const filter = withMonths({ kind: 'idea' }, months, 1, 1);
    expect(filter).toEqual({ kind: 'idea', since: '2025-12-01', until: '2026-01-01' });
    expect(chosenMonths(filter, months)).toEqual([1, 1]);
    expect(withMonths(filter, months, 0, 2)).toEqual({ kind: 'idea' });
    expect(chosenMonths({}, months)).toEqual([0, 2]);
  });

  it('are counted by the days of the period, not whole', () => {
    const days = [
      ['2026-01-02', 1],
      ['2026-01-09', 4],
      ['2026-02-01', 8],
    ] as const;
    expect(countBetween(days, {})).toBe(13);
    expect(countBetween(days, { since: '2026-01-03' })).toBe(12);
    expect(countBetween(days, { since: '2026-01-02', until: '2026-02-01' })).toBe(5);
    expect(countBetween(days, { since: '2026-01-09T11:12:13Z' })).toBe(12);
  });

  it('name the last day that is in', () => {
    expect(dayAfter('2026-03-01', -1)).toBe('2026-02-28');
    expect(dayAfter('no day')).toBe('');
  });
});
