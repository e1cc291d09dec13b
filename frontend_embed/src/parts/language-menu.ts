import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Lang } from '../api/types';
import type { Words } from '../strings/words';

/** The languages as one small choice. */
export function languageMenu(
  words: Words,
  langs: readonly Lang[],
  choose: (lang: Lang) => void,
): TemplateResult {
  return html`<select
    class="lang"
    aria-label=${words.t('app.language')}
    @change=${(event: Event) => {
      choose((event.target as HTMLSelectElement).value as Lang);
    }}
  >
    ${langs.map((lang) => html`<option value=${lang} ?selected=${lang === words.lang}>${lang.toUpperCase()}</option>`)}
  </select>`;
}
