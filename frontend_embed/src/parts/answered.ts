import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';

/** The questions of a category with their answers, in words. */
export function answered(
  rows: readonly { label: string; text: string }[] | undefined,
): TemplateResult | typeof nothing {
  if (!rows || rows.length === 0) return nothing;
  return html`<dl class="facts answered">
    ${rows.map(
      ({ label, text }) =>
        html`<div>
          <dt>${label}</dt>
          <dd>${text}</dd>
        </div>`,
    )}
  </dl>`;
}
