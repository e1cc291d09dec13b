import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import { icon } from '../../parts/icons';
import { stateName, themeOf, titleOf } from '../../parts/labels';
import { planHere } from '../../parts/plan-here';
import type { Item } from '../../api/types';
import type { Session } from '../session';

/** What was clicked: a contribution, or a place with the rule that applies there. */
export function placeCard(session: Session, page: string): TemplateResult | typeof nothing {
  const { says, ground, picked } = session;
  if (!picked && !ground.asked) return nothing;
  return html`<section class="rule" aria-label=${says.t(picked ? 'picked' : 'here')}>
    <button
      class="iconbtn flat"
      type="button"
      aria-label=${session.words.t('app.close')}
      @click=${() => {
        session.unpick();
      }}
    >
      ${icon('close', 16)}
    </button>
    <div role="status">${picked ? itemOf(session, picked, page) : rule(session)}</div>
  </section>`;
}

function rule(session: Session): TemplateResult {
  const { says, words, ground, values } = session;
  if (ground.failure) return html`<p>${ground.failure}</p>`;
  if (!ground.plan || values.loading) return html`<p class="soft">${says.t('loading')}</p>`;
  const said = planHere(words, ground.plan);
  const read = pictures(session);
  return html`${zone(session)}
    <p class="soft small">${says.t('here')}</p>
    ${said === nothing && read === nothing ? html`<p>${says.t('here.nothing')}</p>` : said}${read}`;
}

/** How many lie in the zone that is drawn there. */
function zone({ says, rowHere: row }: Session): TemplateResult | typeof nothing {
  if (!row) return nothing;
  const numbers = [
    says.n('count.contributions', row.contributions),
    says.n('count.proposals', row.proposals),
  ];
  return html`<p data-testid="zone-here">
    <b>${row.name ?? row.zone}</b><br /><span class="num">${numbers.join(' · ')}</span>
  </p>`;
}

/** What the pictures say there; a photograph says nothing. */
function pictures(session: Session): TemplateResult | typeof nothing {
  const { says, values, layers } = session;
  if (values.failure !== null) return html`<p>${session.sentence(values.failure)}</p>`;
  const told = (values.value ?? []).flatMap(({ layer, value, unit, label }) => {
    const known = layers.find(({ slug }) => slug === layer);
    if (!known || known.legend.length === 0) return [];
    if (value === null) return [{ name: known.name, text: says.t('here.empty') }];
    return [{ name: known.name, text: label ?? says.value(value, unit) }];
  });
  if (told.length === 0) return nothing;
  return html`<dl class="values" data-testid="values">
    ${told.map(
      ({ name, text }) =>
        html`<dt>${name}</dt>
          <dd class="num">${text}</dd>`,
    )}
  </dl>`;
}

function itemOf(session: Session, item: Item, page: string): TemplateResult {
  const { words, says, perimeter } = session;
  const { ref, theme, state, created_at } = item.properties;
  const folder = 'summary' in item.properties ? 'proposals' : 'contributions';
  const office = folder === 'proposals' ? 'proposal' : 'contribution';
  const found = perimeter ? themeOf(perimeter, theme) : undefined;
  const facts = [found?.name, stateName(words, state), says.date(created_at)].filter(Boolean);
  return html`<p><b>${titleOf(words, item)}</b></p>
    <p class="small soft">${facts.join(' · ')}</p>
    <p class="small">
      <a href="${page}${folder}/${item.id}/">${says.t('list.public', { ref })}</a>
      <a href="/admin/participation/${office}/${item.id}/change/">${says.t('list.office')}</a>
    </p>`;
}
