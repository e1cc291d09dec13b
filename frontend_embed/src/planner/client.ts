import type { Transport } from '../workshop/transport';
import type { Area } from './view/area';
import { ordered, queryOf } from './view/filter';
import type { Filter } from './view/filter';
import type { Export, Format, JobState, Selection, StaffLayer, Statistics } from './types';

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

  export(filter: Filter, area: Area | null, format: Format, personal: boolean): Promise<Export> {
    const asked = { filter: ordered(filter), area, format, personal };
    return this.transport.ask('exports/', 'POST', asked);
  }

  job(address: string): Promise<JobState> {
    return this.transport.at<JobState>(address);
  }
}
