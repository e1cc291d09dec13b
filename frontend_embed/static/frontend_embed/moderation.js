// The moderators' queue by keyboard. Each key presses a button, link or box that is there without it as well.
const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]';
const KEPT = 'agorama-single-keys';
const help = document.getElementById('keys');
const on = document.getElementById('keys-on');
const cards = [...document.querySelectorAll('.card')];

// --- single keys may be switched off (WCAG 2.1.4) ---
try {
  on.checked = localStorage.getItem(KEPT) !== 'off';
} catch {
  // No storage here: they are on until the page is left.
}
on.addEventListener('change', () => {
  document.body.classList.toggle('no-keys', !on.checked);
  try {
    localStorage.setItem(KEPT, on.checked ? 'on' : 'off');
  } catch {
    // As above.
  }
});
document.body.classList.toggle('no-keys', !on.checked);
for (const button of document.querySelectorAll('.keys-help')) {
  button.hidden = false;
  button.addEventListener('click', () => help.showModal());
}

// --- where we are ---
let last = null;
function current() {
  return document.activeElement?.closest('.card') ?? last;
}
function go(card) {
  if (!card) return;
  last = card;
  card.focus();
  card.scrollIntoView({ block: 'nearest' });
}
function step(by) {
  const at = cards.indexOf(current());
  go(cards[at < 0 ? 0 : Math.min(Math.max(at + by, 0), cards.length - 1)]);
}
document.addEventListener('focusin', (event) => {
  last = event.target.closest('.card') ?? last;
});

// --- what a key does ---
function press(key) {
  const within = cards.length ? current() : document;
  const found = within?.querySelector(`[data-key="${key}"]`);
  if (!found) return false;
  const reason = found.form?.querySelector('[name=reason]');
  if (found.matches('summary')) {
    found.parentElement.open = true;
    found.parentElement.querySelector('select').focus();
  } else if ('rh'.includes(key) && reason && !reason.value) {
    reason.focus();
  } else {
    found.click();
  }
  return true;
}
function section(id) {
  const found = document.getElementById(id);
  found?.scrollIntoView();
  found?.focus();
  return Boolean(found);
}
function act(key) {
  if (key === '?') return help.showModal() ?? true;
  if (key === 'j' || key === 'k') return step(key === 'j' ? 1 : -1) ?? true;
  if (!cards.length && key === 'd') return section('redact');
  if (!cards.length && key === 'm') return section('move');
  return 'arhdmox'.includes(key) && press(key);
}
document.addEventListener('keydown', (event) => {
  if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (help.open || event.target.closest(TYPING) || event.key.length !== 1) return;
  if (act(event.key.toLowerCase())) event.preventDefault();
});

// --- once is enough; and after a decision the next one has the focus ---
for (const form of document.querySelectorAll('form[method=post]')) {
  form.addEventListener('submit', (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = 'yes';
  });
}
addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent;
});
const asked = document.getElementById(location.hash.slice(1));
if (asked?.matches('.card')) go(asked);
else if (asked) section(asked.id);
else if (cards.length && document.querySelector('.messagelist')) go(cards[0]);

// --- several at once ---
const ticks = [...document.querySelectorAll('.tick-one')];
function count() {
  const ticked = ticks.filter((tick) => tick.checked).length;
  const words = document.querySelector('.ticked');
  if (words) words.textContent = ticked ? `(${ticked})` : '';
}
for (const tick of ticks) tick.addEventListener('change', count);
count();

// --- passages to leave out, marked in the text ---
const redact = document.querySelector('form.redact');
if (redact) {
  const spans = redact.querySelector('[name=spans]');
  const list = redact.querySelector('.marked');
  const none = redact.querySelector('.marked-none');
  const takeBack = redact.querySelector('.take-back');
  redact.querySelector('.marking').hidden = false;
  redact.querySelector('[name=passages]').closest('.field').hidden = true;

  // The server counts characters, the browser halves of some of them.
  const length = (text) => [...text].length;
  const offset = (field, node, at) => {
    const range = document.createRange();
    range.selectNodeContents(field);
    range.setEnd(node, at);
    return length(range.toString());
  };
  const write = () => {
    spans.value = [...list.children].map((line) => line.dataset.span).join(',');
  };
  const mark = () => {
    const selection = getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    const field = range?.commonAncestorContainer;
    const within = (field?.nodeType === Node.TEXT_NODE ? field.parentElement : field)?.closest?.('[data-field]');
    if (!within || range.collapsed) {
      none.textContent = none.dataset.words;
      return;
    }
    none.textContent = '';
    const start = offset(within, range.startContainer, range.startOffset);
    const line = document.createElement('li');
    line.dataset.span = `${within.dataset.field}:${start}:${start + length(range.toString())}`;
    const words = document.createElement('q');
    words.textContent = range.toString();
    const button = takeBack.content.firstElementChild.cloneNode(true);
    button.addEventListener('click', () => {
      line.remove();
      write();
    });
    line.append(words, ' ', button);
    list.append(line);
    write();
    selection.removeAllRanges();
  };
  const button = redact.querySelector('.mark-passage');
  // Pressing a button must not take the selection away.
  button.addEventListener('mousedown', (event) => event.preventDefault());
  button.addEventListener('click', mark);
  document.addEventListener(
    'keydown',
    (event) => {
      const plain = !(event.ctrlKey || event.metaKey || event.altKey);
      if (!on.checked || !plain || event.key.toLowerCase() !== 'd' || getSelection().isCollapsed) return;
      if (event.target.closest(TYPING)) return;
      event.preventDefault();
      mark();
    },
    true,
  );
}
