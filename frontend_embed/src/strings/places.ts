import type { Lang } from '../api/types';

/** Common nouns that begin a place's name and take the article: `de la gare de Breil`. */
const NOUNS: Readonly<Record<'fr' | 'it', Readonly<Record<string, string>>>> = {
  fr: {
    'du ': 'col lac mont pas refuge tunnel fort pont vallon parc port cap barrage',
    'de la ':
      'gare cime tête pointe baisse baie forêt vallée chapelle madone rivière plage mairie cathédrale collégiale place',
    'de l’': 'aiguille étang église hôpital île observatoire',
    'des ': 'gorges aiguilles lacs balcons',
  },
  it: {
    'del ':
      'colle passo monte lago rifugio tunnel forte ponte parco porto capo bric municipio duomo',
    'della ':
      'stazione cima testa punta valle cappella madonna spiaggia rocca chiesa cattedrale collegiata piazza',
    'dell’': 'ospedale isola osservatorio',
    'dello ': 'stagno',
    'delle ': 'gole',
  },
};

function withNoun(lang: 'fr' | 'it', name: string): string | null {
  const [first = ''] = name.split(' ');
  const noun = first.toLocaleLowerCase(lang);
  if (first === name) return null;
  const found = Object.entries(NOUNS[lang]).find(([, nouns]) => nouns.split(' ').includes(noun));
  return found ? `${found[0]}${noun}${name.slice(first.length)}` : null;
}

function french(name: string): string {
  const article = /^(Les?) (.+)$/.exec(name);
  if (article?.[1] === 'Le') return `du ${article[2] ?? ''}`;
  if (article?.[1] === 'Les') return `des ${article[2] ?? ''}`;
  return /^[aeiouyàâéèêëîïôûœæ]/i.test(name) ? `d’${name}` : `de ${name}`;
}

/**
 * A place's name after "of": `d’Airole`, `du Boréon`, `de la gare de Breil`, `della stazione di
 * Breil`; in English the name as it is.
 */
export function of(lang: Lang, name: string): string {
  if (lang === 'en') return `of ${name}`;
  const noun = withNoun(lang, name);
  if (noun) return noun;
  return lang === 'fr' ? french(name) : `di ${name}`;
}
