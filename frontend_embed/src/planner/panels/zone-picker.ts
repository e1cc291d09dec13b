import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { Fragment } from '../fragment';
import { chosenZones, withZones } from '../view/area';
import { byChoice } from './showing';

const MOST = 200;

/** Choose zones from a list: what a click on the map does, by keys. */
@customElement('planner-zone-picker')
export class ZonePicker extends Fragment {
  /** Zones of layers (a plan's), or of zonings. */
  @property({ attribute: false }) ofLayers = false;
  @state() private typed = '';

  override render(): TemplateResult {
    const { session, says } = this;
    const { counts, by, view } = session;
    const chosen = chosenZones(view.area, by);
    const sought = this.typed.trim().toLowerCase();
    const found = session.groups.filter(({ name, typezone }) =>
      `${name} ${typezone}`.toLowerCase().includes(sought),
    );
    return html`${byChoice(session, this.ofLayers)}
      <label class="pick"
        ><span>${says.t('zones.search')}</span
        ><input
          class="field"
          type="search"
          autocomplete="off"
          .value=${this.typed}
          @input=${(event: Event) => {
            this.typed = (event.target as HTMLInputElement).value;
          }}
      /></label>
      ${counts.failure === null ? nothing : html`<p class="note danger" role="alert">${session.sentence(counts.failure)}</p>`}
      ${counts.loading ? html`<p class="soft" role="status">${says.t('loading')}</p>` : nothing}
      <div class="zonelist" role="group" aria-label=${says.t('zones.choose')}>
        ${found.slice(0, MOST).map(({ name, typezone, codes, contributions }) => {
          const taken = codes.filter((code) => chosen.includes(code)).length;
          return html`<label class="lyl"
            ><input
              type="checkbox"
              .checked=${taken === codes.length}
              .indeterminate=${taken > 0 && taken < codes.length}
              @change=${() => {
                if (by !== null) session.choose(withZones(view.area, by, codes));
              }}
            /><span
              >${name}
              ${typezone && typezone !== name ? html`<span class="n">${typezone}</span>` : nothing}</span
            ><span class="n num end">${says.number(contributions)}</span></label
          >`;
        })}
      </div>
      ${found.length > MOST ? html`<p class="small soft">${says.n('zones.more', found.length - MOST)}</p>` : nothing}
      ${found.length === 0 && !counts.loading ? html`<p class="soft">${says.t('zones.nothing')}</p>` : nothing}`;
  }
}
