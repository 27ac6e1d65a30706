/* The receiving line asks every two seconds what another screen did. Nothing is exchanged under whoever is typing
   how a name is said. */
document.addEventListener("htmx:beforeRequest", (event) => {
  const line = event.detail.elt;
  if (line.id === "receiving-line" && line.querySelector("details[open]")) event.preventDefault();
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "receiving-line" && event.detail.target.querySelector("details[open]"))
    event.detail.shouldSwap = false;
});
