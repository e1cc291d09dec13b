import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { back, forward } from '../buttons';
import { pane, roomy } from '../map/picture';
import type { Mark } from '../map/picture';
import { Piece, filledIn, text } from '../piece';
import type { Purpose } from '../session';
import type { Candidate, Inspection, Upload } from '../types';
import { refusal } from '../waiting';
import { sentFields, fieldChoice } from './fields';
import { readingFacts } from './reading-facts';

/** What was read of a file: which layer, which system, then what to make of it. */
@customElement('ws-reading')
export class Reading extends Piece {
  @property({ attribute: false }) purpose!: Purpose;
  @property({ attribute: false }) upload!: Upload;

  override connectedCallback(): void {
    super.connectedCallback();
    this.picture();
  }

  override render(): TemplateResult {
    const { words, upload } = this;
    const found = upload.inspection;
    const open = found ? this.question(found) : null;
    return html`<h1 tabindex="-1">${words.t(open ? 'read.question' : 'read.title')}</h1>
      <p class="soft">
        ${upload.name}${found && !open ? html`, ${words.n('count.shapes', found.read)}` : nothing}
      </p>
      ${refusal(this.session)} ${open ?? (found ? this.answer(found) : nothing)}
      ${open || !found ? html`<div class="ac">${this.another()}</div>` : nothing}`;
  }

  private another(): TemplateResult {
    return back(this.words.t('file.another'), () => {
      this.session.go({ name: 'file', purpose: this.purpose });
    });
  }

  /** What only the reader can answer, one thing at a time; null where all is known. */
  private question(found: Inspection): TemplateResult | null {
    if (found.layers.length > 1 && !found.layer) return this.layers(found.layers);
    const { crs } = found;
    if (crs && (crs.state === 'missing' || crs.state === 'contradicted'))
      return this.systems(found, crs.candidates);
    if (found.problem)
      return html`<div class="note danger" role="alert">
        <p>${found.problem.detail ?? this.words.t('failed')}</p>
      </div>`;
    return null;
  }

  private layers(layers: readonly string[]): TemplateResult {
    const { words } = this;
    return html`<form @submit=${this.again}>
      <fieldset>
        <legend><h2>${words.t('read.layer.title')}</h2></legend>
        <p class="soft">${words.t('read.layer.help')}</p>
        ${layers.map(
          (layer, index) =>
            html`<label class="option"
              ><input type="radio" name="layer" value=${layer} ?checked=${index === 0} />
              ${layer}</label
            >`,
        )}
      </fieldset>
      <p>${forward(words.t('read.again'), null)}</p>
    </form>`;
  }

  private systems(found: Inspection, candidates: readonly Candidate[]): TemplateResult {
    const { words } = this;
    const asked =
      found.crs?.state === 'missing'
        ? words.t('read.crs.missing')
        : words.t('read.crs.contradicted', { crs: found.crs?.name ?? '?' });
    return html`<form @submit=${this.again}>
      <fieldset>
        <legend><h2>${asked}</h2></legend>
        ${candidates.map(
          ({ crs, name, lon, lat }, index) =>
            html`<label
              class="option"
              @click=${() => {
                this.fly([lon, lat]);
              }}
            >
              <input type="radio" name="crs" value=${crs} ?checked=${index === 0} />
              <span
                ><strong>${name}</strong>
                <span class="small soft"
                  >${crs},
                  ${words.t('read.crs.lands', { lat: words.decimal(lat), lon: words.decimal(lon) })}</span
                ></span
              >
            </label>`,
        )}
        <label class="lbl" for="other-crs">${words.t('read.crs.other')}</label>
        <input
          class="field"
          id="other-crs"
          name="other"
          placeholder="EPSG:2154"
          autocomplete="off"
        />
      </fieldset>
      <p>${forward(words.t('read.again'), null)}</p>
    </form>`;
  }

  private answer(found: Inspection): TemplateResult {
    const { words, purpose } = this;
    const labels = { boundary: 'read.go', units: 'units.keep', zones: 'zones.read' } as const;
    return html`${readingFacts(words, found)}
      <form @submit=${this.make}>
        ${purpose.for === 'boundary' ? nothing : fieldChoice(this.session, found, purpose.for === 'zones')}
        <div class="ac">${this.another()} ${forward(words.t(labels[purpose.for]), null)}</div>
      </form>`;
  }

  private readonly again = (event: Event): void => {
    const form = filledIn(event);
    const crs = text(form, 'other') || text(form, 'crs');
    const layer = text(form, 'layer') || (this.upload.inspection?.layer ?? '');
    const how = { ...(layer ? { layer } : {}), ...(crs ? { crs } : {}) };
    void this.reread(how);
  };

  private async reread(how: Record<string, string>): Promise<void> {
    const { session, purpose } = this;
    const title = this.words.t('file.sending', { name: this.upload.name });
    const upload = await session.run(title, (follow) =>
      session.client.inspect(this.upload, how, follow),
    );
    if (upload) session.go({ name: 'reading', purpose, upload });
  }

  private readonly make = (event: Event): void => {
    void sentFields(this.session, this.purpose, this.upload, filledIn(event));
  };

  private picture(): void {
    const found = this.upload.inspection;
    if (found?.bbox) {
      const [west, south, east, north] = found.bbox;
      const ring = [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ];
      const data: GeoJSON.Polygon = { type: 'Polygon', coordinates: [ring] };
      const shapes = [{ key: 'extent', data, look: 'quiet' as const }];
      this.session.show({ panes: [pane({ shapes })], view: { bbox: roomy(found.bbox) } });
      return;
    }
    const candidates = found?.crs?.candidates ?? [];
    const marks: Mark[] = candidates.map(({ crs, lon, lat }) => ({
      at: [lon, lat],
      text: crs,
      kind: 'name',
    }));
    const [first] = candidates;
    const view = first ? { bbox: roomy([first.lon, first.lat, first.lon, first.lat], 1.5) } : null;
    this.session.show({ panes: [pane({ marks })], view });
  }

  private fly([lon, lat]: [number, number]): void {
    this.session.show({
      ...this.session.picture,
      view: { bbox: roomy([lon, lat, lon, lat], 0.5) },
    });
  }
}
