// Comfort only: every page works the same without this file.

const form = document.querySelector("form.qs");
const report = document.querySelector("[data-answered]");
if (form) keepUnfinishedAnswers(form);
if (report) forgetSentAnswers(report.dataset.answered);
for (const button of document.querySelectorAll("[data-copy]")) offerCopy(button);
for (const link of document.querySelectorAll("[data-copy-page]")) copyInPlace(link);
for (const button of document.querySelectorAll("[data-print]")) offerPrint(button);
for (const place of document.querySelectorAll("[data-remember]")) offerToRemember(place);
for (const form of document.querySelectorAll("[data-forget]")) forgetWithIt(form);
const last = document.getElementById("last-result");
if (last) showLastResult(last);

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
  const keep = () => {
    const answers = Object.fromEntries(
      radios().filter((radio) => radio.checked).map((radio) => [radio.name, radio.value]),
    );
    attempt(() => localStorage.setItem(`unfinished ${place}`, JSON.stringify(answers)));
  };
  const forget = () => {
    attempt(() => localStorage.removeItem(`unfinished ${place}`));
    attempt(() => sessionStorage.removeItem("sent"));
  };

  attempt(() => sessionStorage.removeItem("sent"));
  // Sent to a page that is gone, they came back as the form of another one and wait under that.
  if (place !== location.pathname) {
    attempt(() => localStorage.removeItem(`unfinished ${location.pathname}`));
    if (form.querySelector(":checked")) keep();
  }
  // What came back from the server is newer than what was kept here, and so is what somebody chose
  // before this file had arrived.
  if (!form.querySelector("[checked]")) {
    const kept = attempt(() => JSON.parse(localStorage.getItem(`unfinished ${place}`))) || {};
    const chosen = new Set(radios().filter((radio) => radio.checked).map((radio) => radio.name));
    const found = radios().filter(
      (radio) => kept[radio.name] === radio.value && !chosen.has(radio.name),
    );
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
    keep();
    attempt(() => sessionStorage.removeItem("sent"));
    offerToClear();
  });
  // The form of a class asks a questionnaire, too, and waits under an address of its own.
  const sent = JSON.stringify({ place, asks: form.dataset.asks });
  form.addEventListener("submit", () => attempt(() => sessionStorage.setItem("sent", sent)));
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
function forgetSentAnswers(asked) {
  const sent = attempt(() => JSON.parse(sessionStorage.getItem("sent"))) || {};
  if (sent.asks !== asked) return;
  attempt(() => localStorage.removeItem(`unfinished ${sent.place}`));
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
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      status.textContent = "Copied.";
    } catch {
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      status.textContent = "Select and copy it by hand: the browser did not allow it.";
    }
  });
}

// Without this the link leads to where the address can be selected; so it does when copying fails.
function copyInPlace(link) {
  if (!navigator.clipboard) return;
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(location.origin + location.pathname);
      document.getElementById("copied").textContent = "Link copied.";
    } catch {
      location.assign(link.href);
    }
  });
}

function offerPrint(button) {
  button.parentElement.hidden = false;
  button.addEventListener("click", () => print());
}

// The address of one result waits on this device, for who asks for it, and nowhere else.
function lastResult() {
  const kept = attempt(() => JSON.parse(localStorage.getItem("last result"))) || {};
  // The site counts its days by this clock, too.
  const isOver = kept.until < new Date().toISOString().slice(0, 10);
  if (isOver) forgetLastResult();
  return /^\/r\/[\w-]{43}\/$/.test(kept.address) && !isOver ? kept : null;
}

function forgetLastResult() {
  attempt(() => localStorage.removeItem("last result"));
}

function offerToRemember(place) {
  const { remember: address, until } = place.dataset;
  const [button, status] = [place.querySelector("button"), place.querySelector("[role=status]")];
  const keep = () => localStorage.setItem("last result", JSON.stringify({ address, until }));
  const isKept = () => lastResult()?.address === address;
  const label = () => {
    button.textContent = isKept() ? "Forget it on this device" : "Remember it on this device";
  };
  // A last day that was moved since.
  if (isKept()) attempt(keep);
  place.hidden = false;
  label();
  button.addEventListener("click", () => {
    const wanted = !isKept();
    if (wanted) attempt(keep);
    else forgetLastResult();
    status.textContent = wanted
      ? isKept()
        ? "The front page now leads to it, on this device alone."
        : "This browser does not keep anything."
      : "Forgotten.";
    label();
  });
}

function showLastResult(place) {
  const kept = lastResult();
  if (!kept) return;
  place.querySelector("a").href = kept.address;
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => {
    forgetLastResult();
    place.hidden = true;
    document.getElementById("main").focus();
  });
}

function forgetWithIt(form) {
  form.addEventListener("submit", () => {
    if (lastResult()?.address === form.dataset.forget) forgetLastResult();
  });
}
