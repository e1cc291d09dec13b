// A button that copies the text of another element and says that it did.
for (const button of document.querySelectorAll('button.copy')) {
  button.setAttribute('aria-live', 'polite');
  const words = button.textContent;
  button.addEventListener('click', async () => {
    const code = document.getElementById(button.dataset.copies);
    try {
      await navigator.clipboard.writeText(code.textContent);
    } catch {
      // No clipboard here (an insecure origin): mark the text, so that the keyboard can copy it.
      getSelection().selectAllChildren(code);
      return;
    }
    button.textContent = button.dataset.done;
    setTimeout(() => {
      button.textContent = words;
    }, 2000);
  });
}
