// <form data-apply>: what is chosen in a list applies at once; without JavaScript a button does it.
// <button data-print hidden>: prints the page; a page cannot print itself without JavaScript.
for (const form of document.querySelectorAll("form[data-apply]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select")) form.requestSubmit();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
