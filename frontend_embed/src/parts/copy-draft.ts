import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { copyText } from '../app/clipboard';
import type { Draft } from '../app/placing';
import type { Words } from '../strings/words';

/** Take what was written along, wherever it cannot be sent now. */
export function copyButton(words: Words, { text }: Draft): TemplateResult {
  const copy = async (event: Event): Promise<void> => {
    const button = event.currentTarget as HTMLButtonElement;
    const copied = await copyText(text);
    button.textContent = words.t(copied ? 'draft.copied' : 'draft.notCopied');
  };
  return html`<p>
    <button class="btn second" type="button" data-testid="copy-draft" @click=${copy}>
      ${words.t('draft.copy')}
    </button>
  </p>`;
}

/** Nothing is collected, perhaps until a day; a draft that outlived its phase is not lost. */
export function closed(words: Words, opens: string | null, draft: Draft | null): TemplateResult {
  const said = opens
    ? words.t('add.closedUntil', { date: words.date(opens) })
    : words.t('add.closed');
  return html`<div class="thumb">
    <p class="small soft">${said}</p>
    ${draft ? stranded(words, draft) : nothing}
  </div>`;
}

/** What was written while it was still open, to read and to take along. */
export function stranded(words: Words, draft: Draft): TemplateResult {
  return html`<div class="note stranded" data-testid="stranded">
    <p><b>${words.t('draft.restored')}</b></p>
    ${draft.text ? html`<p lang=${draft.language}>${draft.text}</p>` : nothing}
    ${copyButton(words, draft)}
  </div>`;
}
