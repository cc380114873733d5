// Comfort only: every page works the same without this file.

const form = document.querySelector("form.qs");
if (form) keepUnfinishedAnswers(form);
for (const button of document.querySelectorAll("[data-copy]")) offerCopy(button);

// Answers that were not sent yet wait on this device, under the questionnaire's own address.
function keepUnfinishedAnswers(form) {
  const place = `unfinished ${location.pathname} ${form.elements.version.value}`;
  const note = document.getElementById("unfinished");
  const read = () => {
    try {
      return JSON.parse(localStorage.getItem(place)) || {};
    } catch {
      return {};
    }
  };
  const forget = () => {
    try {
      localStorage.removeItem(place);
    } catch {
      // A browser that keeps nothing has nothing to forget.
    }
  };
  const radios = () => [...form.querySelectorAll("input[type=radio]")];

  // What came back from the server is newer than what was kept here.
  if (!form.querySelector(":checked")) {
    const kept = read();
    const found = radios().filter((radio) => kept[radio.name] === radio.value);
    for (const radio of found) radio.checked = true;
    if (note && found.length) note.hidden = false;
  }
  form.addEventListener("change", () => {
    const answers = Object.fromEntries(
      radios().filter((radio) => radio.checked).map((radio) => [radio.name, radio.value]),
    );
    try {
      localStorage.setItem(place, JSON.stringify(answers));
    } catch {
      // Private windows may refuse; the answers are still on the page.
    }
  });
  form.addEventListener("submit", forget);
  note?.querySelector("button").addEventListener("click", () => {
    forget();
    for (const radio of radios()) radio.checked = false;
    note.hidden = true;
    radios()[0].focus();
  });
}

// The link itself stays on the page; this only saves selecting it.
function offerCopy(button) {
  const source = document.getElementById(button.dataset.copy);
  const status = document.getElementById(`${button.dataset.copy}-status`);
  if (!navigator.clipboard || !source) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.value);
      status.textContent = "Copied.";
    } catch {
      source.select();
      status.textContent = "Select and copy it by hand: the browser did not allow it.";
    }
  });
}
