// Niceties. Every page works without them: links and forms do the same, with a full load.

const root = document.documentElement;

// Theme: a stored choice, else the system's.
const dark = () => (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
document.getElementById("theme")?.addEventListener("click", () => {
  root.dataset.theme = dark() ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* a choice for this page only */ }
});

// On a phone the list comes first.
if (matchMedia("(max-width: 760px)").matches) document.querySelector(".filter-box")?.removeAttribute("open");

// Where the pages stand in a row that is longer than the screen, the one that is shown is in sight.
const row = document.querySelector(".rail");
const shown = row?.querySelector("a[aria-current]");
if (shown && row.scrollWidth > row.clientWidth) row.scrollLeft = shown.offsetLeft - (row.clientWidth - shown.offsetWidth) / 2;

// Ctrl+K, or / outside a field: search.
addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea");
  if (((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") || (event.key === "/" && !typing)) {
    event.preventDefault();
    const search = document.getElementById("search");
    search.focus();
    search.select();
  }
});

// Grey shapes where a page takes longer than a blink.
const sheet = document.querySelector(".sheet");
let waiting = 0;
const wait = () => { clearTimeout(waiting); waiting = setTimeout(() => sheet.classList.add("is-waiting"), 300); };
const arrive = () => { clearTimeout(waiting); sheet.classList.remove("is-waiting"); };
addEventListener("pageshow", arrive);

// Links marked data-swap, and selects marked data-send, put the new page in place of this one without a full load.
const parse = async (href) => {
  const answer = await fetch(href, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};
let newest = 0;
const swap = async (href, { remember = true, focus = null } = {}) => { // true: the page is in its place
  const mine = ++newest;
  wait();
  try {
    const next = await parse(href);
    if (mine !== newest) return false;
    document.title = next.title;
    document.getElementById("page").replaceWith(next.getElementById("page"));
    if (remember) history.pushState({ swapped: true }, "", href);
    arrive(); // before the focus: what is hidden while the page waits cannot take it
    const again = focus && document.querySelector(focus);
    again?.focus({ preventScroll: true });
    const sentence = document.querySelector("#stage-name, .sentence");
    document.getElementById("spoken").textContent = sentence?.textContent ?? "";
    return true;
  } catch {
    if (mine === newest) location.assign(href);
    return false;
  } finally {
    if (mine === newest) arrive();
  }
};
const seen = (selector) => [...document.querySelectorAll(selector)].find((found) => found.checkVisibility());
const same = (element) => {
  if (element.dataset.stage) return `.${element.closest("div").className} [data-stage="${element.dataset.stage}"]`;
  if (element.id) return `#${element.id}`;
  const name = element.getAttribute("aria-label");
  return name ? `[aria-label^="${CSS.escape(name.split(":")[0])}"]` : null;
};
const plain = (event) => event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
const address = (link) => link.getAttribute("href");

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-swap]");
  if (link && plain(event)) {
    event.preventDefault();
    swap(address(link), { focus: same(link) });
    return;
  }
  const more = event.target.closest?.("a[data-more]");
  if (more && plain(event)) {
    event.preventDefault();
    readOn(more);
    return;
  }
  const away = event.target.closest?.("a[href^='/']");
  if (away && plain(event) && !event.defaultPrevented && !/\.(json|csv)/.test(address(away))) wait();
});
addEventListener("popstate", () => swap(location.href, { remember: false }));
history.replaceState({ swapped: true }, "");

addEventListener("change", (event) => {
  const select = event.target.closest?.("[data-send]");
  if (!select) return;
  const chosen = new URLSearchParams([...new FormData(select.form)].filter(([, value]) => value !== ""));
  const path = new URL(select.form.action).pathname;
  swap(chosen.size ? `${path}?${chosen}` : path, { focus: same(select) });
});

// Arrow keys walk the stages of the hourglass.
addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1 };
  const from = event.target.closest?.("a[data-stage]");
  if (!from || !(event.key in steps)) return;
  event.preventDefault();
  const to = Number(from.dataset.stage) + steps[event.key];
  const link = seen(`a[data-stage="${to}"]`);
  if (!link) return;
  link.focus();
  swap(address(link), { focus: same(link) });
});

// "More" adds the next part below this one.
const readOn = async (more) => {
  try {
    more.setAttribute("aria-busy", "true");
    const next = await parse(address(more));
    const [here, there] = [".people tbody", "#timeline"].map((one) => [document.querySelector(one), next.querySelector(one)]).find(([one]) => one);
    const first = there.firstElementChild;
    const days = [...here.querySelectorAll(".day")].at(-1)?.textContent.trim();
    if (days && first?.textContent.trim() === days) first.remove();
    const added = [...there.children];
    here.append(...added);
    const further = next.querySelector("a[data-more]");
    const told = document.getElementById("shown");
    if (told) told.textContent = told.textContent.replace(/\d[\d,]*(?= of )/, here.children.length.toLocaleString("en"));
    document.getElementById("spoken").textContent = told?.textContent ?? `${added.length} more`;
    if (further) {
      more.setAttribute("href", address(further));
      more.removeAttribute("aria-busy");
    } else more.remove();
  } catch {
    location.assign(address(more));
  }
};

// A slider and the number beside it say the same; the number is what is sent.
addEventListener("input", (event) => {
  const { mirrors } = event.target.dataset ?? {};
  const other = mirrors ? document.getElementById(mirrors) : document.querySelector(`[data-mirrors="${CSS.escape(event.target.id)}"]`);
  if (other) other.value = event.target.value;
});

// Plays the map: one moment after the other, as a click on each would; a second press, or any other, stops it.
let playing = 0;
const play = () => {
  const button = document.querySelector("[data-play]");
  if (!button) return;
  button.hidden = false;
  button.textContent = playing ? "Stop" : "Play";
};
const stop = () => { clearTimeout(playing); playing = 0; play(); };
const next = async (at) => {
  const link = document.querySelectorAll("[data-moment]")[at];
  if (!link) return stop();
  const mine = playing;
  if (!(await swap(address(link), { remember: false }))) { // something else was chosen meanwhile
    if (playing === mine) stop();
    return;
  }
  history.replaceState({ swapped: true }, "", address(link));
  play();
  document.querySelector("[data-play]")?.focus({ preventScroll: true });
  if (playing === mine) playing = setTimeout(next, 1400, at + 1);
};
addEventListener("click", (event) => {
  const pressed = event.target.closest?.("[data-play]");
  if (playing) return stop();
  if (!pressed) return;
  playing = setTimeout(next, 0, 0); // its number tells one play from another
});
new MutationObserver(play).observe(document.querySelector(".sheet"), { childList: true });
play();
