import type {
  ContributionKind,
  ContributionProperties,
  Item,
  Kind,
  Lang,
  Perimeter,
  Theme,
} from '../api/types';
import { isProposal } from '../api/guards';
import type { TextKey } from '../strings/index';
import type { Words } from '../strings/words';

export const KIND_NAME: Readonly<Record<Kind, TextKey>> = {
  idea: 'kind.idea',
  report: 'kind.report',
  proposal: 'kind.proposal',
};

export const KINDS_NAME: Readonly<Record<Kind, TextKey>> = {
  idea: 'kinds.idea',
  report: 'kinds.report',
  proposal: 'kinds.proposal',
};

const STATE_NAME: Readonly<Record<string, TextKey>> = {
  pending: 'state.pending',
  received: 'state.received',
  acknowledged: 'state.acknowledged',
  under_review: 'state.underReview',
  planned: 'state.planned',
  in_progress: 'state.inProgress',
  done: 'state.done',
  declined: 'state.declined',
  published: 'state.open',
  rejected: 'state.rejected',
  hidden: 'state.hidden',
  withdrawn: 'state.withdrawn',
  merged: 'state.merged',
};

export const LANGUAGE_NAME: Readonly<Record<Lang, TextKey>> = {
  fr: 'language.fr',
  it: 'language.it',
  en: 'language.en',
};

const THEME_EXAMPLES: Readonly<Record<string, TextKey>> = {
  infrastructure: 'theme.infrastructure.examples',
  economy: 'theme.economy.examples',
  health: 'theme.health.examples',
  services: 'theme.services.examples',
};

export const MORE_LABEL: Readonly<Record<ContributionKind, TextKey>> = {
  idea: 'say.more.idea',
  report: 'say.more.report',
};

export function stateName(words: Words, state: string): string {
  const key = STATE_NAME[state];
  return key ? words.t(key) : state;
}

/** Examples are known for the four default themes only. */
export function themeExamples(words: Words, theme: Theme): string {
  const key = THEME_EXAMPLES[theme.slug];
  return key ? words.t(key) : '';
}

export function themeOf(perimeter: Perimeter, slug: string | null): Theme | undefined {
  return perimeter.themes.find((theme) => theme.slug === slug);
}

/** What stands in a list row: the title, the one made for it, else how the text begins. */
export function titleOf(words: Words, item: Item): string {
  const { title, text } = item.properties;
  const made = isProposal(item) ? null : (item as Item<ContributionProperties>).properties.headline;
  if (title || made) return title || made || '';
  const start = text.trim().split(/\s+/).slice(0, 9).join(' ');
  return start === '' ? words.t('list.untitled') : start.length < text.length ? `${start}…` : start;
}

export function zoneName(item: Item, names: ReadonlyMap<string, string>): string {
  for (const code of Object.values(item.properties.zones)) {
    const name = code === null ? undefined : names.get(code);
    if (name) return name;
  }
  return '';
}

/** The language of the title shown: a made one is in the reader's. */
export function titleLanguage(item: Item, reader: Lang): string {
  return item.properties.title ? languageOf(item, reader) : reader;
}

/** The language of the words shown: a citizen's own; a proposal's are translated. */
export function languageOf(item: Item, reader: Lang): string {
  return isProposal(item) ? reader : item.properties.language;
}
