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

function rule({ says, words, ground }: Session): TemplateResult {
  if (ground.failure) return html`<p>${ground.failure}</p>`;
  if (!ground.plan) return html`<p class="soft">${says.t('loading')}</p>`;
  const said = planHere(words, ground.plan);
  return html`<p class="soft small">${says.t('here')}</p>
    ${said === nothing ? html`<p>${says.t('here.nothing')}</p>` : said}`;
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
