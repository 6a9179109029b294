// SPDX-License-Identifier: GPL-3.0-or-later
// Comfort only: every page works without it. Prices are never reckoned here: the server is asked again.
(() => {
  document.documentElement.classList.add('has-script');

  for (const button of document.querySelectorAll('button[data-copy]')) {
    const label = button.firstElementChild;
    const before = label.textContent;
    let timer = 0;
    button.hidden = false;
    button.addEventListener('click', async () => {
      const source = document.getElementById(button.dataset.copy);
      const text = source.dataset.value ?? source.textContent;
      let done = false;
      try {
        await navigator.clipboard.writeText(text);
        done = true;
      } catch {
        const range = document.createRange();
        range.selectNodeContents(source);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
      }
      document.getElementById('copied').textContent = done ? `${button.dataset.name}${'\u00a0'}: ${button.dataset.done}` : button.dataset.selected;
      label.textContent = done ? button.dataset.done : button.dataset.selected;
      clearTimeout(timer);
      timer = setTimeout(() => { label.textContent = before; }, 4000);
    });
  }

  // A file that would be refused is said so before anything is sent: the form stays as it is.
  for (const input of document.querySelectorAll('input[type=file][data-most]')) {
    const fault = document.getElementById(input.dataset.fault);
    const check = () => {
      const large = [...input.files].some(file => file.size > Number(input.dataset.most));
      fault.setAttribute('role', 'alert');
      fault.hidden = !large;
      fault.textContent = large ? input.dataset.tooLarge : '';
      if (large) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
      return !large;
    };
    input.addEventListener('change', check);
    input.form.addEventListener('submit', event => {
      if (check()) return;
      event.preventDefault();
      input.focus();
    });
  }

  for (const form of document.querySelectorAll('form[data-recount]')) {
    let asked = 0;
    form.addEventListener('change', async () => {
      const mine = ++asked;
      const address = `${location.pathname}?${new URLSearchParams(new FormData(form))}`;
      try {
        const answer = await fetch(address, { headers: { Accept: 'text/html' } });
        if (!answer.ok || mine !== asked) return;
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const fresh = page.getElementById(form.dataset.recount);
        if (fresh === null || mine !== asked) return;
        document.getElementById(form.dataset.recount).replaceChildren(...fresh.childNodes);
        history.replaceState(null, '', address);
      } catch { /* offline: the button is still there */ }
    });
  }
})();
