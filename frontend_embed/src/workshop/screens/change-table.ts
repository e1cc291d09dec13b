import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { WorkshopWords } from '../strings/index';
import type { Boundary } from '../types';

/** Before, after: what a boundary changes, in numbers. */
export function changeTable(
  words: WorkshopWords,
  after: Boundary,
  before: Boundary | null,
): TemplateResult {
  const count = (value: number | null | undefined): string =>
    value === null || value === undefined ? '–' : words.number(value);
  const rows: [string, string, string][] = [
    [
      words.t('preview.area'),
      before ? words.area(before.area_km2) : '–',
      words.area(after.area_km2),
    ],
    [words.t('preview.vertices'), count(before?.vertices), count(after.vertices)],
    [words.t('preview.parts'), count(before?.parts), count(after.parts)],
    [words.t('preview.holes'), count(before?.holes), count(after.holes)],
  ];
  if (before) {
    rows.push([words.t('preview.added'), '', words.area(after.compared.added_km2)]);
    rows.push([words.t('preview.removed'), '', words.area(after.compared.removed_km2)]);
  }
  return html`<table class="changes">
    <caption>
      ${words.t('preview.changes')}
    </caption>
    <thead>
      <tr>
        <td></td>
        <th scope="col">${words.t('preview.before')}</th>
        <th scope="col">${words.t('preview.after')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([name, was, is]) =>
          html`<tr>
            <th scope="row">${name}</th>
            <td>${was}</td>
            <td>${is}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
