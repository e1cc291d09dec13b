import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Model } from '../app/model';
import type { Words } from '../strings/words';
import { closed, stranded } from './copy-draft';
import { icon } from './icons';

/** Below the list: the one button; or why there is none, and where there is. */
export function thumb(
  words: Words,
  model: Model,
  place: () => void,
): TemplateResult | typeof nothing {
  const { mode, placing, openKinds, listing } = model;
  if (mode === 'browse' || mode === 'results') return nothing;
  if (model.perimeter?.may_write === false) return elsewhere(words, model);
  if (openKinds.length === 0) {
    return closed(words, model.opensAgain, placing.restored ? placing.draft : null);
  }
  const empty = model.isEverything && listing.rows.length === 0 && !listing.loading;
  const { kind } = placing.draft;
  const late = placing.restored && kind !== null && !openKinds.includes(kind);
  return html`<div class="thumb">
    ${late ? stranded(words, placing.draft) : nothing}
    <button class="btn primary big" type="button" data-testid="add" part="add" @click=${place}>
      ${icon('plus', 22)}
      ${
        empty
          ? html`<span>${words.t('add.first')}</span>`
          : !openKinds.includes('idea')
            ? html`<span>${words.t('add.report')}</span>`
            : html`<span class="short">${words.t('add.button')}</span
                ><span class="long">${words.t('add.buttonWide')}</span>`
      }
    </button>
  </div>`;
}

/** On a site that is not on the list one may read; said before anybody writes. */
function elsewhere(words: Words, model: Model): TemplateResult {
  const page = `${model.base}/p/${model.perimeter?.slug ?? ''}/?lang=${words.lang}`;
  return html`<div class="thumb" data-testid="elsewhere">
    <p class="small">${words.t('add.elsewhere')}</p>
    <a class="btn second" href=${page} target="_blank" rel="noopener">${words.t('app.ownPage')}</a>
  </div>`;
}
