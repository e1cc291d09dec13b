import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Votes } from '../api/types';
import type { Words } from '../strings/words';

/** Numbers above, bar below: for is solid at the left, against hatched at the right. */
export function voteBar(words: Words, votes: Votes, note: string): TemplateResult {
  const name = words.t('vote.result', { for: votes.for, against: votes.against });
  const none = votes.for + votes.against === 0;
  return html`<div class="vt" data-testid="votes">
    <p class="vl">
      <span><b>${words.number(votes.for)}</b> ${words.t('vote.count.for')}</span>
      <span><b>${words.number(votes.against)}</b> ${words.t('vote.count.against')}</span>
    </p>
    <div class="votebar ${none ? 'none' : ''}" role="img" aria-label=${name}>
      ${part('vf', none ? 1 : votes.for)}${part('va', none ? 1 : votes.against)}
    </div>
    <p class="small soft">${note}</p>
  </div>`;
}

function part(name: string, votes: number): TemplateResult {
  // A property, not an attribute: the strict style-src allows the one and not the other.
  return html`<span
    class=${name}
    .style=${`flex-grow:${String(votes)}`}
    ?hidden=${votes === 0}
  ></span>`;
}
