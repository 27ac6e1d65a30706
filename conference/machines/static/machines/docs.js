/* The document of the interface as a page to read and try: the address stands at the element, the key is typed at
   "Authorize" and never kept. */
const place = document.querySelector("[data-openapi]");

/* Its markup is made for a page of its own: within ours it has no second main landmark, and its headings follow our
   heading. */
function fit() {
  const inner = place.querySelector("main");
  inner?.setAttribute("role", "region");
  inner?.setAttribute("aria-label", "Operations");
  for (const heading of place.querySelectorAll(":is(h3.opblock-tag, section.models > h4):not([role])")) {
    heading.setAttribute("role", "heading");
    heading.setAttribute("aria-level", "2");
  }
}

if (place && window.SwaggerUIBundle) {
  window.SwaggerUIBundle({
    url: place.dataset.openapi,
    domNode: place,
    // With links of their own the paths would be controls inside the button that opens them.
    deepLinking: false,
    docExpansion: "list",
    layout: "BaseLayout",
    presets: [window.SwaggerUIBundle.presets.apis],
    validatorUrl: null,
    persistAuthorization: false,
  });
  new MutationObserver(fit).observe(place, { childList: true, subtree: true });
}
