import type { Visit } from './visit';

/** There may be a network again. Once the server answers, what waits goes out by itself. */
export async function lookAgain(visit: Visit): Promise<void> {
  const { model } = visit;
  const { since } = model.network;
  if (!(await model.client.answers())) return;
  if (model.placing.step === 'waiting') void visit.composing.send();
  if (!model.perimeter) await visit.arrive();
  else if (model.failure !== null || since !== null) await model.start();
  else await model.reload();
}
