// Drag a planned item to another day: fills in and sends the very form that stands below it.
(() => {
  const days = document.querySelector("[data-days]");
  if (!days) return;
  let held = null;
  days.classList.add("may-drag");
  days.addEventListener("dragstart", (event) => {
    held = event.target.closest("[data-move]");
    if (held) event.dataTransfer.effectAllowed = "move";
  });
  days.addEventListener("dragover", (event) => {
    const day = event.target.closest("[data-day]");
    if (!held || !day) return;
    event.preventDefault();
    days.querySelectorAll(".is-target").forEach((one) => one.classList.remove("is-target"));
    day.classList.add("is-target");
  });
  days.addEventListener("dragend", () => {
    days.querySelectorAll(".is-target").forEach((one) => one.classList.remove("is-target"));
    held = null;
  });
  days.addEventListener("drop", (event) => {
    const day = event.target.closest("[data-day]");
    if (!held || !day) return;
    event.preventDefault();
    const form = document.getElementById(held.dataset.move);
    form.elements.day.value = day.dataset.day;
    form.requestSubmit();
  });
})();
