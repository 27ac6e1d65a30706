/* The button of an answer says what is sent: `Send: yes, two persons`. Without scripts it says that the answer is
   sent. */
const button = document.querySelector("[data-answer]");
const say = () => {
  const form = button.form;
  const to = form.elements.to.value;
  const both = to === "yes" && form.elements.companion?.value.trim();
  button.textContent = (both ? button.dataset.yesBoth : button.dataset[to]) ?? button.textContent;
};
if (button) {
  say();
  button.form.addEventListener("input", say);
}
