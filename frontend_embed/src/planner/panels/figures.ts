import { html, nothing, svg } from 'lit';
import type { TemplateResult } from 'lit';
import type { PlannerWords } from '../strings/index';

export interface Bar {
  name: string;
  value: number;
  mark?: TemplateResult | undefined;
  /** A class that says how the bar is filled. */
  look?: string | undefined;
}

const WIDE = 200;
const HIGH = 14;

/** A chart of bars, each with its number, and the same as a table under it. */
export function barFigure(
  says: PlannerWords,
  title: string,
  head: string,
  bars: readonly Bar[],
): TemplateResult | typeof nothing {
  const most = Math.max(...bars.map(({ value }) => value), 1);
  const sum = bars.reduce((all, { value }) => all + value, 0);
  if (sum === 0) return nothing;
  return html`<figure class="fig">
    <figcaption><h3>${title}</h3></figcaption>
    <ul class="bars" aria-hidden="true">
      ${bars.map(
        ({ name, value, mark, look }) =>
          html`<li>
            <span class="bar-n">${mark ?? nothing}<span>${name}</span></span>
            <svg viewBox="0 0 ${WIDE} ${HIGH}" preserveAspectRatio="none">
              ${bar(look, (value / most) * WIDE)}
            </svg>
            <b class="num">${says.number(value)}</b>
          </li>`,
      )}
    </ul>
    <details class="tbl">
      <summary>${says.t('table')}<span class="vh">: ${title}</span></summary>
      <table>
        <thead>
          <tr>
            <th scope="col">${head}</th>
            <th scope="col">${says.t('table.number')}</th>
            <th scope="col">${says.t('table.share')}</th>
          </tr>
        </thead>
        <tbody>
          ${bars.map(
            ({ name, value }) =>
              html`<tr>
                <th scope="row">${name}</th>
                <td>${says.number(value)}</td>
                <td>${says.share(value / sum)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </details>
  </figure>`;
}

function bar(look: string | undefined, wide: number): unknown {
  return svg`<rect class="bar ${look ?? ''}" x="0" y="0" height=${HIGH} width=${wide > 0 ? Math.max(2, wide) : 0}></rect>`;
}

/** The stripes of reports: they are told apart without colour. */
export function hatches(): TemplateResult {
  return html`<svg class="vh" width="0" height="0" aria-hidden="true">
    ${svg`<pattern id="stripes" width="5" height="14" patternUnits="userSpaceOnUse">
      <rect class="stripe" width="3.4" height="14"></rect>
    </pattern>`}
  </svg>`;
}
