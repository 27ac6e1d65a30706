/* Says on the page that a passkey or security key did not answer; allauth's own script only writes it to the
   console. */
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const place of document.querySelectorAll("[data-passkey-error]")) place.textContent = place.dataset.passkeyError;
});
