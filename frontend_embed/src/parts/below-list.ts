import { html } from 'lit';
import type { nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Consultation, Perimeter } from '../api/types';
import type { Model } from '../app/model';
import { about } from './about';
import { consultation } from './consultation';

/** What a public body tells of its consultations and itself; one of them may stand above the list already. */
export function belowTheList(
  model: Model,
  perimeter: Perimeter,
  above: Consultation | undefined,
  handled: TemplateResult | typeof nothing,
): TemplateResult {
  const { client, words } = model;
  const rest = perimeter.consultations.filter((one) => one !== above);
  return html`${rest.map((one) => consultation(words, one))}
  ${about(
    words,
    perimeter.about,
    handled,
    (page) => `${client.base}/p/${client.perimeterSlug}/${page}/?lang=${words.lang}`,
  )}`;
}
