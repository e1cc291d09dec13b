import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { filledIn } from '../piece';
import type { Session } from '../session';
import type { Picking, UnitSet } from '../types';

export interface AttributeValues {
  set: number;
  field: string;
  values: readonly { value: string; count: number }[];
}

interface Acts {
  asked: (set: number, field: string) => unknown;
  picked: (picking: Picking) => unknown;
}

/** All units whose column says this: first which column, then which values. */
export function attributeForm(
  session: Session,
  sets: readonly UnitSet[],
  known: AttributeValues | null,
  acts: Acts,
): TemplateResult {
  const { words } = session;
  const chose = (event: Event): void => {
    const [set = '', ...field] = (event.target as HTMLSelectElement).value.split('/');
    if (set) acts.asked(Number(set), field.join('/'));
  };
  const submit = (event: Event): void => {
    const values = filledIn(event)
      .getAll('value')
      .filter((value) => typeof value === 'string');
    if (known && values.length > 0) acts.picked({ sets: [known.set], field: known.field, values });
  };
  return html`<label class="lbl" for="attribute">${words.t('units.attribute')}</label>
    <select class="field" id="attribute" @change=${chose}>
      <option value="">${words.t('units.nofield')}</option>
      ${sets.flatMap((set) =>
        (set.fields ?? []).map(
          (field) => html`<option value="${set.id}/${field}">${set.title}, ${field}</option>`,
        ),
      )}
    </select>
    ${
      known
        ? html`<form @submit=${submit}>
            <fieldset>
              <legend class="lbl">${known.field}</legend>
              <div class="units">
                ${known.values.map(
                  ({ value, count }) =>
                    html`<label class="option"
                      ><input type="checkbox" name="value" value=${value} /><span
                        >${value || '–'}
                        <span class="small soft">${words.number(count)}</span></span
                      ></label
                    >`,
                )}
              </div>
            </fieldset>
            <button class="btn second dense" type="submit">${words.t('units.pickValues')}</button>
          </form>`
        : nothing
    }`;
}
