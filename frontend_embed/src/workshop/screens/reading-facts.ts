import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { WorkshopWords } from '../strings/index';
import type { Inspection } from '../types';

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** What was read, as a short table, and the first rows. */
export function readingFacts(words: WorkshopWords, found: Inspection): TemplateResult {
  const facts: [string, string][] = [
    [words.t('read.format'), [found.format, found.layer].filter(Boolean).join(', ')],
    [words.t('read.system'), found.crs?.name ?? ''],
    [words.t('read.encoding'), found.encoding ?? ''],
    [words.t('read.refused'), total(found.refused) > 0 ? words.number(total(found.refused)) : ''],
    [
      words.t('read.repaired'),
      total(found.repaired) > 0 ? words.number(total(found.repaired)) : '',
    ],
  ];
  const columns = found.fields.slice(0, 4).map(({ name }) => name);
  return html`<table class="facts">
      <tbody>
        ${facts
          .filter(([, value]) => value !== '')
          .map(
            ([name, value]) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${value}</td>
              </tr>`,
          )}
      </tbody>
    </table>
    ${found.swapped_axes ? html`<p class="note">${words.t('read.swapped')}</p>` : nothing}
    ${columns.length > 0 && found.rows.length > 0 ? sample(words, found, columns) : nothing}`;
}

function sample(
  words: WorkshopWords,
  found: Inspection,
  columns: readonly string[],
): TemplateResult {
  const cell = (value: unknown): string =>
    typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${words.t('read.rows')}>
    <table class="rowsample">
      <caption>
        ${words.t('read.rows')}
      </caption>
      <thead>
        <tr>
          ${columns.map((name) => html`<th scope="col">${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${found.rows.slice(0, 5).map(
          (row) =>
            html`<tr>
              ${columns.map((name) => html`<td>${cell(row[name])}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
