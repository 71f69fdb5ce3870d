// A thematic table: keys on the projector, asking again on a bad line. The pages work without this file.

// A line that hangs counts as cut.
htmx.config.timeout = 10_000;
const ALERTS = [409, 422];
const busy = (part) =>
  part.querySelector("form[data-waiting]") ||
  [...part.querySelectorAll("input:not([type]), textarea, [type=radio], [type=checkbox][name]")].some((field) =>
    field === document.activeElement && field.matches("input:not([type]), textarea")
      ? true
      : field.matches("[type=radio], [type=checkbox]")
        ? field.checked !== field.defaultChecked
        : field.value !== field.defaultValue,
  );

// Nothing that someone is typing or has chosen is swapped away, nor a press that is on its way.
addEventListener("htmx:beforeRequest", (event) => {
  const part = event.detail.elt;
  if ("poll" in part.dataset && busy(part)) event.preventDefault();
});

addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  line(true);
  if (xhr.status === 304) event.detail.shouldSwap = false;
  if (ALERTS.includes(xhr.status)) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
  // Signed out meanwhile: the sign-in page is a page, not a part of this one.
  if (xhr.responseURL.includes("/account/login/")) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

function line(isThere) {
  for (const word of document.querySelectorAll("[data-line]")) word.hidden = isThere;
}

// A press that did not arrive is sent again, with its own key, until it does: it counts once.
function again(event) {
  const form = event.detail.elt;
  line(false);
  if (!("retry" in form.dataset)) return;
  if (event.detail.xhr.status && event.detail.xhr.status < 500) {
    delete form.dataset.waiting;
    return;
  }
  form.dataset.waiting = "yes";
  setTimeout(() => {
    if (form.isConnected) form.requestSubmit();
  }, 1500);
}
addEventListener("htmx:sendError", again);
addEventListener("htmx:timeout", again);
addEventListener("htmx:responseError", again);

// Keys. The forward arrow is the one that points to where reading goes.
const STORED = "nmirf-table-keys";
let on = true;
try {
  on = localStorage.getItem(STORED) !== "off";
} catch {
  // Without storage the keys are on at each visit.
}
function name(key) {
  const rtl = document.documentElement.dir === "rtl";
  if (key === "PageDown" || key === (rtl ? "ArrowLeft" : "ArrowRight")) return "ArrowForward";
  if (key === "PageUp" || key === (rtl ? "ArrowRight" : "ArrowLeft")) return "ArrowBack";
  return key.toLowerCase();
}
addEventListener("keydown", (event) => {
  if (!on || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  // A radio button keeps its arrows; where text is typed, every key is text.
  if (event.target.matches("[type=radio]") && event.key.startsWith("Arrow")) return;
  if (event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
    if (event.key === "Escape") event.target.closest("details")?.removeAttribute("open");
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const control = document.querySelector(`[data-key="${CSS.escape(name(event.key))}"]`);
  if (!control) return;
  event.preventDefault();
  control.click();
  if (control.tagName === "SUMMARY" && control.parentElement.open) {
    control.parentElement.querySelector("input:not([type=hidden]), button")?.focus();
  }
});

function offer() {
  for (const part of document.querySelectorAll("[data-keys]")) {
    const box = part.querySelector("input");
    part.hidden = false;
    box.checked = box.defaultChecked = on;
    box.addEventListener("change", () => {
      on = box.checked;
      try {
        localStorage.setItem(STORED, on ? "on" : "off");
      } catch {
        // Kept for this page alone.
      }
    });
  }
}
addEventListener("DOMContentLoaded", offer);
addEventListener("htmx:afterSwap", offer);
if (document.readyState !== "loading") offer();
