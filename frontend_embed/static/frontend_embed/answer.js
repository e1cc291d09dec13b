// A template goes into the answer below what was written already, in each language; nothing is taken away.
// Without this script the link opens the form anew with the template's words.
function add(box, text) {
  if (box.value.includes(text)) return;
  box.value = box.value.trim() === '' ? text : `${box.value.trimEnd()}\n\n${text}`;
  box.dispatchEvent(new Event('input', { bubbles: true }));
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('ul.templates a[data-words]');
  if (link === null) return;
  const boxes = Object.entries(JSON.parse(link.dataset.words))
    .map(([language, text]) => [document.getElementById(`id_answer_${language}`), text])
    .filter(([box]) => box !== null);
  if (boxes.length === 0) return;
  event.preventDefault();
  for (const [box, text] of boxes) add(box, text);
  const state = document.getElementById('id_next_state');
  const offered = state && [...state.options].some((option) => option.value === link.dataset.state);
  if (offered && state.value === '') state.value = link.dataset.state;
  boxes[0][0].focus();
});
