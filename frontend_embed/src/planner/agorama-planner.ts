import { LitElement, html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Bbox, LonLat } from '../api/types';
import { copyText } from '../app/clipboard';
import type { Scheme } from '../map/style-layers';
import { heard } from '../parts/part';
import '../parts/search';
import type { Suggestion } from '../parts/search';
import { isLang } from '../strings/index';
import { addFonts } from '../styles/fonts';
import { ownColors } from '../styles/own-colors';
import './map/planner-map';
import type { PlannerMap } from './map/planner-map';
import { exportMenu } from './panels/export-menu';
import { hatches } from './panels/figures';
import { filtersPanel } from './panels/filters';
import { layersPanel } from './panels/layers';
import { placeCard } from './panels/place-card';
import { resultsPanel } from './panels/results';
import { showingPanel } from './panels/showing';
import { timeline } from './panels/timeline';
import { toolPanel, toolbar } from './panels/tools';
import { Session } from './session';
import { plannerSheets } from './styles/sheets';
import { Tracing } from './tracing';
import { withValue } from './view/filter';
import { readView, viewSearch } from './view/view';

const PLACE_ZOOM = 14;

/** The planner's page: `<agorama-planner perimeter="alpimed" lang="fr">`. */
@customElement('agorama-planner')
export class AgoramaPlanner extends LitElement {
  static override styles = plannerSheets;

  @property() perimeter = '';
  @property() override lang = '';
  /** The back office, and the page of residents. */
  @property() office = '';
  @property() public = '';
  /** May take along what authors left of themselves. */
  @property({ type: Boolean }) personal = false;
  @state() private version = 0;
  @state() private scheme: Scheme = 'light';
  /** On a small screen layers and filters are folded away. */
  @state() private unfolded = false;
  @query('planner-map') private map!: PlannerMap | null;
  private session!: Session;
  private tracing!: Tracing;
  private readonly darkness = window.matchMedia('(prefers-color-scheme: dark)');

  override connectedCallback(): void {
    super.connectedCallback();
    addFonts();
    const lang = isLang(this.lang) ? this.lang : 'fr';
    const changed = (): void => {
      this.version += 1;
    };
    this.session = new Session(this.perimeter, lang, readView(location.search), changed, (view) => {
      const search = viewSearch(view, location.search);
      history.replaceState(null, '', location.pathname + search);
    });
    this.tracing = new Tracing(this.session, changed);
    this.relight();
    this.darkness.addEventListener('change', this.relight);
    window.addEventListener('popstate', this.reread);
    this.addEventListener('pointerdown', this.elsewhere);
    void this.session.open();
    void this.session.style(this.scheme);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.darkness.removeEventListener('change', this.relight);
    window.removeEventListener('popstate', this.reread);
  }

  override willUpdate(): void {
    this.tracing.follow();
    const { perimeter } = this.session;
    if (perimeter) ownColors(this.renderRoot, perimeter);
  }

  override render(): TemplateResult {
    const { session, version, scheme } = this;
    const { says, perimeter } = session;
    return html`<div class="pl" lang=${says.lang} @keydown=${this.key}>
      ${this.head()}
      ${
        perimeter
          ? html`<aside class="left" aria-label=${says.t('left')} ?data-open=${this.unfolded}>
                <button
                  class="btn second small fold"
                  type="button"
                  aria-expanded=${this.unfolded ? 'true' : 'false'}
                  @click=${() => {
                    this.unfolded = !this.unfolded;
                  }}
                >
                  ${says.t('left')}
                </button>
                ${showingPanel(session, scheme)} ${layersPanel(session)} ${filtersPanel(session)}
              </aside>
              <main class="mp">
                <h1 class="vh">${says.t('title')} – ${perimeter.name}</h1>
                <planner-map
                  .session=${session}
                  .version=${version}
                  .scheme=${scheme}
                  .drawing=${this.tracing.drawing}
                  @placed=${heard<{ position: LonLat; zone: string | null }>((place) => {
                    this.placed(place.position, place.zone);
                  })}
                  @picked=${heard<{ kind: 'contributions' | 'proposals'; id: number }>(
                    ({ kind, id }) => session.pick(kind, id),
                  )}
                ></planner-map>
                <div class="over">
                  <div>
                    ${toolbar(session)}
                    ${toolPanel(session, version, this.tracing.drawing, this.addHere)}
                  </div>
                  ${placeCard(session, this.public)}
                </div>
                ${timeline(session)}
              </main>
              <aside class="right" aria-labelledby="results-title">
                ${resultsPanel(session, (bbox) => {
                  this.map?.fit(bbox as unknown as Bbox);
                })}
              </aside>`
          : this.opening()
      }
      ${hatches()}
      <p class="toast loud" role="status" data-testid="news">${session.news}</p>
    </div>`;
  }

  private head(): TemplateResult {
    const { session } = this;
    const { says, words, perimeter, places } = session;
    return html`<header class="pl-head">
      <p class="brand">
        <a href=${this.office} class="brandlink">Agorama</a>
        <span class="soft"
          >${says.t('title')}${perimeter ? html` · ${perimeter.name}` : nothing}</span
        >
      </p>
      ${
        perimeter
          ? html`<agorama-search
                .words=${words}
                .places=${places.places}
                @asked=${heard<string>((text) => {
                  places.asked(text);
                })}
                @chosen=${heard<Suggestion>((suggestion) => {
                  this.found(suggestion);
                })}
              ></agorama-search>
              <p class="acts">
                <button class="btn second small" type="button" @click=${this.share}>
                  ${says.t('share')}
                </button>
                ${exportMenu(session, this.personal)}
              </p>`
          : nothing
      }
    </header>`;
  }

  private opening(): TemplateResult {
    const { session } = this;
    if (!session.refusal)
      return html`<p class="opening" role="status">${session.says.t('loading')}</p>`;
    return html`<div class="opening">
      <div class="note danger" role="alert"><p>${session.refusal}</p></div>
      <p>
        <button class="btn second" type="button" @click=${() => session.open()}>
          ${session.says.t('retry')}
        </button>
      </p>
    </div>`;
  }

  private found(suggestion: Suggestion): void {
    const { session } = this;
    session.places.clear();
    if (suggestion.kind === 'place') {
      const [lon, lat] = suggestion.place.geometry.coordinates;
      this.map?.flyTo([lon, lat], PLACE_ZOOM);
      return;
    }
    const q = suggestion.kind === 'ref' ? suggestion.ref : suggestion.q;
    session.filter(withValue(session.view.filter, 'q', q));
  }

  private placed(position: LonLat, zone: string | null): void {
    if (this.tracing.drawing) this.tracing.add(position);
    else this.session.askGround(position, zone);
  }

  private readonly addHere = (): void => {
    const center = this.map?.center();
    if (center) this.tracing.add(center);
  };

  private readonly share = async (): Promise<void> => {
    const { says } = this.session;
    const copied = await copyText(location.href);
    this.session.tell(says.t(copied ? 'share.done' : 'share.self'));
  };

  /** Esc puts away what is open, the nearest thing first. */
  private readonly key = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    const { session } = this;
    const menu = this.renderRoot.querySelector<HTMLDetailsElement>('details.menu[open]');
    if (menu) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    } else if (session.ground.asked || session.picked) session.unpick();
    else if (session.tool) {
      session.use(null);
      this.renderRoot.querySelector<HTMLElement>('.tools button')?.focus();
    }
  };

  /** A menu closes when something else is pressed. */
  private readonly elsewhere = (event: Event): void => {
    const menu = this.renderRoot.querySelector<HTMLDetailsElement>('details.menu[open]');
    if (menu && !event.composedPath().includes(menu)) menu.open = false;
  };

  private readonly relight = (): void => {
    const { theme } = document.documentElement.dataset;
    this.scheme =
      theme === 'dark' || (theme !== 'light' && this.darkness.matches) ? 'dark' : 'light';
  };

  private readonly reread = (): void => {
    this.session.look(readView(location.search));
  };
}
