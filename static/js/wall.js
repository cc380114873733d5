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

// Who had come to a link finds it again.
const links = [...document.links];
links[sessionStorage.getItem("focus") ?? -1]?.focus();
sessionStorage.removeItem("focus");

setInterval(() => {
  if (document.hidden) return;
  const focused = links.indexOf(document.activeElement);
  if (focused >= 0) sessionStorage.setItem("focus", focused);
  location.reload();
}, seconds * 1000);
