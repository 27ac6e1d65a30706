/* The admin: a table wider than the window scrolls within its box, which the keyboard then reaches (WCAG 2.1.1). */
const boxes = document.querySelectorAll(".inline-related.tabular div.wrapper");
const reach = () => {
  for (const box of boxes) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
for (const box of boxes) {
  box.setAttribute("role", "region");
  box.setAttribute("aria-labelledby", box.closest("fieldset").querySelector(".inline-heading").id);
}
reach();
addEventListener("resize", reach);
