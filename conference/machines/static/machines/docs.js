/* The document of the interface as a page to read and try: the address stands at the element, the key is typed at "Authorize" and never kept. */
const place = document.querySelector("[data-openapi]");
if (place && window.SwaggerUIBundle) {
  window.SwaggerUIBundle({
    url: place.dataset.openapi,
    domNode: place,
    deepLinking: true,
    docExpansion: "list",
    layout: "BaseLayout",
    presets: [window.SwaggerUIBundle.presets.apis],
    validatorUrl: null,
    persistAuthorization: false,
  });
}
