import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Document } from '../api/types';
import type { Words } from '../strings/words';

const KB = 1024;

/** Documents to download, each with its size. */
export function documents(
  words: Words,
  files: readonly Document[],
): TemplateResult | typeof nothing {
  if (files.length === 0) return nothing;
  const kilobytes = new Intl.NumberFormat(words.lang, { style: 'unit', unit: 'kilobyte' });
  return html`<ul class="docs">
    ${files.map(
      ({ url, title, bytes }) =>
        html`<li>
          <a href=${url} target="_blank" rel="noopener">${title || words.t('file.document')}</a>
          <span class="small soft">PDF, ${kilobytes.format(Math.ceil(bytes / KB))}</span>
        </li>`,
    )}
  </ul>`;
}
