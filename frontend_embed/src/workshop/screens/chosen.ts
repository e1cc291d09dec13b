import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { Session } from '../session';
import type { ChosenUnit, UnitSet } from '../types';

/** Both lists, each unit once. */
export function merged(
  chosen: readonly ChosenUnit[],
  more: readonly ChosenUnit[],
): readonly ChosenUnit[] {
  const known = new Set(chosen.map(({ id }) => id));
  return [...chosen, ...more.filter(({ id }) => !known.has(id))];
}

/** A pasted word that may mean several units: each is offered with the list it comes from. */
export function whichUnit(
  session: Session,
  sets: readonly UnitSet[],
  { code, units }: { code: string; units: readonly ChosenUnit[] },
  toggle: (unit: ChosenUnit) => void,
): TemplateResult {
  const titles = new Map(sets.map(({ id, title }) => [id, title]));
  const chosen = new Set(session.chosen.map(({ id }) => id));
  return html`<fieldset class="note">
    <legend class="strong">${session.words.t('units.which', { code })}</legend>
    ${units.map(
      (unit) =>
        html`<label class="option"
          ><input
            type="checkbox"
            .checked=${chosen.has(unit.id)}
            @change=${() => {
              toggle(unit);
            }}
          />
          <span
            >${unit.name}
            <span class="small soft">${unit.code}, ${titles.get(unit.set) ?? ''}</span></span
          ></label
        >`,
    )}
  </fieldset>`;
}
