// Puts a button under whatever is marked with data-copy, which names it. Without this script, or where the browser keeps the
// clipboard from pages (without TLS), people select the text themselves.
"use strict";

for (const block of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  const button = document.createElement("button");
  const told = document.createElement("span");
  button.type = "button";
  button.className = "button quiet compact";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy ${block.dataset.copy}`);
  told.className = "small soft";
  told.setAttribute("role", "status");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(block.querySelector("pre, code").textContent);
      told.textContent = "Copied.";
    } catch {
      told.textContent = "Your browser does not allow it: select the text, and copy it.";
    }
  });
  const row = document.createElement("p");
  row.className = "buttons";
  row.append(button, told);
  block.append(row);
}
