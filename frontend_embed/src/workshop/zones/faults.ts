import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { WorkshopWords } from '../strings/index';
import type { Bbox, Edition, Fault } from '../types';

const SHOWN = 30;

/** Gaps between zones and places where two overlap, each with a way to see it. */
export function faultList(
  words: WorkshopWords,
  edition: Edition,
  show: (bbox: Bbox) => void,
): TemplateResult | typeof nothing {
  const gaps = (edition.report.gaps ?? []).map((fault) => ({ fault, name: words.t('zones.gap') }));
  const overlaps = (edition.report.overlaps ?? []).map((fault: Fault) => ({
    fault,
    name: words.t('zones.overlap', { codes: (fault.codes ?? []).join(', ') }),
  }));
  const faults = [...gaps, ...overlaps].slice(0, SHOWN);
  if (faults.length === 0) return nothing;
  return html`<ol class="is" aria-label=${words.t('preview.odd')}>
    ${faults.map(
      ({ fault, name }, index) =>
        html`<li>
          <span class="no" aria-hidden="true">${index + 1}</span>
          <span
            ><strong>${name}</strong>
            <span class="small soft">${words.area(fault.area_ha / 100)}</span></span
          >
          <button
            class="btn second dense"
            type="button"
            @click=${() => {
              show(fault.bbox);
            }}
          >
            ${words.t('odd.show')}<span class="vh">${index + 1}</span>
          </button>
        </li>`,
    )}
  </ol>`;
}
