// Nothing here is needed to use a page; it makes them quicker. Pages hold no script of their own.
import { initAll } from "./govuk-frontend.js";
import { tables } from "./tables.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) document.body.classList.add("govuk-frontend-supported");
initAll();
tables();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
