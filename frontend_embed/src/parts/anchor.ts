import { html } from 'lit';
import type { TemplateResult, nothing } from 'lit';
import type { Anchor } from '../api/types';
import type { Words } from '../strings/words';

/** Exactly here, or somewhere in this zone: asked where the theme begins with the zone. */
export function anchorChoice(
  words: Words,
  { now, zone }: { now: Anchor; zone: string },
  choose: (anchor: Anchor) => void,
): TemplateResult | typeof nothing {
  const option = (anchor: Anchor, text: string): TemplateResult =>
    html`<label class="opt">
      <input
        type="radio"
        name="anchor"
        value=${anchor}
        .checked=${now === anchor}
        @change=${() => {
          choose(anchor);
        }}
      />
      <span>${text}</span>
    </label>`;
  return html`<fieldset class="opts">
    <legend class="lbl">${words.t('anchor.title')}</legend>
    ${option('zone', words.t('anchor.zone', { zone }))} ${option('exact', words.t('anchor.exact'))}
    <p class="small soft">${words.t('anchor.hint')}</p>
  </fieldset>`;
}
