// Watches a long task: moves the bar, and loads the page anew when something else is to be read.
const bar = document.querySelector('progress[data-job]');
const PAUSE_MS = 1000;
let state = null;

async function look() {
  let job;
  try {
    const answer = await fetch(bar.dataset.job, { headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    job = await answer.json();
  } catch {
    // The network is away, or the server starts anew: ask again.
    setTimeout(look, 5 * PAUSE_MS);
    return;
  }
  const ended = job.state !== 'queued' && job.state !== 'running';
  if (ended || (state !== null && state !== job.state)) {
    location.reload();
    return;
  }
  state = job.state;
  if (job.total) {
    bar.max = job.total;
    bar.value = job.done;
  }
  setTimeout(look, PAUSE_MS);
}

if (bar) setTimeout(look, PAUSE_MS);
