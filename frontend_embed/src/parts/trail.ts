import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Words } from '../strings/words';
import { stateName } from './labels';

const WALK = ['received', 'acknowledged', 'under_review', 'planned', 'in_progress', 'done'];
const LAST = ['done', 'declined'];

/**
 * The path of a contribution: received, where it is now, and dotted what is still to come. Only
 * what is known has a date.
 */
export function trail(
  words: Words,
  state: string,
  created_at: string,
  updated_at: string,
): TemplateResult {
  const atStart = state === 'received' || state === 'pending';
  const now = atStart
    ? nothing
    : html`<li class="now">
        <p class="w">${stateName(words, state)}</p>
        <time datetime=${updated_at}>${words.date(updated_at)}</time>
      </li>`;
  const ahead =
    LAST.includes(state) || !WALK.includes(state)
      ? nothing
      : html`<li class="next"><p class="w">${words.t('item.next')}</p></li>`;
  return html`<section class="sec" aria-labelledby="trail-title">
    <h3 id="trail-title" class="big">${words.t('item.path')}</h3>
    <ol class="trail">
      <li class=${atStart ? 'now' : ''}>
        <p class="w">${stateName(words, state === 'pending' ? 'pending' : 'received')}</p>
        <time datetime=${created_at}>${words.date(created_at)}</time>
      </li>
      ${now} ${ahead}
    </ol>
  </section>`;
}
