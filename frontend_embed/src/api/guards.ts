import type { Item, ItemPage, Kind, ProposalProperties } from './types';

export function isContributionOrProposal(kind: string): kind is Kind {
  return kind === 'idea' || kind === 'report' || kind === 'proposal';
}

export function isProposal(item: Item): item is Item<ProposalProperties> {
  return item.properties.kind === 'proposal';
}

/** The address of the page after this one; null at the end. */
export function nextPage(page: ItemPage): string | null {
  return page.links.find(({ rel }) => rel === 'next')?.href ?? null;
}
