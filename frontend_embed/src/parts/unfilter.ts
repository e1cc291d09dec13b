import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { isFiltered } from '../api/filters';
import type { Filters } from '../api/filters';
import type { Words } from '../strings/words';
import { icon } from './icons';

/** Filters are folded away on a phone: that some are on is said where the list begins. */
export function unfilter(
  words: Words,
  filters: Filters,
  everything: () => void,
): TemplateResult | typeof nothing {
  if (!isFiltered(filters)) return nothing;
  return html`<button class="btn plain small unfilter" type="button" @click=${everything}>
    ${icon('close', 14)}
    ${filters.q ? words.t('filter.onWords', { q: filters.q }) : words.t('filter.on')}
  </button>`;
}
