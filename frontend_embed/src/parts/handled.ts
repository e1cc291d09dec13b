import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Figures } from '../api/types';
import type { Handled } from '../app/handled';
import type { Words } from '../strings/words';

const MONTHS = 12;

/** How what came in was handled: a few sentences and their table, in a block that opens. */
export function handledBlock(words: Words, handled: Handled, open: () => void): TemplateResult {
  return html`<details
    class="handled"
    @toggle=${(event: Event) => {
      if ((event.target as HTMLDetailsElement).open) open();
    }}
  >
    <summary>${words.t('handled.title')}</summary>
    ${handled.figures ? found(words, handled.figures) : html`<p role="status">${handled.failure ?? words.t('where.looking')}</p>`}
  </details>`;
}

function found(words: Words, { total, months }: Figures): TemplateResult {
  const { received, share_answered: share, median_hours_to_answer: hours } = total;
  return html`
    <p>
      ${words.n('handled.received', received)}
      ${share === null ? nothing : words.t('handled.answered', { percent: words.number(Math.round(share * 100)) })}
      ${hours === null ? nothing : words.t('handled.hours', { time: span(words, hours) })}
    </p>
    ${months.length === 0 ? nothing : table(words, months.slice(-MONTHS))}
  `;
}

function table(words: Words, months: Figures['months']): TemplateResult {
  return html`<div
    class="wideTable"
    tabindex="0"
    role="group"
    aria-label=${words.t('handled.title')}
  >
    <table>
      <thead>
        <tr>
          <th scope="col">${words.t('handled.month')}</th>
          <th scope="col">${words.t('handled.in')}</th>
          <th scope="col">${words.t('handled.before')}</th>
          <th scope="col">${words.t('handled.gone')}</th>
          <th scope="col">${words.t('handled.merged')}</th>
          <th scope="col">${words.t('handled.photos')}</th>
          <th scope="col">${words.t('handled.told')}</th>
        </tr>
      </thead>
      <tbody>
        ${months.map(
          (row) =>
            html`<tr>
              <th scope="row">${words.month(row.month)}</th>
              <td>${words.number(row.received)}</td>
              <td>${words.number(row.read_before)}</td>
              <td>${words.number(row.rejected + row.hidden)}</td>
              <td>${words.number(row.merged)}</td>
              <td>${words.number(row.photos_hidden + row.photos_blurred)}</td>
              <td>${words.number(row.answered)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

/** Hours up to two days, then days. */
function span(words: Words, hours: number): string {
  return hours < 48
    ? words.n('handled.inHours', Math.max(1, Math.round(hours)))
    : words.n('handled.inDays', Math.round(hours / 24));
}
