import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Session } from '../session';
import type { Bbox, Edition, Zone, ZoneWords } from '../types';

interface Acts {
  editable: boolean;
  picked: readonly number[];
  pick: (id: number) => void;
  show: (bbox: Bbox) => void;
  change: (id: number, change: ZoneWords) => unknown;
}

function value(event: Event): string {
  return (event.target as HTMLInputElement).value.trim();
}

/** Zones with names in every language and population, typed where it is a draft. */
export function zoneTable(session: Session, edition: Edition, acts: Acts): TemplateResult {
  const { words, overview } = session;
  const languages = overview?.perimeter.languages ?? [];
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${words.t('zones.table')}>
    <table class="zones">
      <thead>
        <tr>
          ${acts.editable ? html`<td></td>` : nothing}
          <th scope="col">${words.t('units.code')}</th>
          ${languages.map((language) => html`<th scope="col">${words.t('units.name')} ${language.toUpperCase()}</th>`)}
          <th scope="col">${words.t('zones.population')}</th>
          <th scope="col">${words.t('preview.area')}</th>
        </tr>
      </thead>
      <tbody>
        ${edition.zones.map((zone) => row(session, zone, languages, acts))}
      </tbody>
    </table>
  </div>`;
}

function row(
  session: Session,
  zone: Zone,
  languages: readonly string[],
  acts: Acts,
): TemplateResult {
  const { words } = session;
  const field = (
    label: string,
    text: string,
    change: (typed: string) => ZoneWords,
    kind = '',
  ): TemplateResult =>
    acts.editable
      ? html`<input
          class="field dense ${kind}"
          aria-label="${label}, ${zone.code}"
          inputmode=${kind === 'number' ? 'numeric' : nothing}
          .value=${text}
          @change=${(event: Event) => {
            acts.change(zone.id, change(value(event)));
          }}
        />`
      : html`${text}`;
  return html`<tr>
    ${
      acts.editable
        ? html`<td>
            <input
              type="checkbox"
              aria-label=${words.t('zones.pick', { code: zone.code })}
              .checked=${acts.picked.includes(zone.id)}
              @change=${() => {
                acts.pick(zone.id);
              }}
            />
          </td>`
        : nothing
    }
    <td>${field(words.t('units.code'), zone.code, (code) => ({ code }), 'code')}</td>
    ${languages.map(
      (language) =>
        html`<td>
          ${field(
            `${words.t('units.name')} ${language.toUpperCase()}`,
            zone.name_i18n[language] ?? '',
            (typed) => ({ name: { ...zone.name_i18n, [language]: typed } }),
          )}
        </td>`,
    )}
    <td>
      ${field(
        words.t('zones.population'),
        zone.population === null ? '' : String(zone.population),
        // What is no number is refused by the server, with a sentence.
        (typed) => ({ population: typed === '' ? null : typed.replace(/[\s.']/g, '') }),
        'number',
      )}
    </td>
    <td class="num">
      ${
        zone.bbox
          ? html`<button
              class="btn plain small"
              type="button"
              @click=${() => {
                if (zone.bbox) acts.show(zone.bbox);
              }}
            >
              ${words.area(zone.area_km2)}<span class="vh"
                >${words.t('odd.show')}, ${zone.code}</span
              >
            </button>`
          : words.area(zone.area_km2)
      }
    </td>
  </tr>`;
}
