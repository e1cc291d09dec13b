import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { back } from '../buttons';
import { Piece, filledIn, text } from '../piece';
import type { EditionRow, EditionSource, Zoning } from '../types';
import { showInForce } from '../screens/in-force';
import { refusal } from '../waiting';

const STATES = {
  draft: 'state.draft',
  published: 'state.published',
  retired: 'state.retired',
} as const;

/** The zonings there are, and how to make one: from a file, from the chosen units, or by splitting. */
@customElement('ws-zonings')
export class Zonings extends Piece {
  @state() private way: 'file' | 'units' | 'split' = 'split';

  override connectedCallback(): void {
    super.connectedCallback();
    void showInForce(this.session);
  }

  override render(): TemplateResult {
    const { words, session } = this;
    const zonings = session.overview?.zonings ?? [];
    return html`<h1 tabindex="-1">${words.t('zones.title')}</h1>
      <p class="soft">${words.t('zones.text')}</p>
      ${refusal(session)} ${zonings.length > 0 ? this.list(zonings) : nothing}
      ${this.making(zonings)}
      <div class="ac">${back(words.t('leave'), () => session.start())}</div>`;
  }

  private list(zonings: readonly Zoning[]): TemplateResult {
    const { words } = this;
    return html`<h2>${words.t('zones.list')}</h2>
      ${zonings.map(
        (zoning) =>
          html`<h3>${zoning.name}</h3>
            <ul class="rows">
              ${zoning.editions.map((edition) => this.edition(zoning, edition))}
            </ul>`,
      )}`;
  }

  private edition(zoning: Zoning, edition: EditionRow): TemplateResult {
    const { words, session } = this;
    const name = words.t('zones.edition', { number: edition.number });
    return html`<li>
      <span class="row-t"
        ><strong>${name}</strong>
        <span class="state state-${edition.state}">${words.t(STATES[edition.state])}</span>
        <span class="small soft">${words.n('count.zones', edition.zones)}</span></span
      >
      <button
        class="btn second dense"
        type="button"
        @click=${() => {
          session.go({ name: 'edition', zoning: zoning.slug, edition: edition.number });
        }}
      >
        ${words.t('version.look')}<span class="vh">${zoning.name}, ${name}</span>
      </button>
    </li>`;
  }

  private making(zonings: readonly Zoning[]): TemplateResult {
    const { words, session } = this;
    const overview = session.overview;
    const chosen = session.chosen.length;
    const way = (name: typeof this.way, label: string, off = false): TemplateResult =>
      html`<label class="option"
        ><input
          type="radio"
          name="way"
          value=${name}
          ?disabled=${off}
          .checked=${this.way === name}
          @change=${() => {
            this.way = name;
          }}
        />
        ${label}</label
      >`;
    return html`<h2>${words.t('zones.new')}</h2>
      <form @submit=${this.make}>
        <label class="lbl" for="z-which">${words.t('zones.which')}</label>
        <select class="field" id="z-which" name="zoning">
          <option value="">${words.t('zones.another')}</option>
          ${zonings.map(({ slug, name }) => html`<option value=${slug}>${name}</option>`)}
        </select>
        <fieldset>
          <legend class="lbl">${words.t('zones.name')}</legend>
          ${(overview?.perimeter.languages ?? []).map(
            (language) =>
              html`<label class="langname"
                ><span>${language.toUpperCase()}</span>
                <input
                  class="field"
                  name="name-${language}"
                  lang=${language}
                  aria-label="${words.t('zones.name')} (${language.toUpperCase()})"
                  .value=${language === overview?.perimeter.default_language ? words.t('zones.name.default') : ''}
                />
              </label>`,
          )}
        </fieldset>
        <fieldset>
          <legend class="lbl">${words.t('zones.from')}</legend>
          ${way('split', words.t('zones.from.split'))} ${way('file', words.t('zones.from.file'))}
          ${way('units', words.n('count.fromUnits', chosen), chosen === 0)}
        </fieldset>
        <p><button class="btn second" type="submit">${words.t('zones.go')}</button></p>
      </form>`;
  }

  private readonly make = (event: Event): void => {
    void this.made(filledIn(event));
  };

  private async made(form: FormData): Promise<void> {
    const { session, words } = this;
    const { client } = session;
    let slug = text(form, 'zoning');
    if (!slug) {
      const name = namesOf(form);
      if (Object.keys(name).length === 0) {
        session.refuse(words.t('zones.noName'));
        return;
      }
      const zoning = await session.run('', () => client.newZoning(name));
      if (!zoning) return;
      slug = zoning.slug;
      await session.refresh();
    }
    if (this.way === 'file') {
      session.go({ name: 'file', purpose: { for: 'zones', zoning: slug } });
      return;
    }
    const source: EditionSource =
      this.way === 'units'
        ? { from: 'units', units: session.chosen.map(({ id }) => id) }
        : { from: 'perimeter' };
    const edition = await session.run(words.t('zones.working'), (follow) =>
      client.newEdition(slug, source, follow),
    );
    if (edition === undefined) return;
    await session.refresh();
    session.go({ name: 'edition', zoning: slug, edition });
  }
}

/** The names that were typed, by language. */
function namesOf(form: FormData): Record<string, string> {
  const names: Record<string, string> = {};
  for (const [name, value] of form) {
    if (name.startsWith('name-') && typeof value === 'string' && value.trim()) {
      names[name.slice('name-'.length)] = value.trim();
    }
  }
  return names;
}
