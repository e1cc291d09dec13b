import type { Located, LonLat } from '../api/types';
import type { Transport } from '../workshop/transport';
import type { Area } from './view/area';
import { ordered, queryOf } from './view/filter';
import type { Filter } from './view/filter';
import type {
  Export,
  Format,
  JobState,
  PictureValue,
  Selection,
  StaffLayer,
  Statistics,
} from './types';

/** What the planner's page asks in the name of a member of staff. */
export class PlannerClient {
  constructor(private readonly transport: Transport) {}

  statistics(
    filter: Filter,
    by: string | null,
    detail: string,
    signal: AbortSignal,
  ): Promise<Statistics> {
    const query = new URLSearchParams(queryOf(filter));
    if (by !== null) query.set('zoning', by);
    if (detail) query.set('detail', detail);
    return this.transport.ask(`statistics/?${query.toString()}`, 'GET', undefined, signal);
  }

  selection(filter: Filter, area: Area | null, signal: AbortSignal): Promise<Selection> {
    return this.transport.ask('selection/', 'POST', { filter: ordered(filter), area }, signal);
  }

  /** The next page of its list. */
  page(filter: Filter, area: Area | null, cursor: string): Promise<Pick<Selection, 'list'>> {
    return this.transport.ask('selection/', 'POST', { filter: ordered(filter), area, cursor });
  }

  async layers(): Promise<readonly StaffLayer[]> {
    return (await this.transport.ask<{ layers: StaffLayer[] }>('layers/')).layers;
  }

  /** What lies there, with the plans that are for staff. */
  locate(slug: string, position: LonLat): Promise<Located> {
    return this.transport.at(`/api/v1/perimeters/${slug}/locate/?${at(position)}`);
  }

  /** What pictures say there. */
  values(
    layers: readonly string[],
    position: LonLat,
    signal: AbortSignal,
  ): Promise<PictureValue[]> {
    return Promise.all(
      layers.map((slug) =>
        this.transport.ask<PictureValue>(
          `layers/${slug}/value/?${at(position)}`,
          'GET',
          undefined,
          signal,
        ),
      ),
    );
  }

  export(filter: Filter, area: Area | null, format: Format, personal: boolean): Promise<Export> {
    const asked = { filter: ordered(filter), area, format, personal };
    return this.transport.ask('exports/', 'POST', asked);
  }

  job(address: string): Promise<JobState> {
    return this.transport.at<JobState>(address);
  }
}

function at([lon, lat]: LonLat): string {
  return `lon=${lon.toFixed(6)}&lat=${lat.toFixed(6)}`;
}
