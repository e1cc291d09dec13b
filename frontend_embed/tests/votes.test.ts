import { describe, expect, it } from 'vitest';
import type { Consultation } from '../src/api/types';
import { opinion } from '../src/parts/opinion';
import { voteBar } from '../src/parts/votebar';
import { Words } from '../src/strings/words';

const fr = new Words('fr');

/** What a template holds, without drawing it. */
function source(value: unknown): string {
  if (Array.isArray(value)) return value.map(source).join('');
  if (value === null || typeof value !== 'object') return typeof value === 'string' ? value : '';
  if (!('strings' in value) || !('values' in value)) return '';
  const { strings, values } = value as { strings: string[]; values: unknown[] };
  return strings.map((text, at) => text + source(values[at])).join('');
}

describe('votes', () => {
  it('tell those who are for neither, so that the sum is right', () => {
    const votes = { for: 165, against: 29, neutral: 12, mine: null };
    expect(source(voteBar(fr, votes, '206 votes'))).toContain('12 sans avis');
    expect(source(voteBar(fr, { ...votes, neutral: 0 }, ''))).not.toContain('sans avis');
  });

  it('keep three buttons as short as they were, and say it is noted in their name', () => {
    const ballot = (neutral_votes: boolean) => ({
      open: true,
      busy: false,
      ofOne: false,
      consultation: { neutral_votes } as Consultation,
      vote: () => undefined,
    });
    const three = source(opinion(fr, 'for', ballot(true)));
    expect(three).toContain('>Pour</span');
    expect(three).toContain('Pour, c’est noté');
    expect(source(opinion(fr, 'for', ballot(false)))).toContain('>Pour, c’est noté</span');
  });
});
