// What axe cannot see, read from a finished page. Every function returns a list of sentences.
window.checks = (() => {
  const name = (element) => {
    const words = (element.innerText || element.getAttribute("aria-label") || element.value || element.textContent || "")
      .trim().replace(/\s+/g, " ").slice(0, 40);
    const id = element.id ? `#${element.id}` : "";
    const kinds = (element.getAttribute("class") || "").split(/\s+/).filter(Boolean);
    return `${element.tagName.toLowerCase()}${id}${kinds.map((kind) => "." + kind).join("")} “${words}”`;
  };

  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
    element.getClientRects().length > 0;

  // Colors, always through a canvas: computed values come in more than one notation.
  const brush = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = color;
    brush.fillRect(0, 0, 1, 1);
    return [...brush.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (color) => {
    const parts = [...color.slice(0, 3)].map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(rgba(one)), luminance(rgba(other))].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const ground = (element) => {
    for (let here = element; here; here = here.parentElement) {
      const color = getComputedStyle(here).backgroundColor;
      if (rgba(color)[3] === 255) return color;
    }
    return "Canvas";
  };

  // Nothing is wider than the window, and no text is cut off.
  function sideways() {
    const width = document.documentElement.clientWidth;
    const faults = [];
    if (document.documentElement.scrollWidth > width) {
      const wide = [...document.body.querySelectorAll("*")].filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 1 && box.right > width + 0.5 && isShown(element);
      });
      // The innermost ones are the cause.
      const inner = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
      faults.push(`scrolls sideways to ${document.documentElement.scrollWidth} of ${width}: ` +
        inner.slice(0, 3).map((element) => `${name(element)} ends at ${Math.round(element.getBoundingClientRect().right)}`).join("; "));
    }
    for (const element of document.body.querySelectorAll("*")) {
      const style = getComputedStyle(element);
      // Text for the ear alone is clipped on purpose.
      if (style.clipPath !== "none" || element.closest(".vh, svg, input, .bars thead, .levels thead")) continue;
      // What is folded away is laid out when it is opened.
      if (!isShown(element)) continue;
      if (style.overflowX !== "visible" && style.display !== "inline" && element.scrollWidth > element.clientWidth + 1)
        faults.push(`cut off: ${name(element)}`);
    }
    return faults;
  }

  // Every line of words in an element, as the boxes that the browser made of them.
  const lines = (element) => {
    const boxes = [];
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      if (!text.data.trim() || text.parentElement.closest("svg, .vh")) continue;
      // Text for the ear alone is clipped on purpose.
      if (getComputedStyle(text.parentElement).clipPath !== "none") continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      boxes.push(...range.getClientRects());
    }
    return boxes;
  };
  const touch = (one, two) =>
    Math.min(one.right, two.right) - Math.max(one.left, two.left) > 2 &&
    Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top) > 4;

  const overlapping = (all, boxesOf) => {
    const boxes = all.map(boxesOf);
    return boxes.flatMap((mine, first) => boxes.slice(first + 1).flatMap((others, step) =>
      mine.some((one) => others.some((two) => touch(one, two)))
        ? [`${name(all[first])} and ${name(all[first + 1 + step])} overlap`] : []));
  };
  const crowdedIn = (selector) => [...document.querySelectorAll(selector)].filter(isShown).flatMap(
    (svg) => overlapping([...svg.querySelectorAll("text")], (text) => [text.getBoundingClientRect()]));

  // Words that are printed over other words, in a row of things or in a picture that has a name.
  function overlaps() {
    const faults = crowdedIn("svg[role=img]");
    for (const row of document.querySelectorAll("tr, .corner, .ends, .row, legend, .done p"))
      if (!row.closest(".bars thead, .levels thead")) faults.push(...overlapping([...row.children].filter(isShown), lines));
    return faults;
  }

  // Words that break in the middle, and words that reach into the padding of what holds them.
  function cramped() {
    const faults = new Set();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const element = text.parentElement;
      if (!isShown(element) || element.closest(".vh, svg, .bars thead")) continue;
      const holder = element.closest(".ticket");
      const edge = holder ? holder.getBoundingClientRect().right - parseFloat(getComputedStyle(holder).paddingRight) : Infinity;
      for (const { 0: word, index } of text.data.matchAll(/[\p{L}\p{N}’]+/gu)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const boxes = [...range.getClientRects()];
        if (boxes.some((box) => box.right > edge + 0.5)) faults.add(`${word} does not fit in ${name(holder)}`);
        // An address may break anywhere.
        if (!element.closest(".address") && new Set(boxes.map((box) => Math.round(box.top))).size > 1)
          faults.add(`${word} is split in ${name(element)}`);
      }
    }
    return [...faults];
  }

  // Numbers inside bars, which the same row repeats: not asked for at twice the size.
  const crowded = () => crowdedIn("svg[aria-hidden=true]");

  // Words painted in the color of what lies behind them, from a picture of the whole page.
  async function unreadable(picture) {
    const bytes = Uint8Array.from(atob(picture), (one) => one.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d", { willReadFrequently: true });
    canvas.drawImage(image, 0, 0);
    const faults = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text; text = walker.nextNode()) {
      const element = text.parentElement;
      if (!text.data.trim() || !isShown(element) || element.closest(".vh, .bars thead, .levels thead, option")) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) {
        // Without its rim, where the fill around a plate could show.
        const [left, top] = [Math.ceil(box.left + scrollX) + 1, Math.ceil(box.top + scrollY) + 1];
        const [width, height] = [Math.floor(box.width) - 3, Math.floor(box.height) - 3];
        // What waits outside of the page is shown when it has the focus.
        if (width < 1 || height < 1 || top < 0) continue;
        const { data } = canvas.getImageData(left, top, width, height);
        let [dark, light] = [1, 0];
        for (let at = 0; at < data.length; at += 4) {
          const here = luminance(data.subarray(at, at + 3));
          [dark, light] = [Math.min(dark, here), Math.max(light, here)];
        }
        if ((light + 0.05) / (dark + 0.05) < 4.5) faults.push(`words that cannot be seen: ${name(element)}`);
      }
    }
    return faults;
  }

  const controls = "a[href], button, summary, select, textarea, input:not([type=hidden])";

  const isInSentence = (element) => {
    if (getComputedStyle(element).display !== "inline") return false;
    let block = element.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const links = [...block.querySelectorAll(controls)].map((link) => link.textContent).join("");
    return block.textContent.replace(/\s/g, "").length > links.replace(/\s/g, "").length;
  };

  // A thumb can hit it: 44 px for a rating, 24 px for everything that stands alone.
  function targets() {
    const faults = [];
    for (const element of document.querySelectorAll(controls)) {
      if (!isShown(element) || isInSentence(element)) continue;
      const label = element.labels?.[0];
      const boxes = [element, ...(label ? [label] : [])].map((one) => one.getBoundingClientRect());
      const width = Math.max(...boxes.map((box) => box.width));
      const height = Math.max(...boxes.map((box) => box.height));
      const least = element.matches("[type=radio], [type=checkbox]") ? 44 : 24;
      if (width < least - 0.01 || height < least - 0.01)
        faults.push(`target of ${width.toFixed(1)} × ${height.toFixed(1)} px: ${name(label || element)}`);
    }
    return faults;
  }

  // Radios that belong together say so, and say what they ask.
  function groups() {
    const faults = new Set();
    for (const radio of document.querySelectorAll("[type=radio]")) {
      const legend = radio.closest("fieldset")?.querySelector(":scope > legend");
      if (!legend?.textContent.trim()) faults.add(`radios “${radio.name}” have no fieldset with a legend`);
    }
    return [...faults];
  }

  const isChart = (svg) =>
    isShown(svg) && !svg.closest(".defs") && svg.querySelector("rect, circle, text") !== null &&
    svg.getBoundingClientRect().width > 20;

  // Every chart has its numbers beside it: in its row, in the next table, or in its name.
  function charts() {
    const faults = [];
    for (const svg of document.querySelectorAll("svg")) {
      if (!isChart(svg)) continue;
      const row = svg.closest("tr");
      const isRow = row && [...row.cells].some((cell) => !cell.contains(svg) && /\S/.test(cell.innerText));
      const isAxis = svg.closest("tfoot[aria-hidden]");
      const isPicture = svg.getAttribute("role") === "img" && /\d/.test(svg.getAttribute("aria-label") || "");
      const isBeside = svg.nextElementSibling?.matches("table");
      const isInTheRowsCell = row && svg.parentElement.innerText.trim();
      if (!isRow && !isAxis && !isPicture && !isBeside && !isInTheRowsCell) faults.push(`a chart without a table: ${name(svg.parentElement)}`);
    }
    return faults;
  }

  const paint = (mark) => {
    const style = getComputedStyle(mark);
    const isDrawn = mark instanceof SVGElement;
    const fill = isDrawn ? style.fill : style.backgroundColor;
    if (isDrawn ? fill === "none" : rgba(fill)[3] === 0) return null;
    const signs = [...(mark.closest("tr, li, dd, p")?.querySelectorAll("use") || [])].map((use) => use.getAttribute("href"));
    const shape = isDrawn
      ? [mark.getAttribute("r"), mark.getAttribute("rx"), style.stroke === "none", style.strokeDasharray]
      : [style.borderRadius, style.borderStyle, style.clipPath, style.rotate, style.backgroundImage];
    return { color: fill.startsWith("url") ? "pattern" : fill, key: [mark.tagName, fill.startsWith("url") && fill, ...shape, ...signs].join("|") };
  };

  // Two marks that differ in color and in nothing else leave out whoever cannot tell the colors.
  function colors() {
    const faults = new Set();
    for (const whole of document.querySelectorAll("table, ul, ol, dl, svg:not([role=img])")) {
      if (!isShown(whole) || whole.closest(".defs")) continue;
      const seen = new Map();
      for (const mark of whole.querySelectorAll("rect, circle, span, i, b, em")) {
        if (!(mark instanceof SVGElement) && (mark.textContent.trim() || !isShown(mark))) continue;
        if (mark.closest("[role=img]")) continue;
        const { key, color } = paint(mark) || {};
        if (!key) continue;
        if (seen.has(key) && seen.get(key) !== color) faults.add(`told apart by color alone: ${seen.get(key)} and ${color} in ${name(whole)}`);
        seen.set(key, color);
      }
    }
    return [...faults];
  }

  // Where the focus is: seen, strong enough, in view and not covered.
  let seen = new WeakSet(), last = null;
  function focused() {
    const element = document.activeElement;
    if (!element || element === document.body || element === document.documentElement) return { isEnd: true };
    // A date has a stop for each of its parts, all of them in one element.
    if (element === last && element.type === "date") return { faults: [] };
    if (seen.has(element)) return { isEnd: true };
    seen.add(element);
    last = element;
    const label = element.labels?.[0];
    const carriers = [element, ...(label ? [label, ...label.querySelectorAll("*")] : [])];
    const carrier = carriers.find((one) => {
      const style = getComputedStyle(one);
      return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 && (one !== element || parseFloat(style.opacity) > 0);
    });
    const faults = [];
    if (!carrier) return { faults: [`no outline of 2 px on ${name(label || element)}`] };
    const ratio = contrast(getComputedStyle(carrier).outlineColor, ground(carrier.parentElement));
    if (ratio < 3) faults.push(`outline at ${ratio.toFixed(2)} : 1 on ${name(element)}`);
    const box = carrier.getClientRects()[0];
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (box.height < innerHeight && (box.top < -0.5 || box.bottom > innerHeight + 0.5 || box.left < -0.5 || box.right > innerWidth + 0.5))
      faults.push(`out of view: ${name(element)} at ${Math.round(box.top)} to ${Math.round(box.bottom)} of ${innerHeight}`);
    else {
      const top = document.elementFromPoint(x, y);
      if (!top || !(element.contains(top) || top.contains(element) || label?.contains(top)))
        faults.push(`${name(element)} is covered by ${top ? name(top) : "nothing"}`);
    }
    return { faults };
  }

  // What can be reached by Tab and was not; of a group of radios one is enough.
  function unreached() {
    const all = [...document.querySelectorAll(controls)].filter((one) => isShown(one) && !one.disabled && one.tabIndex >= 0);
    const groups = new Set(all.filter((one) => one.type === "radio" && seen.has(one)).map((one) => one.name));
    return all.filter((one) => !seen.has(one) && !(one.type === "radio" && groups.has(one.name)))
      .map((one) => `never reached: ${name(one)}`);
  }

  function moving() {
    const faults = [];
    if (getComputedStyle(document.documentElement).scrollBehavior !== "auto") faults.push("smooth scrolling");
    for (const element of document.querySelectorAll("body *"))
      for (const part of [null, "::before", "::after"]) {
        const style = getComputedStyle(element, part);
        if (style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0) || style.animationName !== "none")
          faults.push(`${name(element)} moves`);
      }
    return [...new Set(faults)];
  }

  // The numbers of the bar charts: what stands in words, and where it is drawn, as shares.
  function bars() {
    const rows = [];
    for (const table of document.querySelectorAll("table.bars")) {
      const head = [...table.querySelectorAll("thead th")].map((cell) => cell.textContent);
      for (const row of table.querySelectorAll("tbody tr")) {
        const svg = row.querySelector(".b svg");
        if (!svg || !isShown(svg)) continue;
        const width = svg.getBoundingClientRect().width;
        const edge = (length) => length.baseVal.value / width;
        rows.push({
          table: (table.caption?.textContent || "").trim(),
          scale: head.at(-1),
          label: row.querySelector("th").textContent.trim().replace(/[ \n]+/g, " "),
          text: row.querySelector(".v").textContent.trim().replace(/[ \n]+/g, " "),
          bars: [...svg.querySelectorAll("rect:not([transform])")].map((rect) => [edge(rect.x), edge(rect.x) + edge(rect.width)]),
          points: [
            ...[...svg.querySelectorAll("circle")].map((circle) => edge(circle.cx)),
            ...[...svg.querySelectorAll("text:not(.t-on)")].map((text) => text.x.baseVal.getItem(0).value / width),
          ],
          marks: [...svg.querySelectorAll("line[stroke-width]")].map((line) => edge(line.x1)),
        });
      }
    }
    return rows;
  }

  const forget = () => { seen = new WeakSet(); last = null; };
  return { sideways, overlaps, crowded, cramped, unreadable, targets, groups, charts, colors, focused, unreached, moving, bars, forget, contrast, ground, isShown };
})();
