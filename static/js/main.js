// Enhancements only: every page works without this file.

// Menus made of <details>: Escape or a click elsewhere closes them.
addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    const inside = menu.contains(document.activeElement);
    menu.open = false;
    if (inside) menu.querySelector("summary").focus();
  }
});
addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.drop[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// <textarea data-count="700">: characters as people see them, counted down below the field.
const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : null;
const length = (text) => (segmenter ? [...segmenter.segment(text)].length : [...text].length);
const counters = new WeakSet();
function count(field) {
  if (counters.has(field)) return;
  counters.add(field);
  const most = Number(field.dataset.count);
  const output = document.createElement("output");
  output.className = "counter";
  if (field.id) output.htmlFor = field.id;
  output.setAttribute("aria-live", "off");
  const show = () => {
    // A browser sends line ends as two characters; the server counts them as one, and so does this.
    const used = length(field.value.replace(/\r\n?/g, "\n"));
    output.textContent = `${used.toLocaleString(document.documentElement.lang)} / ${most.toLocaleString(document.documentElement.lang)}`;
    output.classList.toggle("over", used > most);
    output.setAttribute("aria-live", used > most * 0.95 ? "polite" : "off");
  };
  field.after(output);
  field.addEventListener("input", show);
  show();
}

// <form data-guard="…">: asks before what was typed is lost; sending the form, or saving by htmx, clears it.
const changed = new Set();
addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && "guard" in form.dataset) changed.add(form);
});
addEventListener("submit", (event) => changed.delete(event.target));
addEventListener("nmirf:saved", (event) => changed.delete(event.target.closest("form")));
addEventListener("beforeunload", (event) => {
  for (const form of changed) {
    if (form.isConnected) {
      event.preventDefault();
      return;
    }
  }
});

// <form data-autosubmit>: a changed choice sends the form; its button is needed without script only.
addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && "autosubmit" in form.dataset && !form.hasAttribute("hx-get")) form.requestSubmit();
});

// <form data-once>: a second click while the first is on its way sends nothing.
addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// <input data-filter="id">: of the tick boxes in that part shows those that hold what is typed, and the ticked ones.
function narrow(field) {
  const options = [...document.getElementById(field.dataset.filter).children];
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  field.closest("[hidden]")?.removeAttribute("hidden");
  field.addEventListener("input", () => {
    const typed = fold(field.value.trim());
    for (const option of options) {
      option.hidden = !fold(option.textContent).includes(typed) && !option.querySelector(":checked");
    }
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

// Share and copy the address of a record, where the browser can; the address is there to read anyway.
function offer(part) {
  const url = part.querySelector("[data-address]").textContent;
  const share = part.querySelector("[data-share]");
  const copy = part.querySelector("[data-copy]");
  share.hidden = !navigator.share;
  share.addEventListener("click", () => navigator.share({ title: document.title, url }).catch(() => {}));
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(url);
    copy.textContent = copy.dataset.copy;
  });
}

function enhance(root) {
  for (const field of root.querySelectorAll("[data-filter]")) narrow(field);
  for (const field of root.querySelectorAll("[data-count]")) count(field);
  for (const button of root.querySelectorAll("form[data-autosubmit] [data-without-script]")) button.hidden = true;
  const problem = root.querySelector("[data-focus]");
  if (problem) problem.focus();
  for (const part of root.querySelectorAll(".acts")) offer(part);
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
}
// A swap keeps open what the reader had opened: <details id="…"> inside the part that changes.
let opened = new Map();
addEventListener("htmx:beforeSwap", (event) => {
  opened = new Map([...event.detail.target.querySelectorAll("details[id]")].map((part) => [part.id, part.open]));
});
addEventListener("htmx:afterSettle", () => {
  for (const [id, open] of opened) {
    const part = document.getElementById(id);
    if (part) part.open = open;
  }
  opened.clear();
});

addEventListener("DOMContentLoaded", () => enhance(document));
addEventListener("htmx:load", (event) => {
  if (event.target !== document.body) enhance(event.target);
});

// <details data-sift="label">: a long list of options gets a field that hides what does not fit.
addEventListener(
  "toggle",
  (event) => {
    const box = event.target;
    if (!box.open || !box.dataset?.sift || box.querySelector("input[type=search]")) return;
    const field = document.createElement("input");
    field.type = "search";
    field.setAttribute("aria-label", box.dataset.sift);
    field.placeholder = box.dataset.sift;
    const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    field.addEventListener("input", () => {
      for (const option of box.querySelectorAll("li")) {
        const ticked = option.querySelector("input").checked;
        option.hidden = !ticked && !plain(option.textContent).includes(plain(field.value));
      }
    });
    // What is typed here sends nothing.
    field.addEventListener("change", (change) => change.stopPropagation());
    field.addEventListener("keydown", (key) => key.key === "Enter" && key.preventDefault());
    box.querySelector("summary").after(field);
  },
  true,
);
