import { html } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../parts/icons';

/** On: the one round at its end. */
export function forward(
  label: string,
  act: (() => unknown) | null,
  enabled = true,
): TemplateResult {
  return html`<button
    class="btn primary"
    type=${act ? 'button' : 'submit'}
    ?disabled=${!enabled}
    @click=${() => act?.()}
  >
    <span>${label}</span>${icon('forward', 20)}
  </button>`;
}

/** Back: round at its start. */
export function back(label: string, act: () => unknown): TemplateResult {
  return html`<button class="btn back" type="button" @click=${act}>
    ${icon('back', 20)}<span>${label}</span>
  </button>`;
}
