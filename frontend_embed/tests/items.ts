import { written } from '../src/app/own-words';
import type {
  ContributionKind,
  ContributionProperties,
  Item,
  ProposalProperties,
} from '../src/api/types';

const VOTES = { for: 0, against: 0, neutral: 0, mine: null };

export function contribution(
  id: number,
  votesFor = 0,
  day = id,
  kind: ContributionKind = 'idea',
): Item<ContributionProperties> {
  return {
    type: 'Feature',
    id,
    geometry: { type: 'Point', coordinates: [7 + id / 100, 44] },
    properties: {
      ref: `ALP-${String(id).padStart(4, '0')}`,
      kind,
      consultation: null,
      threshold: null,
      proposals: [],
      theme: 'economy',
      state: 'received',
      title: `Number ${String(id)}`,
      text: '',
      language: 'fr',
      created_at: new Date(Date.UTC(2026, 0, day)).toISOString(),
      updated_at: new Date(Date.UTC(2026, 0, day)).toISOString(),
      zones: {},
      votes: { ...VOTES, for: votesFor },
      comments: 0,
      photos: [],
    },
  };
}

export function proposal(id: number): Item<ProposalProperties> {
  const { properties, ...rest } = contribution(id);
  return {
    ...rest,
    properties: {
      ...properties,
      kind: 'proposal',
      ref: `ALP-P${String(id).padStart(2, '0')}`,
      state: 'published',
      summary: '',
      budget_eur: null,
      responsible: '',
      calendar: '',
      image: null,
      pictures: [],
      documents: [],
      shape: null,
      ideas: [],
      choice_of_one: null,
    },
  };
}

/** Two sentences: a title and a text. */
export const WRITTEN = written('Un banc. À l’ombre');
