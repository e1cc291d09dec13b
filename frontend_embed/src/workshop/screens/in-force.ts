import { boundsOf } from '../../boundary/geometry';
import { pane } from '../map/picture';
import type { Session } from '../session';

/** Draw the boundary in force, where there is one, while the screen that asked is shown. */
export async function showInForce(session: Session): Promise<void> {
  const { screen } = session;
  const number = session.overview?.perimeter.published;
  if (!number) return;
  const shape = await session.run('', () => session.client.shape(number, 20));
  if (!shape || session.screen !== screen) return;
  const bbox = boundsOf(shape);
  session.show({
    panes: [pane({ shapes: [{ key: 'now', data: shape, look: 'after' }] })],
    view: bbox ? { bbox } : null,
  });
}
