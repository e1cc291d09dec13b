import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, queryAll, state } from 'lit/decorators.js';
import { isLang } from '../strings/index';
import { heard } from '../parts/part';
import { addFonts } from '../styles/fonts';
import { WorkshopClient } from './client';
import type { Camera } from './map/engine';
import './map/workshop-map';
import type { WorkshopMap } from './map/workshop-map';
import { screenOf } from './screens/index';
import { Session } from './session';
import { steps } from './steps';
import { WorkshopWords } from './strings/index';
import { workshopSheets } from './styles/sheets';
import { Transport } from './transport';
import { waiting } from './waiting';

/** The workshop of a perimeter: `<agorama-workshop perimeter="alpimed" lang="fr">`. */
@customElement('agorama-workshop')
export class AgoramaWorkshop extends LitElement {
  static override styles = workshopSheets;

  @property() perimeter = '';
  @property() override lang = '';
  /** The perimeter's page in the back office, and the one of residents. */
  @property() office = '';
  @property() public = '';
  @state() private version = 0;
  @queryAll('agorama-workshop-map') private maps!: NodeListOf<WorkshopMap>;
  private session!: Session;
  private ground!: Promise<unknown>;

  override connectedCallback(): void {
    super.connectedCallback();
    addFonts();
    const lang = isLang(this.lang) ? this.lang : 'fr';
    const transport = new Transport(`/api/v1/workshop/${this.perimeter}/`, lang);
    const client = new WorkshopClient(this.perimeter, transport);
    this.session = new Session(
      client,
      new WorkshopWords(lang),
      () => {
        this.version += 1;
      },
      () => {
        void this.focusTitle();
      },
    );
    this.ground = this.session.open().then(() => {
      // What residents do not see has no style for them yet.
      const { published, is_public } = this.session.overview?.perimeter ?? {};
      return published && is_public ? client.ground(lang) : null;
    });
  }

  override render(): TemplateResult {
    const { session, version } = this;
    const { words, overview } = session;
    return html`<div class="ws" data-screen=${session.screen.name} lang=${words.lang}>
      <header class="ws-head">
        <p class="brand">
          <a href=${this.office} class="brandlink">Agorama</a>
          <span class="ws-where"
            >${words.t('title')}${overview ? html` · ${overview.perimeter.name}` : nothing}</span
          >
        </p>
        ${steps(session)}
      </header>
      <main class="ws-panel">${overview ? this.panel() : this.opening()}</main>
      ${
        overview
          ? html`<div class="ws-maps" data-panes=${session.picture.panes.length}>
              ${session.picture.panes.map(
                (pane) =>
                  html`<agorama-workshop-map
                    .session=${session}
                    .version=${version}
                    .pane=${pane}
                    .view=${session.picture.view}
                    .start=${overview.perimeter.bbox}
                    .ground=${this.ground}
                    @moved=${this.follow}
                  ></agorama-workshop-map>`,
              )}
            </div>`
          : nothing
      }
      <p class="vh" role="status" data-testid="news">${session.news}</p>
    </div>`;
  }

  private opening(): TemplateResult {
    const { session } = this;
    if (!session.refusal) return html`<p role="status">${session.words.t('loading')}</p>`;
    return html`<div class="note danger" role="alert"><p>${session.refusal}</p></div>
      <p class="ac">
        <button class="btn second" type="button" @click=${() => session.open()}>
          ${session.words.t('retry')}
        </button>
      </p>`;
  }

  private panel(): TemplateResult {
    const { session } = this;
    // The screen stays beneath: what was typed is there again when the work ends.
    return html`${session.work ? waiting(session, session.work) : nothing}
      <div class="ws-screen" ?hidden=${session.work !== null}>
        ${screenOf(session, this.version, this.public, () => this.center())}
      </div>`;
  }

  private center(): ReturnType<WorkshopMap['center']> {
    return this.maps[0]?.center() ?? null;
  }

  private readonly follow = (event: Event): void => {
    heard<Camera>((camera) => {
      for (const map of this.maps) if (map !== event.currentTarget) map.follow(camera);
    })(event);
  };

  /** Reading goes on at the title of what is shown now. */
  private async focusTitle(): Promise<void> {
    await this.updateComplete;
    await new Promise(requestAnimationFrame);
    this.renderRoot.querySelector<HTMLElement>('.ws-screen:not([hidden]) h1')?.focus();
  }
}
