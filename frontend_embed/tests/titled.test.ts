import { describe, expect, it } from 'vitest';
import { DraftStore } from '../src/app/draft-store';
import { titled } from '../src/app/own-words';

describe('the first sentence is what it is called', () => {
  it.each([
    ['', '', ''],
    ['   \n ', '', ''],
    ['Un banc', 'Un banc', ''],
    ['  Le lampadaire ne marche plus. ', 'Le lampadaire ne marche plus', ''],
    ['Un banc à l’ombre. Ma mère fait demi-tour.', 'Un banc à l’ombre', 'Ma mère fait demi-tour.'],
    ['C’est dangereux ! Une voiture a failli.', 'C’est dangereux !', 'Une voiture a failli.'],
    ['Perché? « Nessuno » risponde.', 'Perché?', '« Nessuno » risponde.'],
    ['Una panchina\nall’ombra, vicino al ponte', 'Una panchina', 'all’ombra, vicino al ponte'],
    ['Una panchina.\n\nAll’ombra.', 'Una panchina', 'All’ombra.'],
    ['Demander à M. Dupont. Il sait.', 'Demander à M. Dupont', 'Il sait.'],
    ['Un trou av. de la République', 'Un trou av. de la République', ''],
    ['Il manque 3.5 m de trottoir', 'Il manque 3.5 m de trottoir', ''],
    ['Et après… Rien.', 'Et après…', 'Rien.'],
    ['Et après... rien', 'Et après... rien', ''],
    ['À 20 h. tout est noir', 'À 20 h. tout est noir', ''],
  ])('%j', (written, title, text) => {
    expect(titled(written)).toEqual({ title, text });
  });

  it('leaves what is too long for a line as it was written', () => {
    const long = `${'mot '.repeat(40)}fin. Et puis.`;
    expect(titled(long)).toEqual({ title: '', text: long });
    expect(titled('mot '.repeat(40)).title).toBe('');
  });

  it('loses not a word', () => {
    const said = 'Une. Deux ! Trois ?\nQuatre… Cinq';
    const { title, text } = titled(said);
    expect(`${title} ${text}`.match(/\p{L}+/gu)).toEqual(said.match(/\p{L}+/gu));
  });
});

describe('a draft that an older page kept', () => {
  it('is sent with all of its words', () => {
    const kept = JSON.stringify({ key: 'k', draft: { text: 'Un banc. À l’ombre' } });
    const storage = { getItem: () => kept } as unknown as Storage;
    const draft = new DraftStore('draft', () => storage).read()?.draft;
    expect(draft?.sent).toEqual({ title: '', text: 'Un banc. À l’ombre' });
  });
});
