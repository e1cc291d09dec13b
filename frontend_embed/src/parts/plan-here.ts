import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { PlanHere, PlanRule, PlanZone } from '../api/types';
import type { Words } from '../strings/words';

/** What the plan says at a place: its zones, the rules and informations there; nothing where it says nothing. */
export function planHere(words: Words, plan: PlanHere): TemplateResult | typeof nothing {
  const { plan_zones: zones, prescriptions, informations } = plan;
  if (zones.length + prescriptions.length + informations.length === 0) return nothing;
  return html`<div class="plan">
    ${zones.map((zone) => zoneOf(words, zone))}
    ${prescriptions.length > 0 ? rules(words, words.t('plan.rules'), prescriptions) : nothing}
    ${informations.length > 0 ? rules(words, words.t('plan.informations'), informations) : nothing}
  </div>`;
}

function zoneOf(words: Words, zone: PlanZone): TemplateResult {
  const { libelle, libelong, type_label: type, meaning, approved_on: day } = zone;
  return html`<p class="planzone">
      <b>${words.t('plan.zone', { name: libelle, type })}</b>
      ${meaning ? html`<br />${meaning}` : nothing}
    </p>
    ${libelong ? html`<p class="small" lang="">${libelong}</p>` : nothing} ${link(words, zone)}
    <p class="small soft">
      ${day ? words.t('plan.version', { name: zone.layer_name, date: words.date(day) }) : zone.layer_name}
    </p>`;
}

function rules(words: Words, title: string, rows: readonly PlanRule[]): TemplateResult {
  return html`<p class="small soft">${title}</p>
    <ul class="planrules">
      ${rows.map((rule) => html`<li>${rule.label}${said(rule)} ${link(words, rule)}</li>`)}
    </ul>`;
}

/** What the plan itself calls it, where that says more than the standard's title. */
function said({ label, libelle, text }: PlanRule): TemplateResult | typeof nothing {
  const own = [libelle, text].filter((part) => part !== '' && part !== label).join(', ');
  return own ? html`<br /><span class="small soft" lang="">${own}</span>` : nothing;
}

function link(words: Words, { url }: { url: string }): TemplateResult | typeof nothing {
  if (!/^https?:\/\//.test(url)) return nothing;
  return html`<a class="small" href=${url} target="_blank" rel="noopener noreferrer"
    >${words.t('plan.read')}</a
  >`;
}
