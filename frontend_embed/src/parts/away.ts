import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Network } from '../api/network';
import type { Words } from '../strings/words';
import { icon } from './icons';

/** That there is no network, and of which day what is shown is. */
export function away(words: Words, network: Network): TemplateResult {
  const text = network.since
    ? words.t('offline.since', { date: words.date(network.since) })
    : words.t('offline.now');
  return html`<div role="status" data-testid="away">
    ${network.away ? html`<p class="awaynote">${icon('offline', 20)}<span>${text}</span></p>` : nothing}
  </div>`;
}
