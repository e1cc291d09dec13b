import { Problem } from '../api/problem';
import type { ContributionProperties, Item, ItemPage, MapLayer } from '../api/types';
import type { Transport } from '../workshop/transport';
import type { Area } from './view/area';
import { queryOf, withValue } from './view/filter';
import type { Filter } from './view/filter';
import type { Export, Format, JobState, Row, Selection, Statistics } from './types';

const PAGE = 20;

/** What the planner's page asks; for now of the doors that are open to everybody. */
export class PlannerClient {
  constructor(private readonly transport: Transport) {}

  statistics(
    filter: Filter,
    by: string | null,
    detail: string,
    signal?: AbortSignal,
  ): Promise<Statistics> {
    const query = new URLSearchParams(queryOf(filter));
    return this.counted(query, by, detail, signal);
  }

  async selection(
    filter: Filter,
    area: Area | null,
    cursor: string | null,
    signal?: AbortSignal,
  ): Promise<Selection> {
    const query = within(filter, area);
    const [{ total, by_plan_type }, page] = await Promise.all([
      this.counted(query, area?.type === 'zones' ? area.zoning : null, 'answers', signal),
      cursor === null
        ? this.transport.ask<ItemPage>(
            `contributions/?${query.toString()}&limit=${String(PAGE)}`,
            'GET',
            undefined,
            signal,
          )
        : this.transport.at<ItemPage>(cursor, 'GET', undefined, signal),
    ]);
    return {
      area: null,
      ...total,
      by_category: {},
      by_channel: {},
      by_language: {},
      median_days_to_answer: total.median_days_to_answer ?? null,
      votes: total.contribution_votes,
      proposals: { count: total.proposals, votes: total.proposal_votes },
      cross: by_plan_type ?? {},
      list: {
        results: (page.features as readonly Item<ContributionProperties>[]).map(rowOf),
        next: page.links.find(({ rel }) => rel === 'next')?.href ?? null,
      },
    };
  }

  async layers(): Promise<readonly MapLayer[]> {
    return (await this.transport.ask<{ layers: MapLayer[] }>('layers/')).layers;
  }

  export(filter: Filter, area: Area | null, format: Format): Promise<Export> {
    const query = within(filter, area).toString();
    const slug = window.location.pathname.split('/')[2] ?? '';
    const file = `/api/v1/perimeters/${slug}/exports/contributions.${format}?${query}`;
    return Promise.resolve({ job: null, file });
  }

  job(address: string): Promise<JobState> {
    return this.transport.at<JobState>(address);
  }

  private counted(
    query: URLSearchParams,
    by: string | null,
    detail: string,
    signal?: AbortSignal,
  ): Promise<Statistics> {
    const asked = new URLSearchParams(query);
    if (by !== null) asked.set('zoning', by);
    if (detail) asked.set('detail', detail);
    return this.transport.ask(`statistics/?${asked.toString()}`, 'GET', undefined, signal);
  }
}

/** The filter with the area in it, as far as a filter can say it. */
function within(filter: Filter, area: Area | null): URLSearchParams {
  const { zones, near } = spoken(area);
  const query = new URLSearchParams(queryOf(zones ? withValue(filter, 'zone', zones) : filter));
  if (near) query.set('near', near);
  return query;
}

function spoken(area: Area | null): { zones?: string; near?: string } {
  if (area === null) return {};
  if (area.type === 'zones') {
    return { zones: area.codes.map((code) => `${area.zoning}:${code}`).join(',') };
  }
  if (area.type === 'buffer' && area.geometry.type === 'Point') {
    return { near: [...area.geometry.coordinates, area.distance_m].join(',') };
  }
  throw new Problem(0, 'no_area', '');
}

function rowOf({ id, geometry, properties }: Item<ContributionProperties>): Row {
  const { ref, kind, theme, state, headline, title, created_at, votes } = properties;
  const [lon, lat] = geometry.coordinates;
  const shown = headline ?? title ?? ref;
  return {
    id,
    ref,
    kind,
    theme,
    state,
    headline: shown,
    created_at,
    votes_for: votes.for,
    lon,
    lat,
  };
}
