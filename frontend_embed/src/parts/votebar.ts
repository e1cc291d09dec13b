import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Votes } from '../api/types';
import type { Words } from '../strings/words';

/** Numbers above, bar below: for is solid at the left, against hatched at the right; neutral ones are told only. */
export function voteBar(words: Words, votes: Votes, note: string, forOnly = false): TemplateResult {
  if (votes.for === null || votes.against === null) {
    return html`<p class="small soft" data-testid="votes">${note}</p>`;
  }
  if (forOnly) {
    return html`<p class="vl" data-testid="votes">
      <span><b>${words.number(votes.for)}</b> ${words.t('vote.count.for')}</span>
    </p>`;
  }
  const between = votes.neutral ? words.n('vote.count.neutral', votes.neutral) : '';
  const result = words.t('vote.result', { for: votes.for, against: votes.against });
  const name = between ? `${result}, ${between}` : result;
  const none = votes.for + votes.against === 0;
  return html`<div class="vt" data-testid="votes">
    <p class="vl">
      <span><b>${words.number(votes.for)}</b> ${words.t('vote.count.for')}</span>
      ${between ? html`<span class="soft">${between}</span>` : nothing}
      <span><b>${words.number(votes.against)}</b> ${words.t('vote.count.against')}</span>
    </p>
    <div class="votebar ${none ? 'none' : ''}" role="img" aria-label=${name}>
      ${part('vf', none ? 1 : votes.for)}${part('va', none ? 1 : votes.against)}
    </div>
    <p class="small soft">${note}</p>
  </div>`;
}

/** How far a contribution is from the number of votes that puts it on the committee's list. */
export function progress(words: Words, votes: number, needed: number): TemplateResult {
  const reached = votes >= needed;
  const text = reached
    ? words.t('vote.reached', { needed })
    : words.t('vote.progress', { n: votes, needed });
  return html`<div class="vt" data-testid="threshold">
    <div class="votebar ${votes === 0 ? 'none' : ''}" role="img" aria-label=${text}>
      ${part('vf', votes === 0 ? 1 : Math.min(votes, needed))}${part('vn', Math.max(0, needed - votes))}
    </div>
    <p class="small soft">${text}</p>
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
