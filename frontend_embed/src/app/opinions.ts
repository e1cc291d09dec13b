import type { Client } from '../api/client';
import { Offline, Problem } from '../api/problem';
import type { Choice, Consultation, Item, Opening, Perimeter, Votes } from '../api/types';
import type { Words } from '../strings/words';

/** The consultation an item belongs to, where it belongs to one. */
export function consultationOf(perimeter: Perimeter, item: Item): Consultation | undefined {
  const { consultation } = item.properties;
  return perimeter.consultations.find(({ slug }) => slug === consultation);
}

/** Whether votes on this item are taken: what belongs to no consultation is always open. */
export function mayVote(perimeter: Perimeter, item: Item): boolean {
  if (item.properties.consultation === null) return true;
  const opening: Opening =
    item.properties.kind === 'proposal' ? 'votes_proposals' : 'votes_contributions';
  return consultationOf(perimeter, item)?.open.includes(opening) ?? false;
}

export type VoteOutcome =
  { done: 'cast' | 'withdrawn'; item: Item } | { done: 'refused'; detail: string };

/** Votes on their way, one per target at a time. */
export class Opinions {
  private readonly sending = new Set<string>();

  constructor(
    private readonly client: Client,
    private readonly changed: () => void,
  ) {}

  busy(item: Item): boolean {
    return this.sending.has(item.properties.ref);
  }

  /** Cast a choice; a second press of the same one withdraws it. */
  async press(item: Item, choice: Choice, noNetwork: string): Promise<VoteOutcome> {
    const { ref } = item.properties;
    this.sending.add(ref);
    this.changed();
    try {
      return item.properties.votes.mine === choice
        ? await this.withdraw(item)
        : await this.cast(item, choice);
    } catch (error) {
      if (error instanceof Problem) return { done: 'refused', detail: error.detail };
      if (error instanceof Offline) return { done: 'refused', detail: noNetwork };
      throw error;
    } finally {
      this.sending.delete(ref);
      this.changed();
    }
  }

  private async cast(item: Item, choice: Choice): Promise<VoteOutcome> {
    const votes = await this.client.vote(item.properties.kind, item.id, choice);
    return { done: 'cast', item: withVotes(item, votes) };
  }

  private async withdraw(item: Item): Promise<VoteOutcome> {
    const votes = await this.client.withdrawVote(item.properties.kind, item.id);
    return { done: 'withdrawn', item: withVotes(item, votes) };
  }
}

function withVotes(item: Item, votes: Votes): Item {
  return { ...item, properties: { ...item.properties, votes } } as Item;
}

/** What a page around may know of a vote: on what, and the totals where they are public. */
export function castOn(item: Item): Record<string, unknown> {
  const { ref, kind, votes } = item.properties;
  const { for: pro, against, neutral } = votes;
  return { ref, kind, votes: { for: pro, against, neutral } };
}

/** What to say aloud once a vote is in, or taken back. */
export function voteText(words: Words, item: Item, done: 'cast' | 'withdrawn'): string {
  const { votes, kind } = item.properties;
  if (done === 'withdrawn') return words.t('vote.withdrawn');
  if (votes.for === null || votes.against === null) return words.t('vote.takenHidden');
  if (kind !== 'proposal') return words.n('vote.supportTaken', votes.for);
  return words.t('vote.taken', { for: votes.for, against: votes.against });
}
