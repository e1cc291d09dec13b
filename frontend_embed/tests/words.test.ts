import { describe, expect, it } from 'vitest';
import { of } from '../src/strings/places';
import { french } from '../src/strings/typography';
import { Words } from '../src/strings/words';

const fr = new Words('fr');
const it_ = new Words('it');
const en = new Words('en');

describe('French typography', () => {
  it('sets no-break spaces where French wants them', () => {
    expect(french('C’est où ?')).toBe('C’est où\u202f?');
    expect(french('Carte : {name}')).toBe('Carte\u00a0: {name}');
    expect(french('« J’aimerais… »')).toBe('«\u00a0J’aimerais…\u00a0»');
  });

  it('leaves a citizen’s own words alone', () => {
    expect(fr.t('filter.text', { q: 'a : b' })).toBe('Texte\u00a0: a : b');
  });
});

describe('numbers and plurals', () => {
  it('counts as each language does', () => {
    expect(fr.n('count.idea', 0)).toBe('0 idée');
    expect(fr.n('count.idea', 1234)).toBe('1\u202f234 idées');
    expect(it_.n('count.idea', 0)).toBe('0 idee');
    expect(en.n('count.idea', 1)).toBe('1 idea');
  });

  it('writes small numbers as the language does, without asking it', () => {
    for (const words of [fr, it_, en]) {
      const numbers = new Intl.NumberFormat(words.lang);
      for (let n = 0; n < 1100; n += 1) expect(words.number(n)).toBe(numbers.format(n));
      for (const n of [-3, 0.5, 12.25, 1e6]) expect(words.number(n)).toBe(numbers.format(n));
    }
  });

  it('gives distances one can walk by', () => {
    expect(fr.distance(3)).toBe('5\u202fm');
    expect(fr.distance(123)).toBe('120\u202fm');
    expect(fr.distance(1440)).toBe('1,4\u202fkm');
    expect(fr.distance(12_700)).toBe('13\u202fkm');
    expect(en.distance(996)).toBe('1 km');
  });

  it('names a month of a year', () => {
    expect(new Words('fr').month('2026-05')).toBe('mai 2026');
    expect(new Words('it').month('2026-01')).toBe('gen 2026');
  });

  it.each(['fr', 'it', 'en'] as const)('has the months of %s as Intl has them', (lang) => {
    const intl = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { dateStyle: 'long' });
    for (let month = 0; month < 12; month += 1) {
      const day = new Date(2026, month, 14);
      expect(new Words(lang).date(day.toISOString())).toBe(intl.format(day));
    }
  });

  it('writes dates and sums of money', () => {
    expect(fr.date('2026-03-02T10:00:00Z')).toBe('2 mars 2026');
    expect(en.date('2026-03-02T10:00:00Z')).toBe('2 March 2026');
    expect(it_.euros(85_000)).toMatch(/85\.000\s€/);
  });
});

describe('of a place', () => {
  it.each([
    ['Breil-sur-Roya', 'de Breil-sur-Roya'],
    ['Airole', 'd’Airole'],
    ['Èze', 'd’Èze'],
    ['Le Boréon', 'du Boréon'],
    ['Les Mesches', 'des Mesches'],
    ['La Brigue', 'de La Brigue'],
    ['Gare de Breil', 'de la gare de Breil'],
    ['Col de Tende', 'du col de Tende'],
    ['Lac Long', 'du lac Long'],
    ['Mairie de Breil', 'de la mairie de Breil'],
    ['Col', 'de Col'],
  ])('in French: %s → %s', (name, expected) => {
    expect(of('fr', name)).toBe(expected);
  });

  it.each([
    ['Cuneo', 'di Cuneo'],
    ['Stazione di Breglio', 'della stazione di Breglio'],
    ['Colle di Tenda', 'del colle di Tenda'],
    ['Municipio di Breglio', 'del municipio di Breglio'],
  ])('in Italian: %s → %s', (name, expected) => {
    expect(of('it', name)).toBe(expected);
  });
});
