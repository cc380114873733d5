// Comfort only: every page works the same without this file.

const form = document.querySelector("form.qs");
const report = document.querySelector("[data-answered]");
if (form) keepUnfinishedAnswers(form);
if (report) forgetSentAnswers(report.dataset.answered);
for (const button of document.querySelectorAll("[data-copy]")) offerCopy(button);

// A browser may refuse to keep anything, or have nothing to forget.
function attempt(action) {
  try {
    return action();
  } catch {
    return null;
  }
}

// Answers that were not sent yet wait on this device, under the questionnaire's own address, until
// the page of the result has opened: a sending that fails loses nothing.
function keepUnfinishedAnswers(form) {
  const place = new URL(form.action).pathname;
  const note = document.getElementById("unfinished");
  const leave = document.getElementById("leave");
  const radios = () => [...form.querySelectorAll("input[type=radio]")];
  const forget = () => {
    attempt(() => localStorage.removeItem(`unfinished ${place}`));
    attempt(() => sessionStorage.removeItem("sent"));
  };

  attempt(() => sessionStorage.removeItem("sent"));
  // What came back from the server is newer than what was kept here.
  if (!form.querySelector(":checked")) {
    const kept = attempt(() => JSON.parse(localStorage.getItem(`unfinished ${place}`))) || {};
    const found = radios().filter((radio) => kept[radio.name] === radio.value);
    for (const radio of found) radio.checked = true;
    if (note && found.length) note.hidden = false;
  }
  // A header that grows out of sight would push away what is being read.
  const offerToClear = () => {
    if (!leave || leave.parentElement.getBoundingClientRect().bottom < 0) return;
    leave.hidden = !form.querySelector(":checked");
  };
  if (leave) new IntersectionObserver(offerToClear).observe(leave.parentElement);
  form.addEventListener("change", () => {
    const answers = Object.fromEntries(
      radios().filter((radio) => radio.checked).map((radio) => [radio.name, radio.value]),
    );
    attempt(() => localStorage.setItem(`unfinished ${place}`, JSON.stringify(answers)));
    attempt(() => sessionStorage.removeItem("sent"));
    offerToClear();
  });
  form.addEventListener("submit", () => attempt(() => sessionStorage.setItem("sent", place)));
  leave?.addEventListener("click", forget);
  note?.querySelector("button").addEventListener("click", () => {
    forget();
    for (const radio of radios()) radio.checked = false;
    note.hidden = true;
    offerToClear();
    radios()[0].focus();
  });
}

// Only what this tab has just sent: the result may be an old one, opened beside a new start.
function forgetSentAnswers(place) {
  if (attempt(() => sessionStorage.getItem("sent")) !== place) return;
  attempt(() => localStorage.removeItem(`unfinished ${place}`));
  attempt(() => sessionStorage.removeItem("sent"));
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
