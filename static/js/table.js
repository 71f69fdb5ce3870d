// A thematic table: asking again on a bad line. The pages work without this file; its keys are in keys.js.

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
  // It was asked for before somebody began to type.
  const asker = event.detail.requestConfig.elt;
  if ("poll" in asker.dataset && busy(asker)) event.detail.shouldSwap = false;
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
