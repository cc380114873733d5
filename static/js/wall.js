// Arrows and space go on and back; a picture on which nothing is chosen looks for what is new.
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

setInterval(() => {
  if (!document.hidden && !document.activeElement.matches("a")) location.reload();
}, seconds * 1000);
