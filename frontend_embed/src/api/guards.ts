import type { Item, Kind, ProposalProperties } from './types';

export function isContributionOrProposal(kind: string): kind is Kind {
  return kind === 'idea' || kind === 'report' || kind === 'proposal';
}

export function isProposal(item: Item): item is Item<ProposalProperties> {
  return item.properties.kind === 'proposal';
}
