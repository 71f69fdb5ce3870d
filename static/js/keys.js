// Single keys: [data-key] on a control that they press, [data-keys] around the box that turns them off.
// The pages work without this file. The forward arrow is the one that points to where reading goes.
const STORED = "nmirf-keys";
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

// Buttons that need this file: data-tick-all="name" ticks every box of that name, data-leads-to="id" goes there.
function show() {
  for (const button of document.querySelectorAll("[data-leads-to]")) {
    button.hidden = false;
    button.addEventListener("click", () => document.getElementById(button.dataset.leadsTo).focus());
  }
  for (const button of document.querySelectorAll("[data-tick-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of document.getElementsByName(button.dataset.tickAll)) box.checked = true;
    });
  }
}
offer();
show();
addEventListener("htmx:afterSwap", offer);
