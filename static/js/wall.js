// Arrows and space go on and back; a picture that nobody is leaving looks for what is new.
const seconds = Number(document.body.dataset.seconds);
const keys = { ArrowRight: "next", PageDown: "next", " ": "next", ArrowLeft: "prev", PageUp: "prev" };

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const isOnControl = event.target.closest("a, button");
  if (event.key === " " && isOnControl) return;
  const link = document.querySelector(`a[rel="${keys[event.key]}"]`);
  if (!link) return;
  event.preventDefault();
  location.assign(link.href);
});

// What answers with an error, or not at all, leaves the picture where it is until the next time.
const look = async () => {
  const answer = await fetch(location.href, { cache: "no-cache" });
  // Nothing is left to be shown, and nothing to be asked for again.
  if (answer.status === 404) location.reload();
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Who had come to a link stays there.
  const focused = [...document.links].indexOf(document.activeElement);
  document.title = page.title;
  document.body.replaceWith(page.body);
  document.links[focused]?.focus();
};

setInterval(() => {
  if (!document.hidden) look().catch(() => {});
}, seconds * 1000);
