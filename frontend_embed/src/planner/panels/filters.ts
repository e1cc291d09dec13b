import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { LANGUAGE_NAME, stateName } from '../../parts/labels';
import { kindMark, themeIconMark } from '../../parts/glyphs';
import type { Session } from '../session';
import { isEmpty, values, withToggled, withValue, NO_FILTER } from '../view/filter';
import type { FilterName } from '../view/filter';
import { dayAfter } from '../view/months';

const KINDS = ['idea', 'report'] as const;
const STATES = [
  'received',
  'acknowledged',
  'under_review',
  'planned',
  'in_progress',
  'done',
  'declined',
] as const;

/** The ways things come in (`participation.models.Channel`). */
const CHANNELS = ['web', 'embed', 'import', 'open311', 'kiosk', 'assisted', 'paper'] as const;

type Choice = readonly [value: string, name: string];

/** The one filter: what the map, the numbers, the list and the file are about. */
export function filtersPanel(session: Session): TemplateResult {
  const { says, words, view, perimeter, categories, filterZones } = session;
  const { filter } = view;
  const themes = perimeter?.themes ?? [];
  return html`<section aria-labelledby="filters-title" class="filters">
    <h2 class="wt" id="filters-title">
      ${says.t('filters')}
      ${
        isEmpty(filter)
          ? nothing
          : html`<button
              class="btn plain small"
              type="button"
              @click=${() => {
                session.filter(NO_FILTER);
              }}
            >
              ${says.t('filters.clear')}
            </button>`
      }
    </h2>
    <fieldset>
      <legend>${says.t('filters.kind')}</legend>
      <div class="chips">
        ${KINDS.map((kind) =>
          chip(
            session,
            'kind',
            kind,
            html`${kindMark(kind, 12)}${says.t(kind === 'idea' ? 'kinds.ideas' : 'kinds.reports')}`,
          ),
        )}
      </div>
    </fieldset>
    <fieldset>
      <legend>${says.t('filters.theme')}</legend>
      <div class="chips">
        ${themes.map((theme) =>
          chip(session, 'theme', theme.slug, html`${themeIconMark(theme, 16)}${theme.name}`),
        )}
      </div>
    </fieldset>
    ${multi(
      session,
      'state',
      says.t('filters.state'),
      STATES.map((state) => [state, stateName(words, state)]),
    )}
    ${multi(
      session,
      'category',
      says.t('filters.category'),
      categories.map(({ slug, name }) => [slug, name]),
    )}
    ${multi(session, 'zone', says.t('filters.zone'), filterZones)}
    ${multi(
      session,
      'consultation',
      says.t('filters.consultation'),
      (perimeter?.consultations ?? []).map(({ slug, title }) => [slug, title]),
    )}
    ${multi(
      session,
      'language',
      says.t('filters.language'),
      (perimeter?.languages ?? []).map((lang) => [lang, words.t(LANGUAGE_NAME[lang])]),
    )}
    ${multi(
      session,
      'channel',
      says.t('filters.channel'),
      CHANNELS.map((channel) => [channel, says.t(`channel.${channel}`)]),
    )}
    <div class="two">${day(session, 'since')} ${day(session, 'until')}</div>
    <label class="pick"
      ><span>${says.t('filters.q')}</span
      ><input
        class="field"
        type="search"
        autocomplete="off"
        placeholder=${says.t('filters.q.hint')}
        .value=${filter.q ?? ''}
        @change=${(event: Event) => {
          const typed = (event.target as HTMLInputElement).value.trim();
          session.filter(withValue(filter, 'q', typed));
        }}
    /></label>
  </section>`;
}

function chip(
  session: Session,
  name: FilterName,
  value: string,
  content: TemplateResult,
): TemplateResult {
  const { filter } = session.view;
  return html`<button
    class="chip"
    type="button"
    aria-pressed=${values(filter, name).includes(value) ? 'true' : 'false'}
    @click=${() => {
      session.filter(withToggled(filter, name, value));
    }}
  >
    ${content}
  </button>`;
}

/** A folded list of which several may be taken. */
function multi(
  session: Session,
  name: FilterName,
  title: string,
  choices: readonly Choice[],
): TemplateResult | typeof nothing {
  if (choices.length < 2) return nothing;
  const { filter } = session.view;
  const chosen = values(filter, name);
  const named = choices.filter(([value]) => chosen.includes(value)).map(([, text]) => text);
  return html`<details class="multi">
    <summary>
      <b>${title}</b>
      <span>${named.length > 0 ? named.join(', ') : session.says.t('filters.all')}</span>
    </summary>
    <div role="group" aria-label=${title}>
      ${choices.map(
        ([value, text]) =>
          html`<label class="lyl"
            ><input
              type="checkbox"
              .checked=${chosen.includes(value)}
              @change=${() => {
                session.filter(withToggled(filter, name, value));
              }}
            /><span>${text}</span></label
          >`,
      )}
    </div>
  </details>`;
}

/** A day of the period. The API's end is the first day that is out; people name the last that is in. */
function day(session: Session, name: 'since' | 'until'): TemplateResult {
  const { filter } = session.view;
  const value = (filter[name] ?? '').slice(0, 10);
  const shown = name === 'until' && value ? dayAfter(value, -1) : value;
  return html`<label class="pick"
    ><span>${session.says.t(name === 'since' ? 'filters.since' : 'filters.until')}</span
    ><input
      class="field"
      type="date"
      .value=${shown}
      @change=${(event: Event) => {
        const typed = (event.target as HTMLInputElement).value;
        const meant = name === 'until' && typed ? dayAfter(typed) : typed;
        session.filter(withValue(filter, name, meant));
      }}
  /></label>`;
}
