import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Linked } from '../api/types';
import type { Words } from '../strings/words';

/** What an item came from or has become, each to open. */
export function linked(
  words: Words,
  key: 'item.fromIdeas' | 'item.becameProjects' | 'item.otherChoices',
  others: readonly Linked[],
  open: (ref: string) => void,
): TemplateResult | typeof nothing {
  if (others.length === 0) return nothing;
  return html`<div class="linked">
    <p class="strong">${words.t(key)}</p>
    <ul>
      ${others.map(
        ({ ref, title }) =>
          html`<li>
            <button
              class="link"
              type="button"
              @click=${() => {
                open(ref);
              }}
            >
              ${title ?? ref}
            </button>
            <span class="ref">${ref}</span>
          </li>`,
      )}
    </ul>
  </div>`;
}
