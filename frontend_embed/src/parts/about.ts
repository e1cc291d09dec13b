import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { About, Contact, Logo } from '../api/types';
import type { Words } from '../strings/words';

/** Who stands behind the map: whom to ask, who pays, what the law wants said. Below the list. */
export function about(
  words: Words,
  facts: About,
  handled: TemplateResult | typeof nothing,
  page: (name: string) => string,
): TemplateResult {
  const { contact, funding, licence, legal_notice, logos } = facts;
  return html`<footer class="about" aria-labelledby="about-title">
    <h3 id="about-title">${words.t('about.title')}</h3>
    ${pictures(logos, 'owner')} ${contact ? whom(words, contact) : nothing}
    ${funding ? html`<p>${funding}</p>` : nothing} ${pictures(logos, 'funder')}
    ${
      licence
        ? html`<p>
            ${words.t('about.licence')}
            <a href=${licence.url} rel="license noopener" target="_blank">${licence.name}</a>
          </p>`
        : nothing
    }
    ${
      legal_notice
        ? html`<details>
            <summary>${words.t('about.legal')}</summary>
            <p class="asWritten">${legal_notice}</p>
          </details>`
        : nothing
    }
    ${handled} ${pages(words, page)}
  </footer>`;
}

const PAGES = [
  ['results', 'about.results'],
  ['statistics', 'about.statistics'],
  ['accessibility', 'about.accessibility'],
  ['privacy', 'about.privacy'],
] as const;

function pages(words: Words, page: (name: string) => string): TemplateResult {
  return html`<ul class="pages">
    ${PAGES.map(
      ([name, key]) =>
        html`<li>
          <a href=${page(name)} target="_blank" rel="noopener">${words.t(key)}</a>
        </li>`,
    )}
  </ul>`;
}

function whom(words: Words, { name, email, phone, address }: Contact): TemplateResult {
  return html`<p>
    ${name ? html`<b>${name}</b><br />` : nothing} ${address ? html`${address}<br />` : nothing}
    ${
      phone
        ? html`<a
              href=${`tel:${phone.replace(/[^+\d]/g, '')}`}
              aria-label=${words.t('about.call', { phone })}
              >${phone}</a
            ><br />`
        : nothing
    }
    ${email ? html`<a href=${`mailto:${email}`}>${email}</a>` : nothing}
  </p>`;
}

function pictures(logos: readonly Logo[], why: Logo['role']): TemplateResult | typeof nothing {
  const shown = logos.filter(({ role }) => role === why);
  if (shown.length === 0) return nothing;
  return html`<ul class="logos">
    ${shown.map(({ url, alt, link }) => {
      const picture = html`<img src=${url} alt=${alt} loading="lazy" />`;
      return html`<li>
        ${link ? html`<a href=${link} rel="noopener" target="_blank">${picture}</a>` : picture}
      </li>`;
    })}
  </ul>`;
}
